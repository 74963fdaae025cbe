"""Mistakes with names: of files, branches and refs."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Sequence

from gitscen.outcome import Operation, Outcome
from gitscen.workflow.commit import NamedPath
from gitscen.zoo.broken import Broken, Tampered, command_of


class ReadsQuoted(Broken):
    """Names are read line by line as `git status` prints them, quotes and arrows included."""

    def commit(self, message: str, *, paths: Sequence[NamedPath] | None = None) -> Outcome:
        """Add each name that was printed, and commit."""
        del paths

        def act() -> None:
            for line in self.git.run("status", "--porcelain").stdout.decode().splitlines():
                self.git.try_("add", "-A", line[3:].strip('"'))
            self.git.try_("commit", "--quiet", "-m", message)

        return self.attempt(Operation.COMMIT, act)

    def switch(self, branch: str, *, start: str | None = None) -> Outcome:
        """Stage by printed names before the work is put away."""
        for line in self.git.run("status", "--porcelain").stdout.decode().splitlines():
            self.git.try_("add", "-A", line[3:].strip('"'))
        return super().switch(branch, start=start)

    def push(self) -> Outcome:
        """Merge, and settle each path as it was printed."""

        def act() -> None:
            self.git.try_("merge", "--no-edit", self.fetch(self.branch))
            for line in self.git.run("diff", "--name-only", "--diff-filter=U").line.splitlines():
                self.git.try_("checkout", "--ours", line)
                self.git.try_("add", line)
            self.git.try_("commit", "--quiet", "--no-edit")
            self.push_branch()

        return self.attempt(Operation.PUSH, act)


class InjectsOptions(Broken):
    """A name is handed to git where an option could stand, and git takes it for one."""

    def sync(self, *, source: str | None = None) -> Outcome:
        """Fetch what the configuration names as upstream."""
        name = source or self.git.try_("config", f"branch.{self.branch}.merge").line or self.branch
        self.git.try_("fetch", "--quiet", self.settings.remote, name)
        self.git.try_("merge", "--quiet", "--no-edit", "FETCH_HEAD")
        return self.say(Operation.SYNC)

    def switch(self, branch: str, *, start: str | None = None) -> Outcome:
        """Switch to what the caller wrote."""
        del start
        self.git.try_("checkout", "--quiet", branch)
        self.git.try_("fetch", "--quiet", self.settings.remote, branch)
        return self.say(Operation.SWITCH)


class ShortNames(Tampered):
    """`main` is written where refs/heads/main is meant; a tag or a file of that name is taken instead."""

    @staticmethod
    def change(args: tuple[str, ...]) -> tuple[str, ...]:
        """Shorten the names of branches."""
        if command_of(args) not in ("push", "rev-parse", "fetch"):
            return args
        return tuple(arg.replace("refs/heads/", "") for arg in args)


class ChecksOut(Broken):
    """`git checkout NAME` takes a file for a branch, or guesses a branch that only the remote has."""

    def switch(self, branch: str, *, start: str | None = None) -> Outcome:
        """Check out what is called so."""
        if not self.git.try_("checkout", "--quiet", branch).ok:
            self.git.try_("checkout", "--quiet", "-b", branch, start or "HEAD")
        return self.say(Operation.SWITCH)


class FoldsNames(Broken):
    """Names that differ in case, or in how an accent is written, are one name."""

    def commit(self, message: str, *, paths: Sequence[NamedPath] | None = None) -> Outcome:
        """Commit one file a name."""
        if paths is None:
            found = self.git.run("ls-files", "-z", "--modified", "--others", "--exclude-standard").fields
            folded = {unicodedata.normalize("NFC", os.fsdecode(path)).casefold(): path for path in found}
            paths = list(folded.values()) or None
        return super().commit(message, paths=paths)


class GlobsNames(Broken):
    """A star in the name of a file is a pattern."""

    def commit(self, message: str, *, paths: Sequence[NamedPath] | None = None) -> Outcome:
        """Add by pathspec and commit."""
        wanted = [os.fsdecode(path) for path in paths] if paths else ["."]

        def act() -> None:
            self.git.run("add", "-A", "--", *wanted)
            self.git.run("commit", "--quiet", "-m", message)

        return self.attempt(Operation.COMMIT, act)


class NoSlashes(Broken):
    """Slashes of a branch's name are replaced, since it is part of a file's name too."""

    def switch(self, branch: str, *, start: str | None = None) -> Outcome:
        """Switch to a name without slashes."""
        return super().switch(branch.replace("/", "-"), start=start)


class RewritesNames(Broken):
    """A branch's name is made to fit: what is no letter is replaced, what leads is dropped."""

    def switch(self, branch: str, *, start: str | None = None) -> Outcome:
        """Switch to what is left of the name."""
        fit = "".join(char if char.isalnum() or char in "-/" else "-" for char in branch).lstrip("-")
        return super().switch(fit, start=start)
