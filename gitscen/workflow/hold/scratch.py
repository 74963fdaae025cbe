"""Private indexes: git commands that stage, compare and build trees without touching the user's index.

Makes a temporary directory below `.git/gitscen` and removes it again; objects go into the repository's store.
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from gitscen.git.done import Done
from gitscen.names import Oid, TreePath
from gitscen.workflow.git import Git
from gitscen.workflow.hold.pin import DURABLE

# What is written must be what is in the file: no warning or refusal over line endings, no hook over the index.
_OPTIONS = (*DURABLE, "-c", "core.safecrlf=false", "-c", "core.hooksPath=/dev/null", "-c", "core.splitIndex=false")


def own_dir(git: Git) -> Path:
    """Return gitscen's own directory in the worktree's git directory, making it if needed."""
    place = git.git_dir / "gitscen"
    place.mkdir(exist_ok=True)
    return place


@dataclass(frozen=True, slots=True)
class Scratch:
    """One private index."""

    git: Git
    path: Path

    def run(self, *args: str, stdin: bytes = b"") -> Done:
        """Run a git command on this index. Raises `GitError`."""
        return self.git.run(*_OPTIONS, *args, stdin=stdin, env=self._env)

    def add(self, paths: Iterable[TreePath]) -> None:
        """Stage these paths as they are on disk, exact names, no pathspecs; one that is gone leaves the index."""
        given = b"".join(path + b"\0" for path in paths)
        if given:
            self.run("update-index", "-z", "--add", "--remove", "--replace", "--stdin", stdin=given)

    def entries(self, listing: Iterable[bytes]) -> None:
        """Put entries in, each `mode oid stage<TAB>path` or `mode type oid<TAB>path` as `--index-info` takes them."""
        given = b"".join(line + b"\0" for line in listing)
        if given:
            self.run("update-index", "-z", "--replace", "--index-info", stdin=given)

    def remove(self, paths: Iterable[TreePath]) -> None:
        """Take paths out of the index, every stage of them."""
        self.entries(removal_line(self.git, path) for path in paths)

    def write_tree(self) -> Oid:
        """Return the tree of this index, durable."""
        return Oid(self.run("write-tree").line)

    @property
    def _env(self) -> Mapping[str, str]:
        return {"GIT_INDEX_FILE": str(self.path)}


@contextmanager
def scratch_index(git: Git, *, copy: bool = False) -> Iterator[Scratch]:
    """Give a private index: empty, or a copy of the user's with its times, so that git knows what is unchanged."""
    with tempfile.TemporaryDirectory(prefix="index-", dir=own_dir(git)) as folder:
        path = Path(folder, "index")
        if copy and (git.git_dir / "index").exists():
            shutil.copy2(git.git_dir / "index", path)  # the copy's time decides which entries git re-reads
        yield Scratch(git, path)


def tree_entries(git: Git, tree: Oid) -> dict[TreePath, tuple[str, Oid]]:
    """Return every file of a tree (or a commit's tree) with its mode and object."""
    entries: dict[TreePath, tuple[str, Oid]] = {}
    for record in git.run("ls-tree", "-r", "-z", "--full-tree", "--end-of-options", tree).fields:
        facts, path = record.split(b"\t", 1)
        mode, _, oid = facts.decode().split(" ")
        entries[TreePath(path)] = (mode, Oid(oid))
    return entries


def tree_changes(git: Git, old: Oid, new: Oid) -> dict[TreePath, tuple[str, Oid] | None]:
    """Return what became of every path that differs between two trees or commits; None where it is gone in `new`."""
    fields = iter(
        git.run(
            "diff-tree", "-r", "-z", "--raw", "--no-abbrev", "--no-renames", "--no-ext-diff",
            "--ignore-submodules=none", "--end-of-options", old, new, "--",
        ).stdout.split(b"\0")
    )  # fmt: skip
    changes: dict[TreePath, tuple[str, Oid] | None] = {}
    for facts, path in zip(fields, fields, strict=False):
        _, mode, _, oid, letter = facts.decode().split(" ")
        changes[TreePath(path)] = None if letter == "D" else (mode, Oid(oid))
    return changes


def entry_line(path: bytes, mode: str, oid: str, *, stage: int = 0) -> bytes:
    """Return one line for `update-index --index-info`."""
    return f"{mode} {oid} {stage}\t".encode() + path


def removal_line(git: Git, path: bytes) -> bytes:
    """Return the line for `update-index --index-info` that takes every stage of a path out."""
    return entry_line(path, "0", "0" * git.oid_length)


def file_at(git: Git, path: bytes) -> Path:
    """Return where a tree path is on disk."""
    return git.worktree / os.fsdecode(path)


def on_disk(git: Git, path: bytes) -> bytes:
    """Return where a tree path is on disk, as bytes, for `os` functions."""
    return os.fsencode(file_at(git, path))


def is_file(git: Git, path: bytes) -> bool:
    """Whether there is a regular file or a link at a tree path."""
    try:
        mode = file_at(git, path).lstat().st_mode
    except OSError:
        return False
    return stat.S_ISREG(mode) or stat.S_ISLNK(mode)
