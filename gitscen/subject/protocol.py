"""What a workflow is to gitscen as a class with these methods (no base class), and what a subject is to a case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from gitscen.outcome import Outcome
from gitscen.scenario.asks import Ask
from gitscen.subject.offer import Offer


class Workflow(Protocol):
    """A workflow that looks after the workspace whose path it was made with.

    It is made with that path, and with keywords of `gitscen.workflow.settings.Settings` for what the story configures.
    An operation that a class does not have is not asked, and the case is skipped with that reason. A class may say
    more of itself in `name` (text), `operations` (their names) and `policies`, as the protocol's answer to hello.
    """

    def switch(self, branch: str, *, start: str | None = None) -> Outcome:
        """Go to a branch, made from `start` if it does not exist."""

    def commit(self, message: str, *, paths: Sequence[bytes] | None = None) -> Outcome:
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


class Subject(Protocol):
    """The workflow under test in one case, whatever it is written in. All of it may raise `SubjectFault`."""

    @property
    def names_head(self) -> bool:
        """Whether its outcomes say where HEAD is."""

    @property
    def group(self) -> int | None:
        """The process group that it acts in; None where it acts in this process."""

    def begin(self) -> Offer:
        """Get ready for a request in the environment that this process has now, and say what it offers."""

    def ask(self, step: Ask, job: int | None, *, seconds: float | None = None) -> Outcome:
        """Ask for one operation, after `begin`. `seconds` is the story's budget; more time is not given."""

    def end(self) -> None:
        """End it as it wants to end."""

    def kill(self) -> str:
        """End it as it is, and return what there is of its standard error."""
