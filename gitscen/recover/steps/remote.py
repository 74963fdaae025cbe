"""Gets lost objects from the remotes: a bare clone beside, from which single objects are taken.

A plain `git fetch` does not get again what the refs say is there already.
"""

from __future__ import annotations

import re
from pathlib import Path

from gitscen.doctor.objects.store import ObjectStore
from gitscen.recover.hands import Hands

_URL = re.compile(r"(https?://|ssh://|git://|file://|/)[^\x00-\x20]|[A-Za-z0-9_.-]+@[A-Za-z0-9.-]+:|\.{0,2}/")

_MOST = 5
"""How many remotes are asked."""


def remote_store(hands: Hands) -> ObjectStore | None:
    """Return all objects of the remotes that could be reached, None if none could. It asks once in a recovery."""
    clones = [clone for number, url in enumerate(_urls(hands)) if (clone := _clone(hands, url, number))]
    if not clones:
        return None
    return ObjectStore([clone / "objects" for clone in clones], hands.store.algorithm, limit=1 << 30)


def _urls(hands: Hands) -> list[str]:
    config = hands.evidence.config
    return [url for url in config.each("remote", "url").values() if _URL.match(url)][:_MOST]


def _clone(hands: Hands, url: str, number: int) -> Path | None:
    place = hands.scratch / f"remote-{number}.git"
    failed = hands.scratch / f"remote-{number}.failed"
    if place.is_dir() or failed.exists():
        return None if failed.exists() else place
    done = hands.bare_git("clone", "--quiet", "--bare", "--no-local", "--end-of-options", url, str(place))
    if done.ok:
        return place
    failed.touch()
    hands.tell(f"the remote {url} could not be asked: {done.stderr.strip().splitlines()[-1:] or ['no reason given']}")
    return None
