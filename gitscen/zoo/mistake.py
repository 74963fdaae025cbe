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
        """The broken workflow as `module:Class`; of a broken container, the option that puts it in."""
        named = f"gitscen.zoo.{self.place}"
        return f"--container {named}" if self.is_container else named

    @property
    def is_container(self) -> bool:
        """Whether it is a container, which stories of sessions try, and no workflow."""
        return self.place.startswith("containers:")
