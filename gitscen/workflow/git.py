"""The workflow's one door to the git program: explicit argument lists, through GitPython.

GitPython hands on the environment of the whole process and can add to it but not take away; where something
misleading is inherited, `env -u` takes it away for the one command.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from gitscen.errors import GitError, GitMissing, NotAWorkspace
from gitscen.git.done import Done
from gitscen.names import Oid
from gitscen.workflow import environment

if TYPE_CHECKING:
    from git.cmd import Git as GitPythonGit


READS = frozenset(
    {"cat-file", "config", "for-each-ref", "ls-files", "ls-tree", "merge-base", "rev-parse", "symbolic-ref", "var"}
)
"""Commands that run no other program and so wait for nobody: they get no time limit, which costs a thread each."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who commits where the user's own configuration does not say."""

    name: str
    email: str


@dataclass
class Git:
    """git in one working tree.

    `fallback` is the identity for commits where none is configured; `limit` is the time in seconds after which
    one command is ended (a signing program that waits for a passphrase, a remote that never answers).
    """

    worktree: Path
    fallback: Identity | None = None
    limit: float = 600.0
    _extra: dict[str, str] = field(default_factory=dict)

    def try_(self, *args: str, stdin: bytes = b"", env: Mapping[str, str] | None = None) -> Done:
        """Run one git command and return how it ended, whatever that is."""
        if not self.worktree.is_dir():  # GitPython would run it in the current directory instead
            raise NotAWorkspace(f"{self.worktree} is not a directory. Give the path of a workspace.")
        dropped = [word for name in environment.misleading(os.environ) for word in ("-u", name)]
        argv = ("git", *args)
        command = ["env", *dropped, self._program, *args] if dropped else [self._program, *args]
        with tempfile.TemporaryFile() as given:
            given.write(stdin)
            given.seek(0)
            code, out, err = self._gitpython.execute(
                command,
                istream=given,
                with_extended_output=True,
                with_exceptions=False,
                stdout_as_string=False,
                strip_newline_in_stdout=False,
                kill_after_timeout=None if args[0] in READS else self.limit,
                env={**environment.overlay(self.worktree), **self._extra, **(env or {})},
            )
        return Done(argv, code, out, err)

    def run(self, *args: str, stdin: bytes = b"", env: Mapping[str, str] | None = None) -> Done:
        """Run one git command that is expected to succeed. Raises `GitError` where it does not."""
        done = self.try_(*args, stdin=stdin, env=env)
        if not done.ok:
            raise GitError(done.argv, str(self.worktree), done.code, done.stdout, done.stderr)
        return done

    def oid(self, revision: str) -> Oid | None:
        """Return the object id that a full ref name or expression names, or None where there is none."""
        done = self.try_("rev-parse", "--verify", "--quiet", "--end-of-options", revision)
        return Oid(done.line) if done.ok else None

    def identify(self) -> None:
        """Commit as the fallback identity from now on, if the user has configured none."""
        if self.fallback and not (
            self.try_("var", "GIT_AUTHOR_IDENT").ok and self.try_("var", "GIT_COMMITTER_IDENT").ok
        ):
            for role in ("AUTHOR", "COMMITTER"):
                self._extra[f"GIT_{role}_NAME"] = self.fallback.name
                self._extra[f"GIT_{role}_EMAIL"] = self.fallback.email

    @cached_property
    def git_dir(self) -> Path:
        """The absolute path of the worktree's own git directory (`.git`, or below `.git/worktrees`)."""
        done = self.try_("rev-parse", "--absolute-git-dir")
        if not done.ok:
            raise NotAWorkspace(f"{self.worktree} is not a git working tree: {done.stderr.strip()}")
        return Path(os.fsdecode(done.stdout.rstrip(b"\n")))

    @cached_property
    def oid_length(self) -> int:
        """The number of hexadecimal digits of an object id here: 40, or 64 with SHA-256."""
        done = self.try_("rev-parse", "--show-object-format")
        return 64 if done.line == "sha256" else 40

    @cached_property
    def _program(self) -> str:
        program = shutil.which("git")
        if program is None:
            raise GitMissing("there is no git program on PATH. Install git.")
        return program

    @cached_property
    def _gitpython(self) -> GitPythonGit:
        os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")  # GitPython runs git when it is imported
        from git.cmd import Git as GitPythonGit

        return GitPythonGit(str(self.worktree))
