"""Whether the index was left behind by a commit that moved its branch: git moves the branch first. Reads few trees."""

from __future__ import annotations

from typing import NamedTuple

from gitscen.doctor.deep.saved import differ
from gitscen.doctor.deep.staged import tree_of
from gitscen.doctor.evidence.model import Evidence, IndexFile, IndexState
from gitscen.doctor.objects.store import ObjectStore
from gitscen.names import Oid, RefName

BRANCHES = 50
"""Branches that are looked at for what was being checked out."""


class Lag(NamedTuple):
    """The commit before the last one, where the index still has its content; and whether index.lock has the last's."""

    commit: Oid | None = None
    right_lock: bool = False


def find_lag(evidence: Evidence, store: ObjectStore, head: Oid | None) -> Lag:
    """Look at the paths that the last commit changed. Raises LookupError where trees cannot be read.

    Without a lock to go by, an index that was written after the reflog is somebody's wish.
    """
    log, index = evidence.reflogs.get("HEAD"), evidence.index
    last = log.lines[-1] if log and log.lines else None
    if log is None or last is None or head is None or last.new != head or not index.usable:
        return Lag()
    if not last.message.startswith(b"commit") or last.message.startswith(b"commit (initial)"):
        return Lag()
    now, before = tree_of(store, head), tree_of(store, last.old)
    if now is None or before is None or index.tree == now:
        return Lag()
    changes = list(differ(store, before, now))
    if changes and not all(_has(index, path, new) for path, _, new in changes):
        lock = _whole_lock(evidence)
        if lock is not None and all(_has(lock, path, new) for path, _, new in changes):
            return Lag(last.old, right_lock=True)
        written_since = index.mtime > log.file.mtime
        if not written_since and all(_has(index, path, old) for path, old, _ in changes):
            return Lag(last.old)
    return Lag()


def lock_of(evidence: Evidence, store: ObjectStore, head: Oid | None) -> RefName | None:
    """Return the branch, other than where HEAD is, whose tree a whole index.lock has."""
    lock = _whole_lock(evidence)
    if lock is None or lock.tree is None or lock.tree == tree_of(store, head):
        return None
    branches = list(evidence.refs.all("refs/heads/"))[:BRANCHES]
    return next((name for name, oid in branches if tree_of(store, oid) == lock.tree), None)


def _whole_lock(evidence: Evidence) -> IndexFile | None:
    for lock in evidence.locks:
        if lock.locks == "index" and lock.index is not None and lock.index.state is IndexState.GOOD:
            return lock.index
    return None


def _has(index: IndexFile, path: bytes, oid: Oid | None) -> bool:
    record = index.staged.get(path)
    return record is None if oid is None else record is not None and record[1].hex() == oid
