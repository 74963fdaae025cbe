"""The workflow's one door to the git program: explicit argument lists, through GitPython.

GitPython hands on the environment of the whole process and can add to it but not take away; where something
misleading is inherited, `env -u` takes it away for the one command.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from gitscen.errors import GitError, GitMissing, NotAWorkspace
from gitscen.git.done import Done
from gitscen.names import Oid
from gitscen.workflow import environment
from gitscen.workflow.refs import Ask, read_ref

if TYPE_CHECKING:
    from git.cmd import Git as GitPythonGit


_PLAIN_REF = re.compile(r"[^\x00-\x20\x7f~^:?*\[\\]+(?<!\.lock)(?<!/)")
"""A ref name and nothing more: no expression like `refs/stash^1`, no glob. `parse_branch` has seen to the rest."""

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
        if not os.path.isdir(self.worktree):  # noqa: PTH112 - GitPython would run it in the current directory instead
            raise NotAWorkspace(f"{self.worktree} is not a directory. Give the path of a workspace.")
        argv = ("git", *args)
        with _stream(stdin) as given:
            code, out, err = self._gitpython.execute(
                [*self._before, self._program, *args],
                istream=given,
                with_extended_output=True,
                with_exceptions=False,
                stdout_as_string=False,
                strip_newline_in_stdout=False,
                kill_after_timeout=None if args[0] in READS else self.limit,
                env={**self._overlay, **self._extra, **(env or {})},
            )
        return Done(argv, code, out, err)

    def run(self, *args: str, stdin: bytes = b"", env: Mapping[str, str] | None = None) -> Done:
        """Run one git command that is expected to succeed. Raises `GitError` where it does not."""
        done = self.try_(*args, stdin=stdin, env=env)
        if not done.ok:
            raise GitError(done.argv, str(self.worktree), done.code, done.stdout, done.stderr)
        return done

    def oid(self, revision: str) -> Oid | None:
        """Return the object id that HEAD, a full ref name or an expression names, or None where there is none."""
        name = revision.removesuffix("^{commit}") if revision.startswith(("HEAD^{", "refs/heads/")) else revision
        if name == "HEAD" or (name.startswith("refs/") and _PLAIN_REF.fullmatch(name)):
            found = read_ref(self.git_dir, name)
            if not isinstance(found, Ask):
                return found
        done = self.try_("rev-parse", "--verify", "--quiet", "--end-of-options", revision)
        return Oid(done.line) if done.ok else None

    def head_of(self, revision: str) -> Oid:
        """Return the object id that a ref or expression names. Raises `GitError` where there is none."""
        found = self.oid(revision)
        if found is None:
            raise GitError(
                ("git", "rev-parse", "--verify", revision), str(self.worktree), 128, b"", "there is no such ref"
            )
        return found

    def find(self) -> None:
        """Find the repository, also if it was found before. Raises `NotAWorkspace` where git can read none here."""
        self.__dict__.pop("_facts", None)
        _ = self._facts

    def setting(self, key: str) -> str | None:
        """Return the last value of a configuration key, as `git config --list` spells it, or None."""
        return self._config.get(key)

    def forget(self) -> None:
        """Look at configuration and environment again when they are next asked for: the user may have changed them."""
        self.__dict__.pop("_config", None)
        self.__dict__.pop("_before", None)
        self._extra.clear()

    def identify(self) -> None:
        """Commit as the fallback identity from now on, if the user has configured none."""
        if self.fallback and not self._extra and not self._is_identified():
            for role in ("AUTHOR", "COMMITTER"):
                self._extra[f"GIT_{role}_NAME"] = self.fallback.name
                self._extra[f"GIT_{role}_EMAIL"] = self.fallback.email

    def _is_identified(self) -> bool:
        told = any(f"GIT_{role}_{part}" in os.environ for role in ("AUTHOR", "COMMITTER") for part in ("NAME", "EMAIL"))
        if not told and self.setting("user.name") and self.setting("user.email"):
            return True
        return self.try_("var", "GIT_AUTHOR_IDENT").ok and self.try_("var", "GIT_COMMITTER_IDENT").ok

    @property
    def git_dir(self) -> Path:
        """The absolute path of the worktree's own git directory (`.git`, or below `.git/worktrees`)."""
        return self._facts[1]

    @property
    def oid_length(self) -> int:
        """The number of hexadecimal digits of an object id here: 40, or 64 with SHA-256."""
        return self._facts[0]

    @cached_property
    def _facts(self) -> tuple[int, Path]:
        """What does not change as long as the workspace stays where it is. Raises `NotAWorkspace`."""
        done = self.try_("rev-parse", "--is-inside-work-tree", "--show-object-format", "--absolute-git-dir")
        inside, form, place = [*done.stdout.split(b"\n", 2), b"", b""][:3]
        if not done.ok or inside != b"true":
            said = done.stderr.strip() or "it has no working tree"
            damaged = os.path.lexists(self.worktree / ".git")
            step = "Run recover." if damaged else "Give the top of a git working tree."
            raise NotAWorkspace(f"{self.worktree} is not a workspace: {said}. {step}")
        return 64 if form == b"sha256" else 40, Path(os.fsdecode(place.removesuffix(b"\n")))

    @cached_property
    def _config(self) -> dict[str, str]:
        fields = self.run("config", "--list", "-z").stdout.decode(errors="surrogateescape").split("\0")
        return {key: value for key, _, value in (field.partition("\n") for field in fields) if key}

    @cached_property
    def _overlay(self) -> Mapping[str, str]:
        return environment.overlay(self.worktree)

    @cached_property
    def _before(self) -> tuple[str, ...]:
        """What stands before the program: `env`, which takes away what GitPython would hand on."""
        dropped = [word for name in environment.misleading(os.environ, self._overlay) for word in ("-u", name)]
        return ("env", *dropped) if dropped else ()

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


@contextmanager
def _stream(content: bytes) -> Iterator[BinaryIO | None]:
    """Give what a command reads: a file, so that it cannot block, or nothing."""
    if not content:
        yield None
        return
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.seek(0)
        yield cast("BinaryIO", file)
