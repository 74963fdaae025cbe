"""What a workflow is to gitscen: a class with these methods. No base class to inherit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from gitscen.outcome import Outcome


class Workflow(Protocol):
    """A workflow that looks after the workspace whose path it was made with.

    An operation that a class does not have is answered with `unsupported`, and the case is skipped with that reason.
    """

    def switch(self, branch: str, *, start: str | None = None) -> Outcome:
        """Go to a branch, made from `start` if it does not exist."""

    def commit(self, message: str, *, paths: Sequence[str] | None = None) -> Outcome:
        """Commit the work, all of it or the paths named."""

    def push(self) -> Outcome:
        """Bring the branch's commits to the remote."""

    def sync(self, *, source: str | None = None) -> Outcome:
        """Bring in what the remote has, of the branch itself or of `source`."""

    def resolve(self) -> Outcome:
        """Settle the conflicts that are there and conclude what stopped at them."""

    def interrupt(self, job: int | None = None) -> Outcome:
        """End the job with this process id and put its work in safety."""

    def recover(self) -> Outcome:
        """Bring the workspace back to a sound state."""
