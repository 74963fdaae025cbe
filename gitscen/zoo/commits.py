"""Mistakes with commits: what gets into them, who makes them, and what holds them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from gitscen.names import TreePath
from gitscen.outcome import Operation, Outcome
from gitscen.workflow import commit as committing
from gitscen.workflow import interrupt as interrupting
from gitscen.workflow.commit import NamedPath
from gitscen.workflow.context import Context
from gitscen.zoo.broken import Broken, Swap, Swapped, Tampered, with_options


class NoVerify(Tampered):
    """A commit that a hook refuses is made without asking the hook."""

    @staticmethod
    def change(args: tuple[str, ...]) -> tuple[str, ...]:
        """Skip the hooks."""
        return with_options(args, "commit", "--no-verify")


class SkipsSigning(Tampered):
    """A commit that the person wants signed is made without: the signing program would ask for a passphrase."""

    @staticmethod
    def change(args: tuple[str, ...]) -> tuple[str, ...]:
        """Do not sign."""
        return with_options(args, "commit", "--no-gpg-sign")


class Amends(Tampered):
    """`commit --amend` keeps the history tidy, and takes what has been pushed out of it."""

    @staticmethod
    def change(args: tuple[str, ...]) -> tuple[str, ...]:
        """Amend."""
        return with_options(args, "commit", "--amend")


class TrackedOnly(Tampered):
    """`commit -a` knows no new files."""

    @staticmethod
    def change(args: tuple[str, ...]) -> tuple[str, ...]:
        """Stage what is tracked."""
        return tuple("--update" if arg == "--all" and "add" in args else arg for arg in args)


def _add_by_force(context: Context, scope: Sequence[TreePath] | None = None) -> None:
    del scope
    context.git.run("add", "--all", "--force")


class ForcesIgnored(Swapped):
    """`git add --force` commits build results, and the secrets that were ignored for a reason."""

    swaps = (Swap(committing, "stage", _add_by_force), Swap(interrupting, "stage", _add_by_force))


class StripsMessages(Tampered):
    """The message goes through git's clean-up as the user configured it, which takes comments out."""

    @staticmethod
    def change(args: tuple[str, ...]) -> tuple[str, ...]:
        """Leave the clean-up to the user's settings."""
        return tuple(arg for arg in args if arg != "--cleanup=whitespace")


def _add_everything(context: Context, scope: Sequence[TreePath] | None = None) -> None:
    del scope
    context.git.run("-c", "advice.addEmbeddedRepo=false", "add", "-A")


class AddsNested(Swapped):
    """`git add -A` records a repository inside as a link to a commit that nobody else has."""

    swaps = (Swap(committing, "stage", _add_everything), Swap(interrupting, "stage", _add_everything))


def _hold_nothing(context: Context, scope: Sequence[TreePath] | None) -> None:
    del context, scope


class ForgetsStaged(Swapped):
    """A file was staged and edited again: the commit has the later version, and nobody holds the other one."""

    swaps = (Swap(committing, "_hold_staged", _hold_nothing),)


class CommitsEverything(Broken):
    """Named paths or not, all that is dirty goes into the commit."""

    def commit(self, message: str, *, paths: Sequence[NamedPath] | None = None) -> Outcome:
        """Forget the paths."""
        del paths
        return super().commit(message)


class WritesToHome(Broken):
    """Without an identity it runs `git config --global`, in everybody's name from then on."""

    def commit(self, message: str, *, paths: Sequence[NamedPath] | None = None) -> Outcome:
        """Configure, then commit."""
        if self.git.setting("user.name") is None:
            self.git.try_("config", "--global", "user.name", "bot")
        return super().commit(message, paths=paths)


class NeedsIdentity(Broken):
    """Nobody has told git who commits, and the commit ends with 128."""

    def __init__(self, path: Any, **settings: Any) -> None:  # noqa: ANN401 - as the workflow's own
        """Take the fallback away."""
        super().__init__(path, **settings)
        self.settings = replace(self.settings, fallback_identity=None)
        self.git.fallback = None


class SwapsWithoutLooking(Broken):
    """The branch is moved to a commit on top of what HEAD was a while ago, without a look at what it is now."""

    def commit(self, message: str, *, paths: Sequence[NamedPath] | None = None) -> Outcome:
        """Commit by plumbing."""
        del paths
        parent = self.git.run("rev-parse", "HEAD").line
        self.git.run("add", "-A")
        tree = self.git.run("write-tree").line
        self.git.try_("commit", "--dry-run")
        self.git.run("update-ref", "HEAD", self.git.run("commit-tree", "-p", parent, "-m", message, tree).line)
        return self.say(Operation.COMMIT)


class HoldsSnapshotByNothing(Broken):
    """The work is put into a commit that no ref holds, then the tree is reset."""

    def commit(self, message: str, *, paths: Sequence[NamedPath] | None = None) -> Outcome:
        """Snapshot, reset, apply, commit."""
        del paths
        self.git.run("add", "-A")
        snapshot = self.git.run("stash", "create").line
        self.git.run("reset", "--hard")
        self.git.try_("commit", "--dry-run")
        self.git.try_("stash", "apply", snapshot)
        self.git.try_("commit", "-a", "-m", message)
        return self.say(Operation.COMMIT)
