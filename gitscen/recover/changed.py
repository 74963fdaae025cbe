"""What became of a workspace since a recovery ended: whether it can be undone without touching newer work. Pure.

Refs, HEAD, the stash's list and the index count by what they say, not by their bytes: `git status` writes the index
anew, and `git pack-refs` moves refs into another file. Of a reflog the last line counts: git gc takes old ones out.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping

from gitscen.doctor.evidence.model import Evidence
from gitscen.recover.manifest import Fact, Kind, Manifest, Spot

_SAID = ("HEAD", "index", "packed-refs", "refs", "logs", "objects", "gitscen", "FETCH_HEAD", "COMMIT_EDITMSG")
"""Pieces of a git directory that are compared by what they say, or that any git command may write."""


def read_marks(evidence: Evidence) -> dict[str, str]:
    """Return what refs, HEAD, stash list, reflogs and index say, each under the name a person knows it by."""
    head = evidence.head
    marks = {"HEAD": head.ref or head.oid or head.state.value}
    marks |= dict(evidence.refs.all())
    log = evidence.reflogs.get("refs/stash")
    marks["the stash list"] = " ".join(line.new for line in log.lines) if log else ""
    for name, one in evidence.reflogs.items():
        last = one.lines[-1] if one.lines else None
        marks[f"the reflog of {name}"] = f"{last.old} {last.new} {last.when} {last.message.hex()}" if last else ""
    listed = [
        (entry.path.hex(), entry.stage, entry.mode, entry.oid, entry.assume_unchanged, entry.skip_worktree)
        for entry in evidence.index.entries()
    ]
    text = json.dumps([evidence.index.state.value, sorted(listed)])
    marks["the index"] = hashlib.sha256(text.encode()).hexdigest()
    return marks


def find_changed(
    before: Manifest, after: Manifest, now: Manifest, *, tops: Collection[Spot], marks: tuple[Mapping[str, str], ...]
) -> list[str]:
    """Return, as a person names them, the things that undo would have to overwrite and that changed since.

    `tops` are the git directories; `marks` what `read_marks` said at the recovery's end, and says now.
    """
    then, says = marks
    changed = [name for name in sorted({*then, *says}) if then.get(name) != says.get(name)]
    for spot in sorted({*before, *after}):
        was, became, there = before.get(spot), after.get(spot), now.get(spot)
        if was == became or is_said(spot, tops):
            continue
        if not _is_as(became, there):
            changed.append(spot.way)
    return changed


def find_differences(one: Manifest, other: Manifest) -> list[Spot]:
    """Return the spots that are not the same in both; a folder counts by being there."""
    return [spot for spot in {*one, *other} if not _is_as(one.get(spot), other.get(spot))]


def _is_as(became: Fact | None, there: Fact | None) -> bool:
    if became is None or there is None:
        return became is there
    return became.kind is there.kind is Kind.FOLDER or became.same_as(there)


def is_said(spot: Spot, tops: Collection[Spot]) -> bool:
    """Whether a spot is among the pieces of a git directory that are compared by what they say."""
    for top in tops:
        prefix = "" if top.way in {"", "."} else top.way + "/"
        if spot.root == top.root and spot.way.startswith(prefix):
            way = spot.way.removeprefix(prefix)
            if way.partition("/")[0] in _SAID:
                return True
    return False
