"""The book of a recovery: its paths as they were before it and as they became, and how it ended."""

from __future__ import annotations

import json
import shutil

from gitscen.doctor.evidence.model import Evidence
from gitscen.errors import WorkspaceError
from gitscen.recover.backup import is_below, is_object
from gitscen.recover.changed import find_differences, read_marks
from gitscen.recover.durable import write_file
from gitscen.recover.manifest import Fact, Ground, Spot, format_manifest, parse_manifest, read_manifest
from gitscen.recover.place import Recovery, State


def close_book(recovery: Recovery, ground: Ground, evidence: Evidence) -> None:
    """Write down how things are at the end of a recovery: undo goes by it. The recovery has ended after it."""
    after = read_manifest(ground)
    write_file(recovery.folder / "marks", json.dumps(read_marks(evidence)).encode())
    write_file(recovery.folder / "after", format_manifest(ground, after))
    before, own = read_before(recovery), ground.spot(ground.own.parent).way
    differing = [spot for spot in find_differences(before, after) if not is_below(spot.way, own)]
    changed = [spot for spot in differing if not (is_object(spot) and _is_same_file(before.get(spot), after.get(spot)))]
    recovery.become(State.ENDED if changed else State.IDLE)
    if not changed:  # the copy is of what is there
        shutil.rmtree(recovery.folder / "copy", ignore_errors=True)


def _is_same_file(one: Fact | None, other: Fact | None) -> bool:
    """Whether it is the very file: git gives an object that it would write again a new time."""
    return one is not None and other is not None and (one.node, one.size) == (other.node, other.size)


def keep_modes(recovery: Recovery, ground: Ground) -> None:
    """Take modes that were changed since into the book: no step gives another mode to a file or folder that stays."""
    before, now = read_before(recovery), read_manifest(ground)
    new = {
        spot: fact._replace(mode=now[spot].mode)
        for spot, fact in before.items()
        if spot in now and (now[spot].kind, now[spot].node) == (fact.kind, fact.node) and now[spot].mode != fact.mode
    }
    if new:
        write_file(recovery.folder / "before", format_manifest(ground, {**before, **new}))


def read_before(recovery: Recovery) -> dict[Spot, Fact]:
    """Return the paths as they were. Raises `WorkspaceError` where the book cannot be read."""
    try:
        return parse_manifest((recovery.folder / "before").read_bytes())[1]
    except (OSError, ValueError) as error:
        raise WorkspaceError(
            f"the book of recovery {recovery.name} cannot be read ({error}). "
            f"The copies are in {recovery.folder / 'copy'}."
        ) from error


def read_after(recovery: Recovery) -> dict[Spot, Fact] | None:
    """Return the paths as they were at the recovery's end, None where it did not come to it."""
    try:
        return parse_manifest((recovery.folder / "after").read_bytes())[1]
    except (OSError, ValueError):
        return None
