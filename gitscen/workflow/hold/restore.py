"""Brings the index and the working tree back to a snapshot; HEAD is left to the caller.

Only paths that differ are written. What is in their way is deleted only where its bytes are a committed blob of that
path (a half-done checkout leaves such files) and moved aside otherwise. Files that the snapshot does not know stay
where they are unless they are in the way. Submodules and embedded repositories are left alone.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from gitscen.names import Oid, TreePath
from gitscen.workflow.git import Git
from gitscen.workflow.hold.aside import move_aside
from gitscen.workflow.hold.pin import HOOKLESS
from gitscen.workflow.hold.scratch import (
    Scratch,
    entry_line,
    file_at,
    hash_files,
    is_file,
    removal_line,
    scratch_index,
    tree_entries,
    write_blob,
)
from gitscen.workflow.hold.snapshot import ASSUMED, INTENT, SKIPPED, Snapshot
from gitscen.workflow.status import parse_status

FILE, EXECUTABLE, LINK = "100644", "100755", "120000"

Entries = Mapping[TreePath, tuple[str, Oid]]


@dataclass(frozen=True, slots=True)
class Difference:
    """Where the working tree differs from what it is to be: paths to write, and paths that are not wanted."""

    wrong: tuple[TreePath, ...]
    surplus: tuple[TreePath, ...]


def restore(
    git: Git, snapshot: Snapshot, *, foreign: Sequence[Oid] = (), name: str = "restore"
) -> tuple[TreePath, ...]:
    """Bring index and working tree back to `snapshot` and return the paths that had to be moved aside.

    Files of HEAD and of the snapshot's base count as committed; `foreign` are further commits or trees whose files
    may lie about and are nobody's work: the target of a switch that was cut short. `name` names the folder for what
    is moved aside. Raises `GitError`.
    """
    with scratch_index(git, copy=True) as index:
        index.run("read-tree", "-i", "--reset", "--end-of-options", snapshot.oid)
        if snapshot.untracked:
            loose = tree_entries(git, snapshot.untracked)
            index.entries(entry_line(path, *entry) for path, entry in loose.items())
        if snapshot.extra:
            for listed, option in ((ASSUMED, "--no-assume-unchanged"), (SKIPPED, "--no-skip-worktree")):
                if paths := _read_list(git, snapshot.extra, listed):
                    index.run("update-index", option, "-z", "--stdin", stdin=paths)
        difference = _read_difference(index)
        head = git.oid("HEAD")
        known = [tree for tree in (snapshot.oid, snapshot.base, head, *foreign) if tree]
        aside = write_files(git, index, difference, foreign=known, name=name)
    _restore_index(git, snapshot)
    return aside


def write_files(
    git: Git, index: Scratch, difference: Difference, *, foreign: Sequence[Oid], name: str
) -> tuple[TreePath, ...]:
    """Write the wrong paths as a private index has them and return the paths that had to be moved aside."""
    there = content_on_disk(git, (*difference.wrong, *difference.surplus))
    known = [tree_entries(git, tree) for tree in foreign] if there else []
    wanted = index_entries(index) if there else {}
    disposable = {
        path for path, entry in there.items() if any(is_same(tree.get(path), entry) for tree in (*known, wanted))
    }
    for path in disposable:
        delete_file(git, path)
    aside = [path for path in difference.wrong if path in there and path not in disposable]
    aside += _in_the_way(git, difference.wrong, besides=(*aside, *disposable))
    if aside:
        move_aside(git, aside, name=name)
    if difference.wrong:
        index.run("checkout-index", "-z", "--stdin", stdin=b"".join(path + b"\0" for path in difference.wrong))
    return tuple(aside)


def content_on_disk(git: Git, paths: Iterable[TreePath]) -> dict[TreePath, tuple[str, Oid]]:
    """Return the mode and object of those paths that are files or links now; their objects are written."""
    files: dict[TreePath, str] = {}
    found: dict[TreePath, tuple[str, Oid]] = {}
    for path in paths:
        if blocked(git, path) or not is_file(git, path):
            continue
        place = file_at(git, path)
        if place.is_symlink():
            found[path] = (LINK, write_blob(git, os.fsencode(place.readlink())))
        else:
            files[path] = EXECUTABLE if place.stat().st_mode & stat.S_IXUSR else FILE
    for path, oid in zip(files, hash_files(git, list(files)), strict=True):
        found[path] = (files[path], oid)
    return found


def index_entries(index: Scratch) -> dict[TreePath, tuple[str, Oid]]:
    """Return the merged entries of a private index."""
    entries: dict[TreePath, tuple[str, Oid]] = {}
    for record in index.run("ls-files", "--stage", "-z").fields:
        facts, path = record.split(b"\t", 1)
        mode, oid, _ = facts.decode().split(" ")
        entries[TreePath(path)] = (mode, Oid(oid))
    return entries


def is_same(one: tuple[str, Oid] | None, other: tuple[str, Oid] | None) -> bool:
    """Whether two entries hold the same bytes as the same kind of thing; the executable bit does not count."""
    return one is not None and other is not None and one[1] == other[1] and one[0][:3] == other[0][:3]


def _read_difference(index: Scratch) -> Difference:
    done = index.run("status", "--porcelain=v2", "--branch", "--untracked-files=all", "--no-renames", "-z")
    status = parse_status(done.stdout)
    return Difference(
        tuple(change.path for change in status.changes if change.unstaged != "." and not change.submodule),
        tuple(path for path in status.untracked if not path.endswith(b"/")),
    )


def _restore_index(git: Git, snapshot: Snapshot) -> None:
    git.run(*HOOKLESS, "read-tree", "-i", "--reset", "--end-of-options", snapshot.index)
    if snapshot.extra:
        _restore_extra(git, snapshot.extra)
    git.try_(*HOOKLESS, "update-index", "-q", "--refresh")


def _restore_extra(git: Git, extra: Oid) -> None:
    lines: list[bytes] = []
    gone = set[bytes]()
    for name, (mode, oid) in tree_entries(git, extra).items():
        stage, _, path = name.partition(b"/")
        if path:
            if path not in gone:
                lines.append(removal_line(git, path))
                gone.add(path)
            lines.append(entry_line(path, mode, oid, stage=int(stage)))
    if lines:
        given = b"".join(line + b"\0" for line in lines)
        git.run(*HOOKLESS, "update-index", "-z", "--index-info", stdin=given)
    for listed, option in ((ASSUMED, "--assume-unchanged"), (SKIPPED, "--skip-worktree")):
        if paths := _read_list(git, extra, listed):
            git.run(*HOOKLESS, "update-index", option, "-z", "--stdin", stdin=paths)
    restore_intent(git, extra)


def restore_intent(git: Git, extra: Oid) -> None:
    """Mark the files again that a snapshot's X has as intent-to-add."""
    if paths := _read_list(git, extra, INTENT):
        named = ("--pathspec-from-file=-", "--pathspec-file-nul")
        git.run("--literal-pathspecs", *HOOKLESS, "add", "--intent-to-add", "--force", *named, stdin=paths)


