"""Uncommitted work out of the way while commits come together, and back afterwards with local preference.

Uses the stash (`stash.py`); does nothing in a clean tree. The operation's pin covers what lies in between.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from gitscen.names import Oid
from gitscen.outcome import Act, Resolution
from gitscen.workflow.context import Context
from gitscen.workflow.head import read_head
from gitscen.workflow.hold.stash import bring_back, put_away
from gitscen.workflow.hold.stashlist import shelter_label
from gitscen.workflow.status import WorkspaceStatus


@dataclass(slots=True)
class Shelter:
    """A place for uncommitted work, used at most once: `with Shelter(context) as shelter: ... shelter.take_in()`."""

    context: Context
    resolutions: tuple[Resolution, ...] = ()
    _entry: Oid | None = None
    _used: bool = field(default=False)

    def take_in(self, status: WorkspaceStatus | None = None) -> None:
        """Put the uncommitted work away, if there is any and that was not done yet. Raises `GitError`.

        `status` is the workspace's, if it has been asked for just now.
        """
        if not self._used:
            branch = read_head(self.context.git).branch
            hides = self.context.hides or status is None
            self._entry = put_away(self.context.git, shelter_label(branch), status, hides=hides)
            self._used = True

    def give_back(self) -> None:
        """Bring the work back and remember what was settled for it. Raises `GitError` or `WorkspaceError`."""
        if self._entry is not None:
            entry, self._entry = self._entry, None
            self.resolutions = bring_back(self.context.git, entry, tell=self.context.tell)
            self.context.tell(Act.RESTORED, "the uncommitted work", entry)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None or issubclass(kind, Exception):  # a killed process has nobody to bring it back
            self.give_back()
