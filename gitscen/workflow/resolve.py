"""An operation that stopped half-way, or an unmerged index, settled with local preference and concluded.

What a person resolved by hand but did not stage is kept as theirs. Edits in a file that still has conflict markers are
held under a rescue ref before the conflict is settled.
"""

from __future__ import annotations

from gitscen.names import quote_path
from gitscen.outcome import Act, Operation, Outcome, Status
from gitscen.workflow.conflicts.conclude import settle_operation
from gitscen.workflow.conflicts.handmade import read_handmade, stage
from gitscen.workflow.conflicts.settle import read_unmerged
from gitscen.workflow.conflicts.stopped import Stopped, read_stopped
from gitscen.workflow.context import Context
from gitscen.workflow.hold.pin import rescue
from gitscen.workflow.hold.snapshot import take

__all__ = ["resolve", "settle_operation"]


def resolve(context: Context) -> Outcome:
    """Settle and conclude everything that stopped half-way. Raises `GitError` where git does not go on."""
    stopped = read_stopped(context.git)
    if stopped is None:
        return context.outcome(Operation.RESOLVE, Status.DONE, reason="there is nothing to resolve.")
    _respect_handmade(context)
    resolutions = settle_operation(context.git)
    if stopped.operation is not None:
        context.tell(Act.COMMITTED, f"the {_name(stopped)} that was in progress", context.git.oid("HEAD"))
    status = Status.RESOLVED if resolutions else Status.DONE
    return context.outcome(Operation.RESOLVE, status, resolutions=resolutions)


def _respect_handmade(context: Context) -> None:
    """Stage what was resolved by hand, and hold what was edited but still has markers."""
    git = context.git
    handmade = read_handmade(git, read_unmerged(git))
    snapshot = take(git, message="gitscen: half-resolved conflicts") if handmade.marked else None
    if snapshot is not None:
        ref = rescue(git, snapshot.oid, name=f"resolve/{snapshot.oid[:12]}")
        paths = ", ".join(map(quote_path, handmade.marked))
        context.tell(Act.PINNED, f"the half-resolved text of {paths} under {ref}", snapshot.oid)
    stage(git, handmade.resolved)


def _name(stopped: Stopped) -> str:
    return stopped.operation.value if stopped.operation else "unmerged index"
