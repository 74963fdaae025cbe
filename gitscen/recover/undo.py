"""Undoes the last recovery: byte for byte, with modes and times, as if it had never been.

What the recovery made is moved into its folder; nothing is deleted. Refuses where newer work would be overwritten. May
be killed anywhere and run again. The same way back is taken by a recovery that was killed, before it begins again.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from gitscen.doctor.evidence.model import Evidence
from gitscen.errors import WorkspaceBusy, WorkspaceError
from gitscen.recover.backup import copy_of, is_below, is_object
from gitscen.recover.book import read_after, read_before
from gitscen.recover.changed import is_said
from gitscen.recover.manifest import Ground, Manifest, Spot, find_ground, read_manifest
from gitscen.recover.place import Recovery, State, find_last
from gitscen.recover.restore import bring_back, plan_return
from gitscen.recover.scope import git_spots
from gitscen.recover.since import refuse_newer, somebody_worked
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
            refuse_newer(recovery, ground, evidence)
        elif somebody_worked(recovery, ground, evidence):
            raise WorkspaceError(
                f"recovery {recovery.name} was killed, and somebody has worked in {layout.workspace} since. Nothing "
                f"was touched. Run recover, which goes on from what is there now. What was there before is in "
                f"{recovery.folder / 'copy'}."
            )
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
    """Raise `WorkspaceBusy` where a live process may be at work in the workspace."""
    holder = find_holder(Path(evidence.layout.workspace), git_dir, read_locks(git_dir))
    if holder:
        raise WorkspaceBusy(
            f"process {holder.pid} may be at work in {evidence.layout.workspace}: {holder.what}. "
            "Nothing was touched. Wait for it, or end it."
        )


def go_back(recovery: Recovery, ground: Ground, evidence: Evidence) -> tuple[Path, tuple[Spot, ...]]:
    """Bring everything back to the copy; return where what was in the way is now, and what nothing has any more.

    Of a recovery that ended, what it did not change stays as it is now, and so do objects that were made since.
    """
    before, now = read_before(recovery), read_manifest(ground)
    after, tops = read_after(recovery), git_spots(ground, evidence)
    displaced = recovery.new_folder("undone")
    displaced.mkdir()
    if after is None:
        mine = {spot for spot in {*before, *now} if _in_repository(spot, tops) or copy_of(recovery, spot).exists()}
    else:
        mine = {spot for spot in {*before, *after, *now} if _is_changed(spot, before, after, tops)}
    todo = plan_return(before, now, mine)
    lost = bring_back(recovery, ground, before, now, todo, displaced=displaced)
    aside = recovery.folder / "aside"
    if aside.exists():
        aside.rename(displaced / "aside")
    return displaced, lost


def _is_changed(spot: Spot, before: Manifest, after: Manifest, tops: Collection[Spot]) -> bool:
    """Whether a recovery has changed it, or git may have moved what it says to another file since."""
    made_since = spot not in before and spot not in after
    if made_since and is_object(spot) and not spot.way.endswith("multi-pack-index"):
        return False
    return before.get(spot) != after.get(spot) or is_said(spot, tops)


def _in_repository(spot: Spot, tops: Collection[Spot]) -> bool:
    return any(spot.root == top.root and (spot.way == top.way or is_below(spot.way, top.way)) for top in tops)
