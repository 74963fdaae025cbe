"""Moves a file aside that nobody needs: derived data, a temporary file, a pseudoref that git writes again."""

from __future__ import annotations

from pathlib import Path

from gitscen.doctor.finding import Finding
from gitscen.recover.hands import Hands


def move_aside(hands: Hands, finding: Finding) -> str:
    """Move the finding's file aside, wherever in the repository it is; of a pack its index goes along."""
    place = find_file(hands, finding)
    if place is None:
        return f"it is not known which file of {finding.path or 'the workspace'} is to be moved aside"
    moved = hands.aside(place)
    if moved:
        hands.tell(f"moved {finding.path or finding.file} aside, to {shown_place(hands, moved)}")
    return ""


def find_file(hands: Hands, finding: Finding) -> Path | None:
    """Return the place of a finding's file: in the worktree's own git directory, else in the one that is shared."""
    if finding.file is None:
        return None
    own = hands.git_dir / finding.file
    shared = hands.common_dir / finding.file
    return shared if not own.exists() and not own.is_symlink() else own


def shown_place(hands: Hands, place: Path) -> str:
    """Return a place as a person finds it: from the top of the working tree where it is below that."""
    return str(place.relative_to(hands.worktree) if place.is_relative_to(hands.worktree) else place)
