"""What a subject offers: its name, the operations it has, and the policies it can follow. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from gitscen.outcome import Operation
from gitscen.scenario.model import Workflow


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a subject said of itself. A policy of None means that it follows whatever a story configures.

    `switch` holds words of `[workflow] policy`, `sync` words of `[workflow] integration`.
    """

    name: str
    operations: frozenset[Operation] = frozenset(Operation)
    switch: frozenset[str] | None = None
    sync: frozenset[str] | None = None

    def lacks(self, wanted: Workflow, operation: Operation) -> str:
        """Return why a request of a story with such a `[workflow]` cannot be made of the subject, "" if it can."""
        for key, want, has in (
            ("policy", wanted.policy, self.switch),
            ("integration", wanted.integration, self.sync),
        ):
            if want is not None and has is not None and want not in has:
                offered = " and ".join(sorted(has)) or "none"
                return f'the story wants {key} = "{want}", and {self.name} offers {offered}'
        return "" if operation in self.operations else f"{self.name} has no {operation.value}"

    def carries(self, wanted: Workflow) -> bool:
        """Tell whether uncommitted work follows to another branch: the story wants that, or it is the only way."""
        return (wanted.policy or self._only_way()) == "carry"

    def _only_way(self) -> str | None:
        return next(iter(self.switch)) if self.switch is not None and len(self.switch) == 1 else None
