"""A recovery, or an undo, that was killed: back to its byte copy, so that it can begin again.

Where somebody has worked with git since (a reflog line that is not recover's own says so), nothing is brought back: the
recovery is left as it is, and a new one begins from what is there now. A file of the working tree that was changed
since is kept, and told.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from gitscen.doctor.evidence.model import Evidence
from gitscen.recover.backup import copy_of
from gitscen.recover.fence import IDENTITY
from gitscen.recover.manifest import Ground
from gitscen.recover.place import Recovery, State
from gitscen.recover.undo import git_spots, go_back, workspace_ground


def go_on(recovery: Recovery, evidence: Evidence, *, tell: Callable[[str], None]) -> Recovery | None:
    """Bring a killed recovery back to its copy and return it, to be begun again.

    None where an undo was killed, which is finished now, or where the recovery was left as it is.
    """
    ground = workspace_ground(evidence)
    if recovery.state is State.UNDOING:
        go_back(recovery, ground, evidence)
        recovery.become(State.UNDONE)
        tell(f"finished the undo of recovery {recovery.name}, which had been killed")
        return None
    if somebody_worked(recovery, ground, evidence):
        recovery.become(State.LEFT)
        tell(
            f"left recovery {recovery.name}, which had been killed, as it was: somebody has worked here since. "
            f"What was there before it is in {recovery.folder / 'copy'}"
        )
        return None
    displaced, _ = go_back(recovery, ground, evidence)
    tell(
        f"went back to the copy of recovery {recovery.name}, which had been killed; what it had made is in {displaced}"
    )
    return recovery


def somebody_worked(recovery: Recovery, ground: Ground, evidence: Evidence) -> bool:
    """Whether a reflog has lines that the copy does not have and that are not recover's own."""
    return any(
        not _is_ours(line)
        for top in git_spots(ground, evidence)
        for path in (ground.at(top) / "logs").rglob("*")
        if path.is_file() and not path.is_symlink()
        for line in _new_lines(path, copy_of(recovery, ground.spot(path)))
    )


def _new_lines(path: Path, copy: Path) -> set[bytes]:
    return _lines(path) - (_lines(copy) if copy.is_file() else set())


def _lines(path: Path) -> set[bytes]:
    try:
        return {line for line in path.read_bytes().splitlines() if line.strip()}
    except OSError:
        return set()


def _is_ours(line: bytes) -> bool:
    name, email = IDENTITY
    return f" {name} <{email}> ".encode() in line
