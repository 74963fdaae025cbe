"""What every operation works with: git, the settings, and the deeds told so far; it builds the outcomes.

It reads HEAD when an outcome is built and changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from gitscen.errors import NotAWorkspace
from gitscen.names import Oid
from gitscen.outcome import Act, Deed, Operation, Outcome, Resolution, Status
from gitscen.workflow.git import Git
from gitscen.workflow.head import Head, read_head
from gitscen.workflow.settings import Settings
from gitscen.workflow.status import WorkspaceStatus, read_status


@dataclass(slots=True)
class Context:
    """One operation under way.

    `pin` is the snapshot that holds the uncommitted work meanwhile, None if there is none; `name` is what the
    operation's own refs and folders are called by; `status` is the workspace's as the operation found it. `hides` is
    False where it is known that git was told to look at every file. `settled` and `remarks` go into every outcome,
    before its own resolutions and after its own reason.
    """

    git: Git
    settings: Settings
    deeds: list[Deed] = field(default_factory=list)
    settled: list[Resolution] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    pin: Oid | None = None
    name: str = ""
    hides: bool = True
    _status: WorkspaceStatus | None = None

    @property
    def status(self) -> WorkspaceStatus:
        """The status that the operation began with, asked for once: it is the dearest question in a big workspace."""
        if self._status is None:
            self._status = read_status(self.git)
        return self._status

    def look_again(self) -> None:
        """Have the status asked for anew: something has changed."""
        self._status = None

    def tell(self, act: Act, what: str, oid: Oid | None = None) -> None:
        """Record one deed of the operation."""
        self.deeds.append(Deed(act, what, oid))

    def outcome(
        self, operation: Operation, status: Status, *, reason: str = "", resolutions: Sequence[Resolution] = ()
    ) -> Outcome:
        """Return the outcome with HEAD as it is now and all deeds told so far."""
        try:
            head = read_head(self.git)
        except NotAWorkspace:  # git cannot read what there is
            head = Head(None, None)
        return Outcome(
            operation=operation,
            status=status,
            branch=head.branch,
            head=head.oid,
            deeds=tuple(self.deeds),
            resolutions=(*self.settled, *resolutions),
            reason=" ".join([*([reason] if reason else []), *self.remarks]),
        )
