"""Mistakes with locks, stopped operations and what was killed."""

from __future__ import annotations

import shutil

from gitscen.names import InProgress
from gitscen.outcome import Operation, Outcome
from gitscen.workflow import guard, interrupt, recover, workspace
from gitscen.workflow.context import Context
from gitscen.workflow.git import Git
from gitscen.workflow.mend.locks import read_locks
from gitscen.workflow.progress import STATE_FILES, read_in_progress, read_state
from gitscen.zoo.broken import Broken, Swap, Swapped


class ResetHard(Broken):
    """Recovery as the usual advice has it: remove the lock, abort, reset, clean."""

    def recover(self) -> Outcome:
        """Get a clean tree at any price."""
        (self.git.git_dir / "index.lock").unlink(missing_ok=True)
        for operation in ("merge", "rebase", "cherry-pick", "revert"):
            self.git.try_(operation, "--abort")
        self.git.try_("reset", "--hard")
        self.git.try_("clean", "-fd")
        return self.say(Operation.RECOVER)


class CleanAsUndo(Broken):
    """Whatever was recovered, edited and untracked files are taken for its traces."""

    def recover(self) -> Outcome:
        """Recover, then check out and clean."""
        done = super().recover()
        self.git.try_("checkout", "--", ".")
        self.git.try_("clean", "-fd")
        return done


class RemovesAnyLock(Broken):
    """A lock is removed whoever holds it, and whatever is in it."""

    def recover(self) -> Outcome:
        """Remove, then recover."""
        (self.git.git_dir / "index.lock").unlink(missing_ok=True)
        return super().recover()


def _stop_at_locks(context: Context) -> str:
    return "there is a lock; another git process seems to be running." if read_locks(context.git.git_dir) else ""


class StopsAtLocks(Swapped):
    """A lock that nobody holds stops everything, recovery included."""

    swaps = (Swap(recover, "clear_locks", _stop_at_locks), Swap(interrupt, "clear_locks", _stop_at_locks))


class FreshClone(Broken):
    """Where git is not content, the repository is thrown away and cloned again, around the files."""

    def recover(self) -> Outcome:
        """Clone, where `git status` or `git fsck` fail."""
        if all(self.git.try_(command).ok for command in ("status", "fsck")):
            return super().recover()
        place = self.git.worktree / ".git"
        url = self.git.try_("config", "--file", str(place / "config"), f"remote.{self.settings.remote}.url").line
        shutil.rmtree(place)
        self.git.try_("clone", "--quiet", "--bare", "--", url, str(place))
        self.git.try_("config", "core.bare", "false")
        self.git.try_("reset", "--quiet")
        return self.say(Operation.RECOVER)


class KnowsOnlyMerges(Broken):
    """What is in progress is told by `MERGE_HEAD`; all else is taken for sound."""

    def recover(self) -> Outcome:
        """Abort a merge."""
        if InProgress.MERGE in read_in_progress(self.git):
            return super().recover()
        return self.say(Operation.RECOVER)


class DeletesState(Broken):
    """`rm -rf .git/rebase-merge` where git does not abort: the autostash in it goes too."""

    def recover(self) -> Outcome:
        """Delete what git notes of operations, and check the branch out."""
        branch = read_state(self.git, "rebase-merge/head-name").removeprefix("refs/heads/")
        for name in STATE_FILES:
            place = self.git.git_dir / name
            shutil.rmtree(place, ignore_errors=True) if place.is_dir() else place.unlink(missing_ok=True)
        if not branch:
            return super().recover()
        self.git.try_("checkout", "--quiet", "-f", branch)
        return self.say(Operation.RECOVER)


class LeavesDetached(Broken):
    """Recovery goes back to the branch and leaves the commits of a detached HEAD to the reflog."""

    def recover(self) -> Outcome:
        """Check out the first branch by name, wherever HEAD was detached."""
        if self.git.try_("symbolic-ref", "--quiet", "HEAD").ok:
            return super().recover()
        names = self.git.run("for-each-ref", "--format=%(refname:short)", "refs/heads/").line.split()
        self.git.try_("checkout", "--quiet", "-f", names[0])
        return self.say(Operation.RECOVER)


class AddsAll(Broken):
    """A stop is ended by `git add -A` and a commit: the markers with it, and what an index was missing."""

    def recover(self) -> Outcome:
        """Add and commit whatever lies there, then recover."""
        self.git.try_("add", "-A")
        self.git.try_("commit", "--quiet", "-m", "Recovered")
        return super().recover()


def _nothing_killed(context: Context) -> tuple[()]:
    del context
    return ()


def _no_entry(git: Git) -> None:
    del git


class KeepsNoJournal(Swapped):
    """Nobody notes what is under way, so that nobody knows what was killed."""

    swaps = (
        Swap(recover, "finish_killed", _nothing_killed),
        Swap(interrupt, "finish_killed", _nothing_killed),
        Swap(workspace, "read_entry", _no_entry),
    )


def _undo_nothing(context: object, entry: object, why: str) -> None:
    del context, entry, why


class RollsNothingBack(Swapped):
    """It says that it failed, and leaves everything as far as it had come."""

    swaps = (Swap(guard, "_undo", _undo_nothing),)


class DoesNothing(Broken):
    """Nobody ever tried what happens if something is wrong."""

    def recover(self) -> Outcome:
        """Say that all is well."""
        return self.say(Operation.RECOVER)
