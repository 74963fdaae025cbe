"""Refs of gitscen's own that hold work: pins while an operation runs, rescue refs that stay.

Writes refs below `refs/gitscen/` only, durably, and never replaces one. A pin goes by compare-and-swap when its
operation has ended well; a rescue ref is the person's to delete.
"""

from __future__ import annotations

from gitscen.names import Oid, RefName
from gitscen.workflow.git import Git

PINS = "refs/gitscen/pins/"
RESCUE = "refs/gitscen/rescue/"

DURABLE = ("-c", "core.fsync=objects,reference")
"""Options before a git command whose objects and refs must survive a power cut (git 2.36; older ones ignore it)."""

HOOKLESS = ("-c", "core.hooksPath=/dev/null")
"""Options before a git command of gitscen's own that no hook may stop (reference-transaction runs on every ref)."""


def pin(git: Git, oid: Oid, *, name: str) -> RefName:
    """Hold an object under `refs/gitscen/pins/<name>`. Raises `GitError` where there is such a pin already."""
    return _hold(git, oid, RefName(PINS + name))


def release(git: Git, oid: Oid, *, name: str) -> None:
    """Let go of a rescue ref that turned out to hold nothing of its own, if it still holds `oid`."""
    git.try_(*HOOKLESS, "update-ref", "-d", "--end-of-options", RESCUE + name, oid)


def unpin(git: Git, oid: Oid, *, name: str) -> None:
    """Let go of a pin, if it still holds `oid`."""
    git.try_(*HOOKLESS, "update-ref", "-d", "--end-of-options", PINS + name, oid)


def rescue(git: Git, oid: Oid, *, name: str) -> RefName:
    """Hold an object for good under `refs/gitscen/rescue/<name>`, or `<name>-2`... where that is taken."""
    ref, number = RefName(RESCUE + name), 1
    while (held := git.oid(ref)) not in (None, oid):
        number += 1
        ref = RefName(f"{RESCUE}{name}-{number}")
    return ref if held == oid else _hold(git, oid, ref)


def _hold(git: Git, oid: Oid, ref: RefName) -> RefName:
    nothing = "0" * len(oid)  # the ref must not exist yet: compare-and-swap
    git.run(*DURABLE, *HOOKLESS, "update-ref", "--end-of-options", ref, oid, nothing)
    return ref
