"""Repositories of a given size with git's fast-import: an origin that has moved on, and a workspace with a commit.

All files have one old time, and the index looks at times and sizes only, so that a tree that was brought back
(`rewind`) is as clean to git as it was. Paths are `000/00.txt`, a hundred to a folder.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gitscen.git.command import Git

LONG_AGO = 1_600_000_000
EDITED = LONG_AGO + 3600
NOW = 1_700_000_000
DATE = f"{NOW} +0000"
WHO = "Dev <dev@example.invalid>"


@dataclass(frozen=True, slots=True)
class Size:
    """How large a repository is. `refs` and `stashes` are in the workspace, packed."""

    files: int = 10
    commits: int = 3
    refs: int = 0
    stashes: int = 0


@dataclass(frozen=True, slots=True)
class Repository:
    """A workspace on `main`, one commit ahead of origin and one behind; its branch `other` has another file 2."""

    root: Path
    env: dict[str, str]

    @property
    def origin(self) -> Path:
        """The bare repository."""
        return self.root / "origin.git"

    @property
    def workspace(self) -> Path:
        """The clone."""
        return self.root / "workspace"

    @property
    def git(self) -> Git:
        """The door to git in the workspace; it takes no lock that it could do without."""
        return Git(self.workspace, {**self.env, "GIT_OPTIONAL_LOCKS": "0"}, limit=120)

    def edit(self) -> None:
        """Leave uncommitted work: three edited files and a new one."""
        for number in (3, 4, 6):
            _write(self.workspace / path_of(number), f"file {number}, edited\n")
        _write(self.workspace / "new.txt", "untracked\n")


def path_of(number: int) -> str:
    """Return the path of a file by its number. Pure."""
    return f"{number // 100:03}/{number % 100:02}.txt"


def build_repository(root: Path, size: Size, env: dict[str, str]) -> Repository:
    """Build the repositories below `root`, which must not exist. Raises `GitError`."""
    root.mkdir(parents=True)
    made = Repository(root, env)
    git = Git(root, env, limit=120)
    git.run("init", "--quiet", "--bare", "--template=", "--initial-branch=main", str(made.origin))
    _import(made.origin, env, _history(size))
    settings = ("-c", "core.checkStat=minimal", "-c", "core.trustctime=false")
    git.run("clone", "--quiet", "--template=", *settings, "--", made.origin.as_uri(), str(made.workspace))
    inside = Git(made.workspace, env, limit=120)
    inside.run("branch", "--quiet", "--no-track", "other", "refs/remotes/origin/other")
    (made.workspace / path_of(5)).write_text("file 5, local\n")
    inside.run("commit", "--quiet", "--all", "--message=local")
    _import(made.workspace / ".git", env, _refs(size.refs))
    _add_stashes(inside, size.stashes)
    inside.run("repack", "--quiet", "-a", "-d")
    inside.run("pack-refs", "--all")
    _import(made.origin, env, _commit("main", "incoming", start="refs/heads/main^0", number=7))
    for folder, _, names in os.walk(made.workspace):
        if "/.git" not in folder:
            for name in names:
                os.utime(Path(folder, name), (LONG_AGO, LONG_AGO))
    inside.run("update-index", "--refresh")
    return made


def _write(path: Path, text: str) -> None:
    path.write_text(text)
    os.utime(path, (EDITED, EDITED))


def _import(git_dir: Path, env: dict[str, str], stream: Iterator[bytes]) -> None:
    given = b"".join(stream)
    if given:
        Git(git_dir, env, limit=120).run("fast-import", "--quiet", "--force", stdin=given)


def _data(text: str) -> bytes:
    raw = text.encode()
    return b"data %d\n%s\n" % (len(raw), raw)


def _head(ref: str, message: str, start: str | None, age: int = 0) -> bytes:
    """Begin a commit that is `age` minutes old: git walks whole histories whose commits are all of one time."""
    begun = f"from {start}\n".encode() if start else b""
    return f"commit {ref}\ncommitter {WHO} {NOW - 60 * age} +0000\n".encode() + _data(message) + begun


def _commit(branch: str, message: str, *, start: str | None, number: int, age: int = 0) -> Iterator[bytes]:
    """Commit a change of one file by its number, which tells the message."""
    yield _head(f"refs/heads/{branch}", message, start, age)
    yield f"M 100644 inline {path_of(number)}\n".encode() + _data(f"file {number}, {message}\n")


def _history(size: Size) -> Iterator[bytes]:
    yield _head("refs/heads/main", "first", None, size.commits)
    for number in range(size.files):
        yield f"M 100644 inline {path_of(number)}\n".encode() + _data(f"file {number}\n")
    for number in range(1, size.commits):
        yield from _commit("main", f"change {number}", start=None, number=1, age=size.commits - number)
    yield from _commit("other", "other", start="refs/heads/main", number=2)


def _refs(count: int) -> Iterator[bytes]:
    for number in range(count):
        yield _head(f"refs/heads/many/{number:04}", f"branch {number}", "refs/heads/main")


def _add_stashes(git: Git, count: int) -> None:
    """Make entries as other people's, each a commit of its own with one index commit for all."""
    if not count:
        return
    base, tree = git.run("rev-parse", "HEAD", "HEAD^{tree}").line.split()
    index = git.run("commit-tree", tree, "-p", base, "-m", "index on main: local").line
    stream = "".join(
        f"commit refs/stash\nmark :{number}\ncommitter {WHO} {DATE}\n"
        + _data(f"On main: entry {number}").decode()
        + f"from {base}\nmerge {index}\n"
        for number in range(1, count + 1)
    )
    marks = git.directory / ".git" / "marks"
    git.run("fast-import", "--quiet", "--force", f"--export-marks={marks}", stdin=stream.encode())
    known = dict(line.split() for line in marks.read_text().splitlines())
    marks.unlink()
    entries = [known[f":{number}"] for number in range(1, count + 1)]
    befores = ["0" * 40, *entries]
    lines = [
        f"{before} {entry} {WHO} {DATE}\tOn main: entry {number}\n"
        for number, (before, entry) in enumerate(zip(befores, entries, strict=False), 1)
    ]
    (git.directory / ".git/logs/refs").mkdir(parents=True, exist_ok=True)
    (git.directory / ".git/logs/refs/stash").write_text("".join(lines))
