"""Brings paths of the index and the working tree to given entries, through git's own filters.

It may touch the given paths only. What is in the way there and is not known to be git's own writing is moved aside
(`aside.py`), never overwritten. Submodules' checkouts are left as they are; only the index names their commit.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from stat import S_ISDIR

from gitscen.names import TreePath
from gitscen.workflow.conflicts.conflict import Entry
from gitscen.workflow.git import Git
from gitscen.workflow.hold.aside import move_aside
from gitscen.workflow.hold.scratch import entry_line, file_at, removal_line


def place(git: Git, entries: Mapping[TreePath, Entry | None], *, written: Collection[TreePath]) -> None:
    """Put every entry in the index and the working tree; a path without one leaves both.

    `written` are the paths whose file git wrote, so that it may be replaced. Raises `GitError`, half-way too: the
    caller holds a pin.
    """
    leaving = [path for path, entry in entries.items() if entry is None]
    coming = {path: entry for path, entry in entries.items() if entry is not None}
    _take_away(git, leaving, written)
    lines = [removal_line(git, path) for path in entries]
    lines += [entry_line(path, entry.mode, entry.oid) for path, entry in coming.items()]
    git.run("update-index", "-z", "--replace", "--index-info", stdin=b"".join(line + b"\0" for line in lines))
    obstacles = {found for path, entry in coming.items() if (found := _obstacle(git, path, entry, written))}
    if obstacles:
        move_aside(git, sorted(obstacles), name="settle")
    if coming:
        given = b"".join(path + b"\0" for path in coming)
        git.run("checkout-index", "--force", "--index", "-z", "--stdin", stdin=given)


def _take_away(git: Git, leaving: Iterable[TreePath], written: Collection[TreePath]) -> None:
    """Delete the files that git wrote or that are as the index has them; move others aside."""
    modified: frozenset[bytes] | None = None
    aside: list[TreePath] = []
    for path in leaving:
        file = file_at(git, path)
        if not os.path.lexists(file) or _is_folder(file):
            continue
        if path not in written:
            if modified is None:
                modified = _modified(git)
            if path in modified:
                aside.append(path)
                continue
        file.unlink()
        _prune(git, path)
    if aside:
        move_aside(git, aside, name="settle")


def _modified(git: Git) -> frozenset[bytes]:
    git.try_("update-index", "-q", "--refresh")  # exits 1 where something is modified, which is the question
    return frozenset(git.run("diff-files", "--name-only", "-z").fields)


def _prune(git: Git, path: TreePath) -> None:
    """Remove the folders above a path that have become empty, as git does."""
    while path.count(b"/"):
        path = TreePath(path.rpartition(b"/")[0])
        try:
            file_at(git, path).rmdir()
        except OSError:
            return


def _obstacle(git: Git, path: TreePath, entry: Entry, written: Collection[TreePath]) -> TreePath | None:
    """Return what stands where an entry is to go and is not ours to overwrite: a file, a folder, or a file above it.

    `checkout-index --force` would remove whole folders and follow nobody's wish (entry.c, remove_subtree).
    """
    for above in _above(path):
        file = file_at(git, above)
        if os.path.lexists(file) and not _is_folder(file):
            return above
    file = file_at(git, path)
    if not os.path.lexists(file):
        return None
    if not _is_folder(file):
        return None if path in written else path
    if entry.mode == "160000":
        return None
    try:
        file.rmdir()
    except OSError:
        return path
    return None


def _above(path: TreePath) -> list[TreePath]:
    parts = path.split(b"/")
    return [TreePath(b"/".join(parts[:depth])) for depth in range(1, len(parts))]


def _is_folder(file: Path) -> bool:
    try:
        return S_ISDIR(file.lstat().st_mode)
    except OSError:
        return False
