"""What there is to know of one broken workflow. Pure data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """One mistake, the workflow that makes it, and the scenario that must catch it.

    `source` is the upstream issue or the row of docs/failures.md that it was made in. `caught_by` is a case, or a
    scenario for the first clone that it is played on; there the failures must include `rule`: an invariant, or the
    expectation that fits.
    """

    name: str
    does: str
    source: str
    place: str
    """`module:Class` below `gitscen.zoo`."""
    caught_by: str
    rule: str

    @property
    def workflow(self) -> str:
        """The broken workflow as `module:Class`."""
        return f"gitscen.zoo.{self.place}"
