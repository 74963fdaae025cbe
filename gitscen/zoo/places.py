"""Mistakes with where things are: branches, worktrees, repositories, and what the environment says of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gitscen.git.done import Done
from gitscen.outcome import Outcome
from gitscen.workflow import environment
from gitscen.workflow import ready as readying
from gitscen.workflow import switch as switching
from gitscen.workflow.context import Context
from gitscen.workflow.target import Target
from gitscen.zoo.broken import Broken, Swap, Swapped, Tampered, with_options


class StartsAtHead(Broken):
    """A new branch starts from wherever HEAD is."""

    def switch(self, branch: str, *, start: str | None = None) -> Outcome:
        """Start here."""
        return super().switch(branch, start=start or self.branch)


class GuessesMain(Broken):
    """The default branch is called main."""

    def switch(self, branch: str, *, start: str | None = None) -> Outcome:
        """Start a new branch from main."""
        return super().switch(branch, start=start or "main")


class IgnoresStart(Broken):
    """A new branch starts from the default branch, whatever the caller says."""

    def switch(self, branch: str, *, start: str | None = None) -> Outcome:
        """Forget the start."""
        del start
        return super().switch(branch)


class NeverAsksRemote(Broken):
    """A branch that only the remote has is made anew."""

    def switch(self, branch: str, *, start: str | None = None) -> Outcome:
        """Make the branch here if it is not here."""
        if self.git.oid(f"refs/heads/{branch}") is None:
            base = start or f"refs/remotes/{self.settings.remote}/HEAD"
            self.git.try_("branch", "--no-track", branch, base)
        return super().switch(branch, start=start)


class IgnoresWorktrees(Tampered):
    """A branch is checked out a second time."""

    @staticmethod
    def change(args: tuple[str, ...]) -> tuple[str, ...]:
        """Have git not look at the other worktrees."""
        return with_options(args, "switch", "--ignore-other-worktrees")


class MovesSource(Broken):
    """What comes in is brought in by moving the local branch of that name first."""

    def sync(self, *, source: str | None = None) -> Outcome:
        """Move, then sync."""
        if source is not None:
            self.git.try_("update-ref", f"refs/heads/{source}", self.fetch(source))
        return super().sync(source=source)


class OverwritesIgnored(Tampered):
    """git overwrites ignored files without a word when it switches."""

    @staticmethod
    def change(args: tuple[str, ...]) -> tuple[str, ...]:
        """Let it."""
        return tuple(arg for arg in args if arg != "--no-overwrite-ignore")


class OverlooksRepositories(Swapped):
    """A tracked file that has become a repository is stashed like any other."""

    swaps = (Swap(readying, "_find_swallowed", lambda *_: None),)


class WalksUp(Broken):
    """A folder without a repository is taken for a part of the one around it."""

    def __init__(self, path: Any, **settings: Any) -> None:  # noqa: ANN401 - as the workflow's own
        """Look above."""
        super().__init__(path if (Path(path) / ".git").exists() else Path(path).parent, **settings)


def _nothing_misleads(environ: Mapping[str, str], overlay: Mapping[str, str]) -> tuple[str, ...]:
    del environ, overlay
    return ()


class InheritsRepository(Swapped):
    """`GIT_DIR` and its like are inherited, and every command goes somewhere else."""

    swaps = (Swap(environment, "misleading", _nothing_misleads),)


class ShutsAutocrlfOut(Tampered):
    """Hardened against the user's settings, it sees every file with CRLF changed."""

    @staticmethod
    def change(args: tuple[str, ...]) -> tuple[str, ...]:
        """Override the setting."""
        return ("-c", "core.autocrlf=false", *args)


class ForgetsModes(Tampered):
    """File modes are not looked at, so that a file is executable or not by chance."""

    @staticmethod
    def change(args: tuple[str, ...]) -> tuple[str, ...]:
        """Override the setting."""
        return ("-c", "core.fileMode=false", *args)


_AGAINST = (
    "--no-ff", "--ff-only", "--commit", "--no-squash", "--strategy=ort", "--no-autosquash", "--no-fork-point",
    "--no-autostash", "--cleanup=verbatim", "--cleanup=whitespace", "--no-verify-signatures", "--no-log",
)  # fmt: skip


class ObeysSettings(Tampered):
    """Every setting that changes what merge, rebase and commit do is obeyed."""

    @staticmethod
    def change(args: tuple[str, ...]) -> tuple[str, ...]:
        """Drop what was set against them."""
        rest = list(args)
        while rest[:1] == ["-c"]:
            del rest[:2]
        return tuple(arg for arg in rest if arg not in _AGAINST)


_go = switching._go  # noqa: SLF001 - the mistake lies in here


def _believe(context: Context, target: Target) -> Done | None:
    refusal = _go(context, target)
    said = context.git.try_("hook", "run", "--ignore-missing", "post-checkout")
    return refusal if refusal is not None or said.ok else said


class BelievesExitCode(Swapped):
    """A hook that fails after the switch is taken for a switch that failed."""

    swaps = (Swap(switching, "_go", _believe),)
