"""Linked worktrees that a story makes: those whose folder or book-keeping is damaged. Pure."""

from __future__ import annotations

import os.path

from gitscen.doctor.diagnose import Examination
from gitscen.doctor.evidence.model import LinkedWorktree

_CODES = ("worktree-missing", "worktree-broken")


def told_worktrees(seen: Examination) -> dict[bytes, LinkedWorktree]:
    """Return them by the path at which the story makes them: their own, or one inside for those outside."""
    hurt = {finding.file for finding in seen.diagnosis.findings if finding.code in _CODES}
    found: dict[bytes, LinkedWorktree] = {}
    for one in seen.evidence.worktrees:
        if not one.itself and one.head.oid and f"worktrees/{one.name}" in hurt:
            found[os.fsencode(_path(one, seen.evidence.layout.workspace))] = one
    return found


def _path(one: LinkedWorktree, workspace: str) -> str:
    inside = one.place is not None and one.place.startswith(workspace.rstrip("/") + "/")
    return os.path.relpath(one.place, workspace) if one.place and inside else one.name
