"""Reads a working tree and the index: plain files, hashed as git would store them, and git's two letters."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

import pygit2
from pygit2.enums import FileStatus

from gitscen.names import Oid, TreePath
from gitscen.observe.observation import Entry, Store


def blob_oid(content: bytes) -> Oid:
    """Return the SHA-1 object id of a content as it is, no filter applied."""
    return Oid(hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest())


def read_files(top: Path, store: Store) -> tuple[dict[TreePath, Entry], tuple[TreePath, ...]]:
    """Return every file below `top` and the places of nested repositories; no `.git` is entered."""
    files: dict[TreePath, Entry] = {}
    nested: list[TreePath] = []
    for name, folders, names in os.walk(top):
        folder = Path(name)
        if folder != top and ".git" in (*folders, *names):
            nested.append(_tree_path(folder, top))
        folders[:] = [inner for inner in folders if inner != ".git"]
        links = [inner for inner in folders if (folder / inner).is_symlink()]
        for file in (*names, *links):
            entry = _read_entry(folder / file, store) if file != ".git" else None
            if entry:
                files[_tree_path(folder / file, top)] = entry
    return files, tuple(nested)


def _tree_path(path: Path, top: Path) -> TreePath:
    return TreePath(os.fsencode(path.relative_to(top).as_posix()))


def _read_entry(path: Path, store: Store) -> Entry | None:
    info = path.lstat()
    if stat.S_ISLNK(info.st_mode):
        mode, content = 0o120000, os.fsencode(path.readlink())
    elif stat.S_ISREG(info.st_mode):
        mode = 0o100755 if info.st_mode & stat.S_IXUSR else 0o100644
        content = path.read_bytes()
    else:
        return None
    oid = blob_oid(content)
    store.contents[oid] = content
    return Entry(mode, oid)


def read_index(
    repository: pygit2.Repository, store: Store
) -> tuple[dict[TreePath, Entry], dict[TreePath, tuple[Entry | None, Entry | None, Entry | None]]]:
    """Return the entries of stage 0, and the stages 1, 2, 3 of each unmerged path."""
    repository.index.read(force=True)
    index = {TreePath(os.fsencode(entry.path)): _keep(repository, entry, store) for entry in repository.index}
    unmerged: dict[TreePath, tuple[Entry | None, Entry | None, Entry | None]] = {}
    for stages in repository.index.conflicts or ():
        base, ours, theirs = (_keep(repository, entry, store) if entry else None for entry in stages)
        path = next(entry.path for entry in stages if entry)
        unmerged[TreePath(os.fsencode(path))] = (base, ours, theirs)
        index.pop(TreePath(os.fsencode(path)), None)
    return index, unmerged


def read_locked(repository: pygit2.Repository, lock: Path, store: Store) -> dict[TreePath, Entry]:
    """Return the entries of an index that was written to its lock and not moved into place; none if it is not whole."""
    if not lock.exists():
        return {}
    try:
        written = pygit2.Index(str(lock))
    except (pygit2.GitError, OSError):
        return {}
    return {TreePath(os.fsencode(entry.path)): _keep(repository, entry, store) for entry in written}


def _keep(repository: pygit2.Repository, entry: pygit2.IndexEntry, store: Store) -> Entry:
    oid = Oid(str(entry.id))
    if oid not in store.contents and oid in repository:
        found = repository[oid]
        if isinstance(found, pygit2.Blob):
            store.contents[oid] = found.data
    return Entry(int(entry.mode), oid)


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
