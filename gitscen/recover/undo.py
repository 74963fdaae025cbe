"""Undoes the last recovery: byte for byte, with modes and times, as if it had never been.

What the recovery made is moved into its folder; nothing is deleted. Refuses where newer work would be overwritten. May
be killed anywhere and run again. The same way back is taken by a recovery that was killed, before it begins again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from gitscen.doctor.evidence.model import Evidence
from gitscen.errors import WorkspaceError
from gitscen.recover.backup import copy_of, is_below, is_object
from gitscen.recover.changed import find_changed, find_differences, read_marks
from gitscen.recover.durable import write_file
from gitscen.recover.manifest import (
    Fact,
    Ground,
    Spot,
    find_ground,
    format_manifest,
    parse_manifest,
    read_manifest,
)
from gitscen.recover.place import Recovery, State, find_last
from gitscen.recover.restore import bring_back, plan_return
from gitscen.workflow.mend.locks import find_holder, hold_lock, read_locks


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo did: the recovery it undid (None: there was none), and where what it had made is now."""

    recovery: Recovery | None
    displaced: Path | None = None
    lost: tuple[str, ...] = ()
    """Paths whose earlier bytes are nowhere: they could not be read when the copy was made."""


def undo(evidence: Evidence) -> Undone:
    """Undo the last recovery that was not undone. Raises `WorkspaceError` where that must not be, with the reason."""
    layout = evidence.layout
    recovery = find_last(Path(layout.git_dir or Path(layout.workspace) / ".git"))
    if recovery is None:
        return Undone(None)
    ground = workspace_ground(evidence)
    refuse_live(evidence, recovery.git_dir)
    with hold_lock(recovery.git_dir / "gitscen" / "lock", Path(layout.workspace)):
        if recovery.state is State.ENDED:
            _refuse_newer(recovery, ground, evidence)
        recovery.become(State.UNDOING)
        displaced, lost = go_back(recovery, ground, evidence)
        recovery.become(State.UNDONE)
    return Undone(recovery, displaced, tuple(spot.way for spot in lost))


def workspace_ground(evidence: Evidence) -> Ground:
    """Return what a recovery of this workspace may touch."""
    layout = evidence.layout
    git_dir = Path(layout.git_dir or Path(layout.workspace) / ".git")
    return find_ground(Path(layout.workspace), git_dir, Path(layout.common_dir or git_dir))


def refuse_live(evidence: Evidence, git_dir: Path) -> None:
    """Raise `WorkspaceError` where a live process may be at work in the workspace."""
    holder = find_holder(Path(evidence.layout.workspace), git_dir, read_locks(git_dir))
    if holder:
        raise WorkspaceError(
            f"process {holder.pid} may be at work in {evidence.layout.workspace}: {holder.what}. "
            "Nothing was touched. Wait for it, or end it."
        )


def go_back(recovery: Recovery, ground: Ground, evidence: Evidence) -> tuple[Path, tuple[Spot, ...]]:
    """Bring everything back to the copy; return where what was in the way is now, and what nothing has any more."""
    before, now = read_before(recovery), read_manifest(ground)
    after = read_after(recovery)
    tops = git_spots(ground, evidence)
    displaced = recovery.new_folder("undone")
    displaced.mkdir()
    mine = {spot for spot in {*before, *now} if _in_repository(spot, tops) or copy_of(recovery, spot).exists()}
    mine |= {spot for spot in {*before, *after} if before.get(spot) != after.get(spot)} if after else set()
    todo = plan_return(before, now, mine)
    lost = bring_back(recovery, ground, before, now, todo, displaced=displaced)
    aside = recovery.folder / "aside"
    if aside.exists():
        aside.rename(displaced / "aside")
    return displaced, lost


def close_book(recovery: Recovery, ground: Ground, evidence: Evidence) -> None:
    """Write down how things are at the end of a recovery: undo goes by it. The recovery has ended after it."""
    after = read_manifest(ground)
    write_file(recovery.folder / "marks", json.dumps(read_marks(evidence)).encode())
    write_file(recovery.folder / "after", format_manifest(ground, after))
    before, own = read_before(recovery), ground.spot(ground.own.parent).way
    differing = [spot for spot in find_differences(before, after) if not is_below(spot.way, own)]
    changed = [spot for spot in differing if not (is_object(spot) and _is_same_file(before.get(spot), after.get(spot)))]
    recovery.become(State.ENDED if changed else State.IDLE)


def _is_same_file(one: Fact | None, other: Fact | None) -> bool:
    """Whether it is the very file: git gives an object that it would write again a new time."""
    return one is not None and other is not None and (one.node, one.size) == (other.node, other.size)


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


def git_spots(ground: Ground, evidence: Evidence) -> list[Spot]:
    """Return the spots of the git directories of a workspace."""
    layout = evidence.layout
    git_dir = layout.git_dir or os.path.join(layout.workspace, ".git")  # noqa: PTH118
    return [ground.spot(Path(one)) for one in dict.fromkeys((git_dir, layout.common_dir or git_dir))]


def _in_repository(spot: Spot, tops: Collection[Spot]) -> bool:
    return any(spot.root == top.root and (spot.way == top.way or is_below(spot.way, top.way)) for top in tops)


def _refuse_newer(recovery: Recovery, ground: Ground, evidence: Evidence) -> None:
    before, after = read_before(recovery), read_after(recovery)
    if after is None:
        return
    try:
        then = json.loads((recovery.folder / "marks").read_bytes())
    except (OSError, ValueError):
        then = {}
    marks = (then, read_marks(evidence))
    changed = find_changed(before, after, read_manifest(ground), tops=git_spots(ground, evidence), marks=marks)
    if changed:
        shown = ", ".join(changed[:5]) + (f" and {len(changed) - 5} more" if len(changed) > 5 else "")
        raise WorkspaceError(
            f"since recovery {recovery.name} something changed in {evidence.layout.workspace} that undoing it would "
            f"take away: {shown}. Nothing was touched. What was there before is in {recovery.folder / 'copy'}."
        )
