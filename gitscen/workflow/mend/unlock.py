"""Moves git's stale lock files aside, so that git works again; what they hold is pinned first.

An `index.lock` that is whole (its checksum is right) may be the only place of something staged. Where a commit had
moved the branch and not yet renamed the lock, the lock is the right index, and the one in place would silently revert
that commit with the next one: the lock is installed then. A torn lock is never shown to git, which takes it for good.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Sequence
from pathlib import Path

from gitscen.names import Oid
from gitscen.outcome import Act
from gitscen.workflow.context import Context
from gitscen.workflow.git import Git
from gitscen.workflow.hold.aside import new_aside
from gitscen.workflow.hold.pin import rescue
from gitscen.workflow.hold.restore import index_entries
from gitscen.workflow.hold.scratch import scratch_index, tree_changes
from gitscen.workflow.hold.snapshot import commit_tree
from gitscen.workflow.refs import common_dir


def unlock(context: Context, locks: Sequence[Path]) -> None:
    """Move these lock files aside; the caller knows that nobody holds them. Raises `GitError`."""
    git = context.git
    if not locks:
        return
    place = new_aside(git, "locks")
    for lock in sorted(locks, key=lambda lock: lock.name == "index.lock"):  # refs must be free for what it holds
        target = place / f"{_relative(git, lock)}.stale"  # so that nobody takes it for a lock
        target.parent.mkdir(parents=True, exist_ok=True)
        if lock == git.git_dir / "index.lock" and is_whole_index(lock.read_bytes()):
            _save_index(context, lock, target)
        if lock.exists():
            shutil.move(lock, target)
        context.tell(Act.MOVED_ASIDE, f"the stale lock {_relative(git, lock)}, to {target.relative_to(git.git_dir)}")


def is_whole_index(content: bytes) -> bool:
    """Whether bytes are an index file whose own checksum (SHA-1 or SHA-256) is right. Pure."""
    if content[:4] != b"DIRC":
        return False
    return any(
        len(content) > size and hashlib.new(name, content[:-size]).digest() == content[-size:]
        for name, size in (("sha1", 20), ("sha256", 32))
    )


def _save_index(context: Context, lock: Path, target: Path) -> None:
    git = context.git
    commit = hold_locked(context, lock)
    if commit and is_right_index(git, lock):
        shutil.copy2(git.git_dir / "index", target.with_name("index"))
        lock.replace(git.git_dir / "index")
        context.tell(Act.RESTORED, "the index of the commit that was just made, from its lock", commit)


def hold_locked(context: Context, lock: Path) -> Oid | None:
    """Hold what a whole index file has staged under a rescue ref; None where it is unmerged. Raises `GitError`."""
    git = context.git
    with scratch_index(git) as index:
        shutil.copy2(lock, index.path)
        if index.run("ls-files", "--unmerged", "-z").stdout:
            return None
        commit = commit_tree(git, index.write_tree(), (), "gitscen: the index of a stale lock")
    ref = rescue(git, commit, name=f"lock/{commit[:12]}")
    context.tell(Act.PINNED, f"what {lock.name} had staged, under {ref}", commit)
    return commit


def is_right_index(git: Git, lock: Path) -> bool:
    """Whether HEAD's newest change is in the lock, a whole index, and not in the index at all. Raises `GitError`."""
    with scratch_index(git) as index:
        shutil.copy2(lock, index.path)
        locked = index_entries(index)
    head, before = git.oid("HEAD"), git.oid("HEAD~1")
    if head is None or before is None or not (git.git_dir / "index").exists():
        return False
    changed, was = tree_changes(git, before, head), tree_changes(git, head, before)
    with scratch_index(git, copy=True) as index:
        there = index_entries(index)
    return bool(changed) and all(
        locked.get(path) == entry and there.get(path) == was.get(path) for path, entry in changed.items()
    )


def _relative(git: Git, lock: Path) -> Path:
    top = git.git_dir if lock.is_relative_to(git.git_dir) else common_dir(git.git_dir)
    return lock.relative_to(top)
