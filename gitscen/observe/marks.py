"""Marks that git leaves in plain files below a git directory: operations in progress, locks, boundary, logs."""

from __future__ import annotations

import re
from pathlib import Path

from gitscen.names import InProgress, Oid

_MARKS = (
    ("MERGE_HEAD", InProgress.MERGE),
    ("rebase-merge", InProgress.REBASE),
    ("rebase-apply/rebasing", InProgress.REBASE),
    ("rebase-apply/applying", InProgress.AM),
    ("CHERRY_PICK_HEAD", InProgress.CHERRY_PICK),
    ("REVERT_HEAD", InProgress.REVERT),
    ("BISECT_LOG", InProgress.BISECT),
)
_OID = re.compile(rb"\b[0-9a-f]{40}(?:[0-9a-f]{24})?\b")


def read_in_progress(git_dir: Path) -> frozenset[InProgress]:
    """Return the operations that stopped half-way, by the files that git itself looks for."""
    found = {kind for mark, kind in _MARKS if (git_dir / mark).exists()}
    todo = git_dir / "sequencer/todo"
    if todo.exists() and not found & {InProgress.CHERRY_PICK, InProgress.REVERT}:
        verb = todo.read_bytes()[:6]
        found.add(InProgress.REVERT if verb == b"revert" else InProgress.CHERRY_PICK)
    return frozenset(found)


def read_locks(git_dir: Path) -> frozenset[str]:
    """Return the lock files below a git directory; what lies in gitscen's own folder locks nothing."""
    found = {path.relative_to(git_dir).as_posix() for path in git_dir.rglob("*.lock")}
    return frozenset(name for name in found if not name.startswith(("gitscen/", "modules/")))


def read_shallow(git_dir: Path) -> frozenset[Oid]:
    """Return the commits at which history is cut."""
    boundary = git_dir / "shallow"
    return (
        frozenset(Oid(line.strip()) for line in boundary.read_text().splitlines()) if boundary.exists() else frozenset()
    )


def read_reflog_oids(git_dir: Path) -> frozenset[Oid]:
    """Return every oid that a reflog names, but for the log of the stash, whose entries are anchors themselves."""
    found: set[Oid] = set()
    for log in (git_dir / "logs").rglob("*"):
        if log.is_file() and log != git_dir / "logs/refs/stash":
            found.update(Oid(oid.decode()) for oid in _OID.findall(log.read_bytes()))
    return frozenset(found)
