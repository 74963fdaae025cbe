"""Finds locks and half-written files that a process left, or still holds. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gitscen.doctor.deep.model import Deep
from gitscen.doctor.evidence.model import Evidence, Holder, IndexFile, IndexState, LockFile
from gitscen.doctor.finding import Finding, Remedy, Safety, Severity
from gitscen.names import quote_path

INDEX = "index"
SHOWN = 10
STASH_INDEX = "index.stash."
"""How the index begins that 'git stash' makes for itself."""


def find(evidence: Evidence, deep: Deep) -> Iterator[Finding]:
    """Yield the findings of this family."""
    for lock in evidence.locks:
        yield _lock(evidence, deep, lock)
    working = _at_work(evidence)
    if working:
        yield Finding(
            code="process-live",
            severity=Severity.NOTE,
            message="git is at work here right now: what is found may be true for a moment only.",
            evidence=tuple(f"process {one.pid}: {one.command}" for one in working[:SHOWN]),
        )


def _at_work(evidence: Evidence) -> list[Holder]:
    return [holder for holder in evidence.holders.processes if holder.opened is None]


def _lock(evidence: Evidence, deep: Deep, lock: LockFile) -> Finding:
    path = f".git/{lock.file.path}"
    age = _age(evidence, lock)
    # git closes its lock while an editor or a hook runs: any git at work here may hold it
    holder = lock.holder or next(iter(_at_work(evidence)), None)
    if holder is not None:
        return Finding(
            code="lock-live",
            severity=Severity.WARNING,
            path=path,
            message=f"The lock {lock.file.path} is held by a process that is alive.",
            evidence=(f"process {holder.pid}: {holder.command}",),
            safety=Safety.PERSON,
            file=lock.file.path,
        )
    only = only_in_lock(evidence.index, lock.index) if lock.locks == INDEX else {}
    if only and not right_lock(evidence, deep):
        names = tuple(quote_path(name) for name in only)
        return Finding(
            code="lock-staged",
            severity=Severity.WARNING,
            path=path,
            message="A killed command left a whole index behind, with versions that the index does not have.",
            evidence=(age, *names[:SHOWN]),
            at_risk=tuple(f"what was staged of {name}" for name in names),
            remedy=Remedy.MOVE_LOCK_ASIDE,
            file=lock.file.path,
        )
    torn = is_torn(lock)
    return Finding(
        code="lock-torn" if torn else "lock-stale",
        severity=Severity.WARNING,
        path=path,
        message=f"The lock {lock.file.path} was left behind{' half-written' if torn else ''}: git refuses to write.",
        evidence=(age, *((lock.index.fault,) if torn and lock.index and lock.index.fault else ())),
        remedy=Remedy.MOVE_LOCK_ASIDE,
        file=lock.file.path,
    )


def is_torn(lock: LockFile) -> bool:
    """Return whether a lock on the index holds a part of one."""
    torn = (IndexState.TRUNCATED, IndexState.BAD_CHECKSUM, IndexState.GARBAGE)
    return lock.index is not None and lock.file.size > 0 and lock.index.state in torn


def only_in_lock(index: IndexFile, lock: IndexFile | None) -> Mapping[bytes, bytes]:
    """Return the paths, with their oids, that a whole index in a lock has and the index has not, or otherwise."""
    if lock is None or lock.state is not IndexState.GOOD:
        return {}
    staged = index.staged if index.usable else {}
    return {
        path: record[1]
        for path, record in lock.staged.items()
        if path not in staged or (staged[path][1], staged[path][0][24:28]) != (record[1], record[0][24:28])
    }


def right_lock(evidence: Evidence, deep: Deep) -> LockFile | None:
    """Return the index's lock where it is the right index: the branch has moved past the index, and it has followed."""
    for lock in evidence.locks:
        if lock.locks == INDEX and lock.index is not None and lock.index.state is IndexState.GOOD:
            return lock if deep.right_lock and lock.holder is None else None
    return None


def _age(evidence: Evidence, lock: LockFile) -> str:
    seconds = max(0, evidence.now - lock.file.mtime) // 1_000_000_000
    for size, unit in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            count = seconds // size
            return f"it is {count} {unit}{'s' if count > 1 else ''} old and no process has it open"
    return "it is less than a minute old and no process has it open"
