"""The one door to the git program for all but the workflow: argument lists in, exit code and bytes out.

No shell, an explicit directory and environment, a closed standard input, a time limit. It retries nothing and
reads no meaning into what git says.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from gitscen.errors import GitError, GitMissing
from gitscen.git.done import Done

MINIMUM_GIT = (2, 36)
"""The oldest git that will do.

2.36 for `core.fsync`, with which the workflow puts its pins on disk before it risks anything; older needs are
`stash push --pathspec-from-file` and `--end-of-options` (2.26, 2.24) and `merge-ort` (2.33, the default from 2.34),
whose conflicts are those that the stories tell.
"""


@dataclass(frozen=True, slots=True)
class Git:
    """git in one directory, with `env` as its whole environment; `limit` is the time of one command in seconds."""

    directory: Path
    env: Mapping[str, str]
    limit: float = 30.0

    def try_(self, *args: str, stdin: bytes = b"") -> Done:
        """Run one git command and return how it ended. Raises `GitError` where it could not start or took too long."""
        argv = ("git", *args)
        try:
            done = subprocess.run(
                [_program(self.env.get("PATH")), *args],
                cwd=self.directory,
                env=self.env,
                input=stdin,
                capture_output=True,
                check=False,
                timeout=self.limit,
            )
        except subprocess.TimeoutExpired as error:
            said = f"it had not ended after {self.limit:g} s and was killed"
            raise GitError(argv, str(self.directory), -9, error.stdout or b"", said) from error
        except (OSError, ValueError) as error:  # no such directory; a NUL in an argument
            raise GitError(argv, str(self.directory), 127, b"", f"it could not be started: {error}") from error
        return Done(argv, done.returncode, done.stdout, done.stderr.decode(errors="replace"))

    def run(self, *args: str, stdin: bytes = b"") -> Done:
        """Run one git command that is expected to succeed. Raises `GitError` where it does not."""
        done = self.try_(*args, stdin=stdin)
        if not done.ok:
            raise GitError(done.argv, str(self.directory), done.code, done.stdout, done.stderr)
        return done

    def with_env(self, **variables: str) -> Git:
        """Return the same git with some more variables in its environment."""
        return Git(self.directory, {**self.env, **variables}, self.limit)


@cache
def _program(path: str | None) -> str:
    program = shutil.which("git", path=path)
    if program is None:
        raise GitMissing("there is no git program on PATH. Install git.")
    return program


@cache
def git_version() -> tuple[int, ...]:
    """Return git's version as numbers, (2, 39, 5). Raises `GitMissing` where there is no git on PATH."""
    try:
        said = subprocess.run([_program(None), "--version"], capture_output=True, check=True, timeout=30).stdout
    except (OSError, subprocess.SubprocessError) as error:
        raise GitMissing(f"{_program(None)} does not run: {error}. Install git.") from error
    return parse_version(said.decode(errors="replace"))


def parse_version(text: str) -> tuple[int, ...]:
    """Return the numbers of what `git --version` prints; vendors write more behind them. Pure.

    Raises `GitMissing` for a text without any.
    """
    match = re.search(r"\bversion (\d+(?:\.\d+)+)", text)
    if match is None:
        raise GitMissing(f"what is called git on PATH says {text.strip()!r} of its version. Install git.")
    return tuple(int(number) for number in match[1].split("."))


def require_git(version: tuple[int, ...] | None = None) -> tuple[int, ...]:
    """Return git's version. Raises `GitMissing` where there is no git, or one that is older than `MINIMUM_GIT`."""
    found = git_version() if version is None else version
    if found < MINIMUM_GIT:
        there, needed = (".".join(str(number) for number in numbers) for numbers in (found, MINIMUM_GIT))
        raise GitMissing(f"git is {there} here and gitscen needs {needed} or newer. Install a newer git.")
    return found
