"""Makes a repository around files whose `.git` is gone: without history, which is not there any more."""

from __future__ import annotations

from gitscen.doctor.finding import Finding
from gitscen.recover.hands import Hands


def init_repository(hands: Hands, finding: Finding) -> str:  # noqa: ARG001 - there is nothing to choose
    """Make an empty repository; every file stays as it is, untracked."""
    done = hands.git("init", "--quiet", "--template=")
    if not done.ok:
        return f"git init failed: {done.stderr.strip()}"
    hands.tell("made a new repository around the files; their history is not in it: fetch it from the remote")
    return ""
