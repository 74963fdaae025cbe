"""Looks into stash entries: whether what they saved is in the files too, or in some commit, or nowhere else."""

from __future__ import annotations

from collections.abc import Iterator

from gitscen.doctor.deep.model import Saved
from gitscen.doctor.deep.staged import read_commit, read_tree
from gitscen.doctor.deep.working import Working
from gitscen.doctor.objects.connect import Walk
from gitscen.doctor.objects.form import TREE_MODE, Commit, Object
from gitscen.doctor.objects.store import ObjectStore
from gitscen.names import Oid

READ_TREES = 500
"""Trees of one entry that are compared."""
_Change = tuple[bytes, Oid | None, Oid | None]
"""A path, its blob before, its blob after."""


def look_into(walk: Walk, working: Working, oid: Oid) -> Saved | None:
    """Compare one entry with the files and with all that `walk` has reached; None where it cannot be read."""
    store = walk.store
    commit = read_commit(store, oid)
    if commit is None:
        return None
    try:
        changes = list(_changes(store, commit))
    except LookupError:
        return None
    paths = {path: (before, after) for path, before, after in changes}
    here = {path for path, (_, after) in paths.items() if working.oid(path) == after}
    loose = [path for path in paths if path not in here and not _is_held(walk, paths[path][1])]
    carried = bool(loose) and all(_is_carried(store, working, path, *paths[path]) for path in loose)
    return Saved(oid, commit.subject, len(paths), len(here), len(paths) - len(loose), carried)


def _changes(store: ObjectStore, commit: Commit) -> Iterator[_Change]:
    """Yield what an entry saved: its tree against its base, and its untracked files. Raises LookupError."""
    base = read_commit(store, commit.parents[0]) if commit.parents else None
    yield from differ(store, base.tree if base else None, commit.tree)
    if len(commit.parents) == 3:
        untracked = read_commit(store, commit.parents[2])
        if untracked:
            yield from differ(store, None, untracked.tree)


def differ(store: ObjectStore, before: Oid | None, after: Oid | None, folder: bytes = b"") -> Iterator[_Change]:
    """Yield the paths in which two trees differ. Raises LookupError where a tree cannot be read, or for too many."""
    waiting, count = [(folder, before, after)], 0
    while waiting:
        folder, before, after = waiting.pop()
        count += 1
        old = read_tree(store, before) if before else {}
        new = read_tree(store, after) if after else {}
        if old is None or new is None or count > READ_TREES:
            raise LookupError(folder)
        for name in old.keys() | new.keys():
            was, now = old.get(name), new.get(name)
            if was == now:
                continue
            path = folder + name
            trees = [entry[1] if entry and entry[0] == TREE_MODE else None for entry in (was, now)]
            blobs = [entry[1] if entry and entry[0] != TREE_MODE else None for entry in (was, now)]
            if any(trees):
                waiting.append((path + b"/", trees[0], trees[1]))
            if any(blobs):
                yield path, blobs[0], blobs[1]


def _is_held(walk: Walk, oid: Oid | None) -> bool:
    return oid is None or oid in walk


def _is_carried(store: ObjectStore, working: Working, path: bytes, before: Oid | None, after: Oid | None) -> bool:
    """Return whether the file has, in order, every line that the entry added: it was applied and then edited on."""
    saved, now = _lines(store, after), (working.read(path) or b"").splitlines()
    known = set(_lines(store, before) or ())
    if saved is None:
        return False
    new = [line for line in saved if line not in known]
    rest = iter(now)
    return all(line in rest for line in new)


def _lines(store: ObjectStore, oid: Oid | None) -> list[bytes] | None:
    found = store.read(oid) if oid else None
    return found.content.splitlines() if isinstance(found, Object) else None
