"""What the broken workflows share: plain answers, git commands changed on their way, and parts swapped for worse ones.

A swap lasts as long as one request, so that workers may play one workflow after another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from types import ModuleType
from typing import Any, ClassVar

from gitscen.errors import GitError
from gitscen.git.done import Done
from gitscen.outcome import Operation, Outcome, Status
from gitscen.workflow.context import Context
from gitscen.workflow.git import Git
from gitscen.workflow.workspace import Workspace


class Broken(Workspace):
    """The shipped workflow with a place for one mistake."""

    def say(self, operation: Operation, status: Status = Status.DONE, reason: str = "") -> Outcome:
        """Answer without having looked."""
        return Context(self.git, self.settings).outcome(operation, status, reason=reason)

    def attempt(self, operation: Operation, act: Callable[[], object]) -> Outcome:
        """Answer as a plain program does: done, or failed with git's words and everything as it lies."""
        try:
            act()
        except GitError as error:
            return self.say(operation, Status.FAILED, str(error))
        return self.say(operation)

    @property
    def branch(self) -> str:
        """The short name of the branch at HEAD. Raises `GitError` where HEAD is detached."""
        return self.git.run("symbolic-ref", "--short", "HEAD").line

    def fetch(self, branch: str) -> str:
        """Fetch one branch of the remote as it is and return its remote-tracking ref."""
        ref = f"refs/remotes/{self.settings.remote}/{branch}"
        self.git.run("fetch", "--quiet", self.settings.remote, f"+refs/heads/{branch}:{ref}")
        return ref

    def push_branch(self, *options: str) -> Done:
        """Push the branch at HEAD and return how that ended."""
        ref = f"refs/heads/{self.branch}"
        return self.git.try_("push", "--quiet", *options, self.settings.remote, f"{ref}:{ref}")


class Tampered(Broken):
    """A workflow whose git commands are changed on their way."""

    def __init__(self, path: Any, **settings: Any) -> None:  # noqa: ANN401 - as the workflow's own
        """Open the workspace behind another door to git."""
        super().__init__(path, **settings)
        self.git = _Door(self.git.worktree, self.git.fallback, self.git.limit, change=self.change)

    @staticmethod
    def change(args: tuple[str, ...]) -> tuple[str, ...]:
        """Return the arguments that git is to get."""
        raise NotImplementedError


class _Door(Git):
    def __init__(self, *args: Any, change: Callable[[tuple[str, ...]], tuple[str, ...]]) -> None:  # noqa: ANN401
        super().__init__(*args)
        self._change = change

    def try_(self, *args: str, stdin: bytes = b"", env: Mapping[str, str] | None = None) -> Done:
        return super().try_(*self._change(args), stdin=stdin, env=env)


def with_options(args: tuple[str, ...], command: str, *options: str) -> tuple[str, ...]:
    """Return the arguments with options behind the command, if it is this one."""
    if command_of(args) != command:
        return args
    at = args.index(command) + 1
    return (*args[:at], *options, *args[at:])


def command_of(args: tuple[str, ...]) -> str:
    """Return the git command that arguments begin with, past what is set with `-c`."""
    rest = iter(args)
    for arg in rest:
        if arg == "-c":
            next(rest)
        elif not arg.startswith("-"):
            return arg
    return ""


@dataclass(frozen=True, slots=True)
class Swap:
    """A name in a module of the workflow, and what stands there during a request."""

    module: ModuleType
    name: str
    worse: object


class Swapped(Broken):
    """A workflow in which parts are swapped for worse ones."""

    swaps: ClassVar[tuple[Swap, ...]] = ()

    def _run(
        self,
        operation: Operation,
        act: Callable[[Context], Outcome],
        *,
        prepare: Callable[[Context], None] = lambda _: None,
        after_kill: bool = False,
    ) -> Outcome:
        with ExitStack() as stack:
            for swap in self.swaps:
                stack.enter_context(swapped(swap))
            return super()._run(operation, act, prepare=prepare, after_kill=after_kill)


@contextmanager
def swapped(swap: Swap) -> Iterator[None]:
    """Have the worse part in place for a while."""
    better = getattr(swap.module, swap.name)
    setattr(swap.module, swap.name, swap.worse)
    try:
        yield
    finally:
        setattr(swap.module, swap.name, better)
