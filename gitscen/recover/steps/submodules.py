"""Takes the pointer of a submodule aside whose repository is gone: its files stay, and git works around it."""

from __future__ import annotations

from gitscen.doctor.finding import Finding
from gitscen.recover.hands import Hands
from gitscen.recover.steps.spot import spot_of


def detach_submodule(hands: Hands, finding: Finding) -> str:
    """Move `<submodule>/.git` aside. The commits that only it had are gone; its files are all there."""
    found = spot_of(hands, finding.path)
    if found is None:
        return f"{finding.path} is no folder of the working tree."
    hands.aside(found[1] / ".git")
    hands.tell(f"{finding.path}/.git is aside: the repository that it names is gone; the files there are as they were")
    return ""
