"""An observation as the fingerprint of a case: what must be the same wherever, whenever and how often it is played.

Object ids depend on every step before, so the last look is enough. Places, times of files and whatever else is of
one world only are left out. Pure.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from gitscen.observe.observation import Entry, Observation, Tree


def fingerprint(seen: Observation) -> dict[str, str]:
    """Return texts by name: HEAD, the refs here and on remotes (`origin:refs/heads/main`), index, files and stash."""
    state = {"HEAD": seen.branch or seen.head or "", **seen.refs}
    for remote, refs in seen.remotes.items():
        state |= {f"{remote}:{name}": oid for name, oid in refs.items()}
    state["index"] = _digest((*_lines(seen.index), *_unmerged_lines(seen)))
    state["files"] = _digest(_lines(seen.files))
    state["stash"] = " ".join(entry.oid for entry in seen.stash)
    state["shallow"] = " ".join(sorted(seen.shallow))
    state["in progress"] = " ".join(sorted(one.value for one in seen.in_progress))
    return dict(sorted(state.items()))


def _lines(tree: Tree) -> Iterable[bytes]:
    return (_line(entry, path) for path, entry in sorted(tree.items()))


def _unmerged_lines(seen: Observation) -> Iterable[bytes]:
    for path, stages in sorted(seen.unmerged.items()):
        yield from (_line(entry, b"%d %b" % (number, path)) for number, entry in enumerate(stages, 1) if entry)


def _line(entry: Entry, path: bytes) -> bytes:
    return b"%o %b %b" % (entry.mode, entry.oid.encode(), path)


def _digest(lines: Iterable[bytes]) -> str:
    return hashlib.sha256(b"\0".join(lines)).hexdigest()
