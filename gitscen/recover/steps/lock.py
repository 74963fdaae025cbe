"""Moves lock files aside that a killed git left, once what they hold is pinned; or installs one that is right.

A half-written lock is never shown to git: a torn index is one to it. Only an `index.lock` whose checksum is right is.
"""

from __future__ import annotations

from pathlib import Path

from gitscen.doctor.finding import Finding
from gitscen.recover.context import WorkflowHands
from gitscen.recover.steps.aside import find_file, shown_place
from gitscen.workflow.mend.locks import find_holder
from gitscen.workflow.mend.unlock import hold_locked, is_whole_index


def move_lock_aside(hands: WorkflowHands, finding: Finding) -> str:
    """Hold what a whole index among the locks has staged, and move the lock aside."""
    lock = find_file(hands, finding)
    if lock is None:
        return f"it is not known which file {finding.path or 'the lock'} is"
    if refusal := _find_holder(hands, lock):
        return refusal
    content = _read(lock)
    if content is not None and is_whole_index(content):
        _hold(hands, lock)
    moved = hands.aside(lock)
    if moved:
        hands.tell(f"moved the stale lock {finding.path or finding.file} aside, to {shown_place(hands, moved)}")
    return ""


def install_index(hands: WorkflowHands, finding: Finding) -> str:
    """Put the index of the commit that was just made in place, from its lock; the old one goes aside."""
    lock = find_file(hands, finding)
    content = _read(lock) if lock else None
    if lock is None or content is None or not is_whole_index(content):
        return f"{finding.path or 'the lock'} is no whole index any more"
    if refusal := _find_holder(hands, lock):
        return refusal
    _hold(hands, lock)
    hands.write(lock.with_name("index"), content)
    hands.aside(lock)
    hands.tell("installed the index of the commit that was just made, from its lock")
    return ""


def _find_holder(hands: WorkflowHands, lock: Path) -> str:
    """Return who may hold the lock, in this worktree or another one of the repository, or ""."""
    if not lock.exists():
        return ""
    places = {hands.worktree, hands.common_dir.parent}
    places |= {Path(one.place) for one in hands.evidence.worktrees if one.place}
    for place in sorted(places):
        if holder := find_holder(place, hands.git_dir, (lock,)):
            return f"process {holder.pid} may be at work in {place}: {holder.what}. Wait for it, or end it"
    return ""


def _hold(hands: WorkflowHands, lock: Path) -> None:
    context = hands.context("lock")
    hold_locked(context, lock)
    hands.tell_deeds(context)


def _read(lock: Path) -> bytes | None:
    return lock.read_bytes() if lock.is_file() and not lock.is_symlink() else None
