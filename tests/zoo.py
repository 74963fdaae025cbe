"""Broken workflows: the built-in one, each with one mistake that real programs made. Each must be caught."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gitscen.git.done import Done
from gitscen.names import ConflictKind
from gitscen.outcome import Operation, Outcome, Status
from gitscen.workflow import Workspace
from gitscen.workflow.conflicts import preference
from gitscen.workflow.context import Context
from gitscen.workflow.git import Git
from gitscen.workflow.status import read_status


class Broken(Workspace):
    """What the broken workflows share: plain answers."""

    def say(self, operation: Operation, status: Status = Status.DONE, reason: str = "") -> Outcome:
        return Context(self.git, self.settings).outcome(operation, status, reason=reason)


class Tampered(Broken):
    """A workflow whose git commands are changed on their way."""

    def __init__(self, path: Any, **settings: Any) -> None:  # noqa: ANN401
        super().__init__(path, **settings)
        change = self.change

        class Door(Git):
            def try_(self, *args: str, stdin: bytes = b"", env: Mapping[str, str] | None = None) -> Done:
                return super().try_(*change(args), stdin=stdin, env=env)

        self.git = Door(self.git.worktree, self.git.fallback)

    @staticmethod
    def change(args: tuple[str, ...]) -> tuple[str, ...]:
        raise NotImplementedError


class StashWithoutUntracked(Tampered):
    """`git stash push` leaves untracked files behind without `-u`."""

    @staticmethod
    def change(args: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(arg for arg in args if arg != "-u") if "stash" in args and "push" in args else args


class RestoreWithoutIndex(Tampered):
    """`git stash apply` forgets what was staged without `--index`."""

    @staticmethod
    def change(args: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(arg for arg in args if arg != "--index") if "stash" in args and "apply" in args else args


class ForcedPush(Tampered):
    """A push that is rejected is forced."""

    @staticmethod
    def change(args: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(f"+{arg}" if arg.startswith("refs/heads/") else arg for arg in args) if "push" in args else args


class NoVerify(Tampered):
    """A commit that a hook refuses is made without asking the hook."""

    @staticmethod
    def change(args: tuple[str, ...]) -> tuple[str, ...]:
        where = args.index("commit") + 1 if "commit" in args else 0
        return (*args[:where], "--no-verify", *args[where:]) if where else args


class OursInRebase(Broken):
    """Local is taken for stage 2 everywhere, as `--ours` has it; in a rebase that is upstream's side."""

    def __init__(self, path: Any, **settings: Any) -> None:  # noqa: ANN401
        super().__init__(path, **settings)
        preference.LOCAL_STAGE[preference.Meeting.REBASE] = 2  # the worker plays this workflow alone


class OnlyBothModified(Broken):
    """The shell script's way: a conflict is `UU`; everything else is added and committed as it lies there."""

    def push(self) -> Outcome:
        branch = self.git.run("symbolic-ref", "--short", "HEAD").line
        self.git.run("fetch", "origin", f"+refs/heads/{branch}:refs/remotes/origin/{branch}")
        self.git.try_("merge", "--no-edit", f"refs/remotes/origin/{branch}")
        if any(entry.kind is ConflictKind.BOTH_MODIFIED for entry in read_status(self.git).unmerged):
            self.resolve()
        elif not read_status(self.git).clean:
            self.git.run("add", "-A")
            self.git.run("commit", "-m", "merge")
        self.git.run("push", "origin", f"refs/heads/{branch}:refs/heads/{branch}")
        return self.say(Operation.PUSH)


class PositionalPop(Broken):
    """Stash, switch, pop: whatever lies on top of the stash is taken for one's own."""

    def switch(self, branch: str, *, start: str | None = None) -> Outcome:
        self.git.run("stash", "push", "-u", "-m", "switching")
        done = super().switch(branch, start=start)
        self.git.try_("stash", "pop")
        return done


class StartsAtHead(Broken):
    """A new branch starts from wherever HEAD is."""

    def switch(self, branch: str, *, start: str | None = None) -> Outcome:
        return super().switch(branch, start=start or self.git.run("symbolic-ref", "--short", "HEAD").line)


class ResetHardRecovery(Broken):
    """Recovery as the usual advice has it: remove the lock, abort, reset, clean."""

    def recover(self) -> Outcome:
        (self.git.git_dir / "index.lock").unlink(missing_ok=True)
        for operation in ("merge", "rebase", "cherry-pick", "revert"):
            self.git.try_(operation, "--abort")
        self.git.run("reset", "--hard")
        self.git.run("clean", "-fd")
        return self.say(Operation.RECOVER)


class LockRemover(Broken):
    """A lock is removed whoever holds it."""

    def recover(self) -> Outcome:
        (self.git.git_dir / "index.lock").unlink(missing_ok=True)
        return super().recover()


class SaysPushed(Broken):
    """Success is reported on failure."""

    def push(self) -> Outcome:
        return self.say(Operation.PUSH)


class LeavesMergeOpen(Broken):
    """A pull that stops at a conflict is reported as failed and left like that."""

    def push(self) -> Outcome:
        self.git.try_("pull", "--no-rebase", "--no-edit", "origin", "HEAD")
        return self.say(Operation.PUSH, Status.FAILED, "git pull failed")


class RetriesRefusal(Broken):
    """A push that a hook refuses is tried again and again."""

    def push(self) -> Outcome:
        outcomes = [super(RetriesRefusal, self).push() for _ in range(5)]
        return outcomes[-1]


class CommitsMarkers(Broken):
    """An interrupt commits whatever lies there."""

    def interrupt(self, job: Any = None) -> Outcome:  # noqa: ANN401
        del job
        self.git.run("add", "-A")
        self.git.run("commit", "-m", "WIP: Interrupted")
        return self.say(Operation.INTERRUPT)
