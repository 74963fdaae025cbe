"""Reads a working tree: plain files, hashed as git would store them, and git's two letters."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Collection
from operator import attrgetter
from pathlib import Path

import pygit2
from pygit2.enums import FileStatus

from gitscen.names import Oid, TreePath
from gitscen.observe.listing import read_file
from gitscen.observe.memory import Memory
from gitscen.observe.observation import Entry, Store


def blob_oid(content: bytes) -> Oid:
    """Return the SHA-1 object id of a content as it is, no filter applied."""
    return Oid(hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest())


class Files:
    """The files of one working tree; what has not changed since it was read is not read again."""

    def __init__(self, top: Path, store: Store) -> None:
        """Begin with nothing read."""
        self._top, self._store = str(top), store
        self._memory: Memory[tuple[TreePath, Entry]] = Memory()

    def look(self) -> tuple[dict[TreePath, Entry], tuple[TreePath, ...]]:
        """Return every file below the top and the places of nested repositories; no `.git` is entered."""
        files: dict[TreePath, Entry] = {}
        nested: list[TreePath] = []
        todo = [""]
        while todo:
            under = todo.pop()
            with os.scandir(f"{self._top}/{under}") as found:
                entries = sorted(found, key=attrgetter("name"))
            for entry in entries:
                name = under + entry.name
                if entry.name == ".git":
                    if under:
                        nested.append(_tree_path(under[:-1]))
                elif entry.is_dir(follow_symlinks=False):
                    todo.append(name + "/")
                elif read := self._read(name, entry):
                    files[read[0]] = read[1]
        return files, tuple(sorted(nested))

    def _read(self, name: str, entry: os.DirEntry[str]) -> tuple[TreePath, Entry] | None:
        info = entry.stat(follow_symlinks=False)
        known = self._memory.recall(name, info)
        if known is not None:
            return known
        if stat.S_ISLNK(info.st_mode):
            mode, content = 0o120000, os.fsencode(os.readlink(entry.path))  # noqa: PTH115
        elif stat.S_ISREG(info.st_mode):
            mode = 0o100755 if info.st_mode & stat.S_IXUSR else 0o100644
            content = read_file(entry.path)
        else:
            return None
        read = _tree_path(name), Entry(mode, blob_oid(content))
        self._store.contents[read[1].oid] = content
        self._memory.keep(name, info, read)
        return read


def _tree_path(name: str) -> TreePath:
    return TreePath(os.fsencode(name))


def read_status(repository: pygit2.Repository, unmerged: Collection[TreePath]) -> dict[TreePath, str]:
    """Return git's two letters for each path that is not unchanged; nothing where the index cannot be read."""
    try:
        said = repository.status(untracked_files="all", ignored=True)
    except (pygit2.GitError, OSError):
        return {}
    status = {_tree_path(path): letters(FileStatus(flags)) for path, flags in said.items()}
    return status | dict.fromkeys(status.keys() & unmerged, "UU")


def read_letters(repository: pygit2.Repository, path: TreePath) -> str | None:
    """Return git's two letters for one tracked file, two spaces where it is unchanged; None where that is not told."""
    try:
        return letters(FileStatus(repository.status_file(os.fsdecode(path))))
    except (pygit2.GitError, KeyError, OSError, ValueError):
        return None


_STAGED = (
    (FileStatus.INDEX_NEW, "A"),
    (FileStatus.INDEX_MODIFIED, "M"),
    (FileStatus.INDEX_DELETED, "D"),
    (FileStatus.INDEX_TYPECHANGE, "T"),
)
_UNSTAGED = (
    (FileStatus.WT_MODIFIED, "M"),
    (FileStatus.WT_DELETED, "D"),
    (FileStatus.WT_TYPECHANGE, "T"),
)


def letters(flags: FileStatus) -> str:
    """Return the two letters of `git status --porcelain` for what libgit2 says of a path."""
    if flags & FileStatus.IGNORED:
        return "!!"
    staged = next((letter for flag, letter in _STAGED if flags & flag), " ")
    if flags & FileStatus.WT_NEW:
        return "??" if staged == " " else staged + "?"
    return staged + next((letter for flag, letter in _UNSTAGED if flags & flag), " ")