def _read_list(git: Git, extra: Oid, name: str) -> bytes:
    done = git.try_("cat-file", "blob", "--end-of-options", f"{extra}:{name}")
    return done.stdout if done.ok else b""


def _in_the_way(git: Git, paths: Sequence[TreePath], *, besides: Iterable[TreePath]) -> list[TreePath]:
    """Return what stands where these paths go: a file for a folder of theirs, or anything for themselves."""
    done = set(besides)
    found: dict[TreePath, None] = {}
    for path in paths:
        block = blocked(git, path) or (path if os.path.lexists(file_at(git, path)) else None)
        if block is not None and block not in done:
            found[block] = None
    return list(found)


def blocked(git: Git, path: TreePath) -> TreePath | None:
    """Return the leading part of a path that is there and is no folder (a link to one is none), if any."""
    parts = path.split(b"/")
    for count in range(1, len(parts)):
        part = TreePath(b"/".join(parts[:count]))
        try:
            mode = file_at(git, part).lstat().st_mode
        except OSError:
            return None
        if not stat.S_ISDIR(mode):
            return part
    return None


def delete_file(git: Git, path: TreePath) -> None:
    """Delete a file whose bytes are committed, and the folders that this leaves empty, as git does."""
    place = file_at(git, path)
    place.unlink()
    for folder in place.parents:
        if folder == git.worktree:
            return
        try:
            folder.rmdir()
        except OSError:
            return
