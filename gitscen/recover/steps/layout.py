"""Makes the pieces without which git finds no repository: refs/, objects/, and a linked worktree's commondir."""

from __future__ import annotations

from gitscen.doctor.evidence.model import LayoutFault
from gitscen.doctor.finding import Finding
from gitscen.recover.hands import Hands


def restore_layout(hands: Hands, finding: Finding) -> str:
    """Make what is missing. Returns what a person has to decide."""
    layout = hands.evidence.layout
    other = finding.file if (finding.file or "").startswith("worktrees/") else None
    if layout.fault is LayoutFault.COMMONDIR or other:
        folder = hands.common_dir / other if other else hands.git_dir
        hands.write(folder / "commondir", b"../..\n")
        hands.tell(f"commondir names the repository again: ../..{f' ({other})' if other else ''}")
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
