"""Makes the pieces without which git finds no repository: refs/, objects/, and a linked worktree's commondir."""

from __future__ import annotations

from gitscen.doctor.evidence.model import LayoutFault
from gitscen.doctor.finding import Finding
from gitscen.recover.hands import Hands


def restore_layout(hands: Hands, finding: Finding) -> str:
    """Make what is missing. Returns what a person has to decide."""
    layout = hands.evidence.layout
    if layout.fault is LayoutFault.COMMONDIR:
        hands.write(hands.git_dir / "commondir", b"../..\n")
        hands.tell("commondir names the repository again: ../..")
        return ""
    if layout.fault is not None:
        return f"{layout.fault.value.capitalize()}: {finding.message}"
    for name in ("refs/heads", "refs/tags", "objects/info", "objects/pack"):
        place = hands.common_dir / name
        if not place.is_dir() and not place.is_symlink():
            hands.aside(place)
            place.mkdir(parents=True)
            hands.tell(f"{name}/ is there again")
    return ""
