"""Where a tracked path lies on disk, and that it really lies in the working tree."""

from __future__ import annotations

import os
from pathlib import Path

from gitscen.errors import BadName
from gitscen.names import TreePath, is_storable, unquote_path
from gitscen.recover.hands import Hands


def spot(hands: Hands, path: TreePath) -> Path | None:
    """Return the place of a path, None for one that leaves the working tree, enters `.git`, or goes through a link."""
    parts = path.split(b"/")
    if {b"", b".", b".."}.intersection(parts) or path.count(b"\0") or not is_storable(path):
        return None
    place = hands.worktree
    for part in parts[:-1]:
        place /= os.fsdecode(part)
        if place.is_symlink():
            return None
    return place / os.fsdecode(parts[-1])


def spot_of(hands: Hands, path: str | None) -> tuple[TreePath, Path] | None:
    """Return the path that a finding names in git's quoting, and its place; None where it names none."""
    try:
        parsed = unquote_path(path) if path else None
    except BadName:
        return None
    place = spot(hands, parsed) if parsed else None
    return (parsed, place) if parsed and place else None
