"""Brings the content of files back that a power cut left empty: what the index has of them."""

from __future__ import annotations

from gitscen.doctor.finding import Finding
from gitscen.recover.hands import Hands
from gitscen.recover.steps.spot import spot_of


def restore_files(hands: Hands, finding: Finding) -> str:
    """Write the files at risk from the index, with git's filters; the empty ones go aside."""
    failed = [path for path in finding.at_risk if not _restore(hands, path)]
    return f"{', '.join(failed)} could not be written from the index." if failed else ""


def _restore(hands: Hands, path: str) -> bool:
    found = spot_of(hands, path)
    if found is None:
        return False
    hands.aside(found[1])
    done = hands.git("checkout-index", "-q", "-z", "--stdin", stdin=found[0] + b"\0")
    if done.ok:
        hands.tell(f"{path} has the content again that the index has of it")
    return done.ok
