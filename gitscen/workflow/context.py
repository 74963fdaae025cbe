"""What every operation works with: git, the settings, and the deeds told so far; it builds the outcomes.

It reads HEAD when an outcome is built and changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from gitscen.names import Oid
from gitscen.outcome import Act, Deed, Operation, Outcome, Resolution, Status
from gitscen.workflow.git import Git
from gitscen.workflow.head import read_head
from gitscen.workflow.settings import Settings


@dataclass(slots=True)
class Context:
    """One operation under way.

    `pin` is the snapshot that holds the uncommitted work meanwhile, None if there is none; `name` is what the
    operation's own refs and folders are called by.
    """

    git: Git
    settings: Settings
    deeds: list[Deed] = field(default_factory=list)
    pin: Oid | None = None
    name: str = ""

    def tell(self, act: Act, what: str, oid: Oid | None = None) -> None:
        """Record one deed of the operation."""
        self.deeds.append(Deed(act, what, oid))

    def outcome(
        self, operation: Operation, status: Status, *, reason: str = "", resolutions: Sequence[Resolution] = ()
    ) -> Outcome:
        """Return the outcome with HEAD as it is now and all deeds told so far."""
        head = read_head(self.git)
        return Outcome(
            operation=operation,
            status=status,
            branch=head.branch,
            head=head.oid,
            deeds=tuple(self.deeds),
            resolutions=tuple(resolutions),
            reason=reason,
        )
