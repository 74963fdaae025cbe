"""A recovery, or an undo, that was killed: back to its byte copy, so that it can begin again.

Where somebody has worked with git since (a reflog line that is not recover's own says so), nothing is brought back: the
recovery is left as it is, and a new one begins from what is there now. A file of the working tree that was changed
since is kept, and told. So are modes that somebody has put right since: the lack of them may have stopped it.
"""

from __future__ import annotations

from collections.abc import Callable

from gitscen.doctor.evidence.model import Evidence
from gitscen.recover.book import keep_modes
from gitscen.recover.place import Recovery, State
from gitscen.recover.since import somebody_worked
from gitscen.recover.undo import go_back, workspace_ground


def go_on(recovery: Recovery, evidence: Evidence, *, tell: Callable[[str], None]) -> Recovery | None:
    """Bring a killed recovery back to its copy and return it, to be begun again.

    None where an undo was killed, which is finished now, or where the recovery was left as it is.
    """
    ground = workspace_ground(evidence)
    if somebody_worked(recovery, ground, evidence):
        recovery.become(State.LEFT)
        tell(
            f"left recovery {recovery.name}, which had been killed, as it was: somebody has worked here since. "
            f"What was there before it is in {recovery.folder / 'copy'}"
        )
        return None
    if recovery.state is State.WORKING:
        keep_modes(recovery, ground)
    displaced, _ = go_back(recovery, ground, evidence)
    if recovery.state is State.UNDOING:
        recovery.become(State.UNDONE)
        tell(f"finished the undo of recovery {recovery.name}, which had been killed")
        return None
    (recovery.folder / "after").unlink(missing_ok=True)  # of the first time, if it had come that far
    tell(
        f"went back to the copy of recovery {recovery.name}, which had been killed; what it had made is in {displaced}"
    )
    return recovery
