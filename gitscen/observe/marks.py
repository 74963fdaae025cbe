"""Marks that git leaves in plain files below a git directory: operations in progress, locks, boundary, logs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from gitscen.names import InProgress, Oid
from gitscen.observe.listing import Listing, read_file

_MARKS = (
    ("MERGE_HEAD", InProgress.MERGE),
    ("rebase-merge/", InProgress.REBASE),
    ("rebase-apply/rebasing", InProgress.REBASE),
    ("rebase-apply/applying", InProgress.AM),
    ("CHERRY_PICK_HEAD", InProgress.CHERRY_PICK),
    ("REVERT_HEAD", InProgress.REVERT),
    ("BISECT_LOG", InProgress.BISECT),
)
_STASH_LOG = "logs/refs/stash"
_LOGGED = re.compile(rb"^([0-9a-f]{40}) ([0-9a-f]{40}) ", re.MULTILINE)
_NONE = Oid("0" * 40)


@dataclass(frozen=True, slots=True)
class Logged:
    """Every oid that reflogs name, before and after; the stash's entries are anchors, and their log is apart."""

    reflog: frozenset[Oid]
    stash: frozenset[Oid]


def read_in_progress(listing: Listing) -> frozenset[InProgress]:
    """Return the operations that stopped half-way, by the files that git itself looks for."""
    found = {kind for mark, kind in _MARKS if mark in listing}
    todo = listing.get("sequencer/todo")
    if todo and not found & {InProgress.CHERRY_PICK, InProgress.REVERT}:
        verb = read_file(todo.path)[:6]
        found.add(InProgress.REVERT if verb == b"revert" else InProgress.CHERRY_PICK)
    return frozenset(found)


def find_locks(names: Iterable[str]) -> frozenset[str]:
    """Return the lock files among the files below a git directory. Pure."""
    return frozenset(name for name in names if name.endswith(".lock"))


def read_shallow(listing: Listing) -> frozenset[Oid]:
    """Return the commits at which history is cut."""
    boundary = listing.get("shallow")
    return frozenset(Oid(oid.decode()) for oid in read_file(boundary.path).split()) if boundary else frozenset()


def read_logged(listing: Listing) -> Logged:
    """Return what the reflogs name."""
    reflog: set[Oid] = set()
    stash: set[Oid] = set()
    for name, entry in listing.items():
        if name.startswith("logs/") and not name.endswith("/"):
            pairs = _LOGGED.findall(read_file(entry.path))
            (stash if name == _STASH_LOG else reflog).update(Oid(oid.decode()) for pair in pairs for oid in pair)
    return Logged(frozenset(reflog - {_NONE}), frozenset(stash - {_NONE}))
