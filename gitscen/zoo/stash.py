"""Mistakes with work that is put away and brought back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from gitscen.names import BranchName, Oid
from gitscen.outcome import Operation, Outcome, Resolution, Status
from gitscen.workflow import switch as switching
from gitscen.workflow.git import Git
from gitscen.workflow.hold import shelter, stash
from gitscen.workflow.hold.stash import Tell
from gitscen.workflow.hold.stashlist import StashEntry, drop, read_stashes
from gitscen.workflow.settings import SwitchPolicy
from gitscen.workflow.status import read_status
from gitscen.zoo.broken import Broken, Swap, Swapped, Tampered, command_of


class NoUntracked(Tampered):
    """`git stash push` leaves untracked files behind without `-u`."""

    @staticmethod
    def change(args: tuple[str, ...]) -> tuple[str, ...]:
        """Take `-u` away."""
        return tuple(arg for arg in args if arg != "-u") if command_of(args) == "stash" and "push" in args else args


class SweepsIgnored(Tampered):
    """`git stash push -a` takes the ignored files along."""

    @staticmethod
    def change(args: tuple[str, ...]) -> tuple[str, ...]:
        """Put `-a` in the place of `-u`."""
        if command_of(args) != "stash" or "push" not in args:
            return args
        return tuple("-a" if arg == "-u" else arg for arg in args)


class NoIndex(Tampered):
    """`git stash apply` forgets what was staged without `--index`."""

    @staticmethod
    def change(args: tuple[str, ...]) -> tuple[str, ...]:
        """Take `--index` away."""
        return tuple(arg for arg in args if arg != "--index") if command_of(args) == "stash" else args


class PositionalPop(Broken):
    """Stash, switch, pop: whatever lies on top of the stash is taken for one's own."""

    def switch(self, branch: str, *, start: str | None = None) -> Outcome:
        """Switch between a push and a pop."""
        self.git.try_("stash", "push", "-u", "-m", "switching")
        done = super().switch(branch, start=start)
        self.git.try_("stash", "pop")
        return done


class PlainStash(Broken):
    """The usual commands, entry by label and staged as staged, and nothing for what git's stash cannot do."""

    def switch(self, branch: str, *, start: str | None = None) -> Outcome:
        """Push, switch, pop the entry of the target."""
        return self.attempt(Operation.SWITCH, lambda: self._switch(branch, start))

    def _switch(self, branch: str, start: str | None) -> None:
        here = self.branch
        if here == branch:
            return
        if not read_status(self.git).clean:
            self.git.run("stash", "push", "-u", "-m", f"parked on {here}")
        start = start or f"{self.settings.remote}/HEAD"
        if not self.git.try_("switch", branch).ok:
            self.git.run("switch", "--no-track", "-c", branch, start)
        for number, entry in enumerate(read_stashes(self.git)):
            if entry.label == f"parked on {branch}":
                self.git.run("stash", "pop", "--index", f"stash@{{{number}}}")
                return

    def sync(self, *, source: str | None = None) -> Outcome:
        """Sync between a push and a pop."""
        dirty = not read_status(self.git).clean
        if dirty:
            self.git.run("stash", "push", "-u", "-m", "syncing")
        done = super().sync(source=source)
        popped = self.git.try_("stash", "pop", "--index") if dirty else None
        return done if popped is None or popped.ok else self.say(Operation.SYNC, Status.FAILED, "stash pop failed")


def _apply_and_drop(git: Git, oid: Oid, *, tell: Tell | None = None) -> tuple[Resolution, ...]:
    del tell
    if not git.try_("stash", "apply", "--index", oid).ok:
        git.run("reset", "--hard", "--quiet")
    drop(git, oid)
    return ()


class DropsAfterConflict(Swapped):
    """The pop stopped in a conflict: the tree is reset and the entry dropped, as if it had come back."""

    swaps = (Swap(switching, "bring_back", _apply_and_drop), Swap(shelter, "bring_back", _apply_and_drop))


def _drop_top(git: Git, oid: Oid) -> None:
    del oid
    git.try_("stash", "drop", "--quiet")


class DropsTop(Swapped):
    """The right entry is applied, and the one on top is dropped."""

    swaps = (Swap(stash, "drop", _drop_top),)


def _find_of_branch(git: Git, label: str) -> tuple[StashEntry, ...]:
    branch = label.removeprefix("gitscen: parked on ").partition(" [")[0]
    return tuple(entry for entry in read_stashes(git) if f"n {branch}: " in entry.subject)


class TakesBranchsEntries(Swapped):
    """Every stash entry that was made on the branch is taken for parked work."""

    swaps = (Swap(switching, "find_parked", _find_of_branch),)


def _never(git: Git, label: str) -> tuple[StashEntry, ...]:
    del git, label
    return ()


class NeverBringsBack(Swapped):
    """Work is parked on every switch, and nobody looks for it on the way back."""

    swaps = (Swap(switching, "find_parked", _never),)


class PopsOntoTarget(Broken):
    """Stash and checkout: the work of one branch is popped onto the other."""

    def __init__(self, path: Any, **settings: Any) -> None:  # noqa: ANN401 - as the workflow's own
        """Carry, whatever the policy."""
        super().__init__(path, **settings)
        self.settings = replace(self.settings, policy=SwitchPolicy.CARRY)


class StashesUntilClean(Broken):
    """The tree must be clean before a switch, and is stashed until it is."""

    tries: ClassVar = 3

    def switch(self, branch: str, *, start: str | None = None) -> Outcome:
        """Stash again and again; what is left then counts as an error."""
        here = BranchName(self.branch)
        for _ in range(self.tries):
            if read_status(self.git).clean:
                break
            self.git.try_("stash", "push", "-u", "-m", f"gitscen: parked on {here}")
        else:
            return self.say(Operation.SWITCH, Status.FAILED, "the tree never got clean")
        return super().switch(branch, start=start)


class ExpiresReflogs(Broken):
    """Housekeeping after a switch: `reflog expire --all` takes all stash entries but the newest."""

    def switch(self, branch: str, *, start: str | None = None) -> Outcome:
        """Switch, expire, collect."""
        done = super().switch(branch, start=start)
        self.git.try_("reflog", "expire", "--expire=now", "--all")
        self.git.try_("gc", "--quiet", "--prune=now")
        return done


class CleansOnArrival(Broken):
    """What lies about after a switch is taken for its leftovers."""

    def switch(self, branch: str, *, start: str | None = None) -> Outcome:
        """Switch and clean up, ignored files included."""
        done = super().switch(branch, start=start)
        self.git.try_("clean", "-ffdxq")
        return done
