"""Brings a workspace that somebody was killed in, or left half-way, back to a branch with nothing in progress.

Deletes nothing: it moves aside, holds under rescue refs, and tells where everything is. It refuses while a live
process may be at work. What is damaged is mended before this, by `mend.damage`.
"""

from __future__ import annotations

from collections.abc import Callable

from gitscen.names import Oid
from gitscen.outcome import Act, Operation, Outcome, Resolution, Status
from gitscen.workflow.conflicts.conclude import settle_operation
from gitscen.workflow.context import Context
from gitscen.workflow.git import Git
from gitscen.workflow.guard import guard
from gitscen.workflow.head import read_head
from gitscen.workflow.hold.pin import rescue
from gitscen.workflow.hold.snapshot import take
from gitscen.workflow.mend.abort import abort
from gitscen.workflow.mend.attach import attach
from gitscen.workflow.mend.killed import finish_killed
from gitscen.workflow.mend.locks import read_holder, read_locks
from gitscen.workflow.mend.unlock import unlock
from gitscen.workflow.progress import read_in_progress


def recover(context: Context) -> Outcome:
    """Recover the workspace. A second time there is nothing to do. Raises `GitError` or `WorkspaceError`."""
    git, operation = context.git, Operation.RECOVER
    if refusal := clear_locks(context):
        return context.outcome(operation, Status.REFUSED, reason=refusal)
    settled = finish_killed(context)
    head = read_head(git)
    if not (read_in_progress(git) or is_unmerged(git) or (head.branch is None and head.oid)):
        status = Status.RESOLVED if (*context.settled, *settled) else Status.DONE
        reason = "" if context.deeds else "there is nothing to recover."
        return context.outcome(operation, status, reason=reason, resolutions=settled)
    return guard(context, operation, lambda: _recover(context, settled))


def clear_locks(context: Context) -> str:
    """Move stale locks aside and return ""; or return why not: a live process may hold one."""
    git = context.git
    locks = read_locks(git.git_dir)
    holder = read_holder(git, locks) if locks or read_in_progress(git) else None
    if holder:
        return f"process {holder.pid} may be at work in {git.worktree}: {holder.what}. Wait for it, or end it."
    unlock(context, locks)
    return ""


def is_unmerged(git: Git) -> bool:
    """Whether the index has unmerged entries."""
    return bool(git.run("ls-files", "--unmerged", "-z").stdout)


def _recover(context: Context, settled: tuple[Resolution, ...]) -> Outcome:
    resolutions = (*settled, *end_operations(context), *settle_left(context))
    attach(context)
    return _answer(context, resolutions)


def mend(context: Context, part: Callable[[Context], tuple[Resolution, ...]]) -> Outcome:
    """Do one part of recovering, such as `end_operations`, or none of it. Raises as `recover` does."""
    return guard(context, Operation.RECOVER, lambda: _answer(context, part(context)))


def end_operations(context: Context) -> tuple[Resolution, ...]:
    """Abort what git has in progress, everything held first; the caller holds a pin. Raises `GitError`."""
    return abort(context, name=context.name) if read_in_progress(context.git) else ()


def settle_left(context: Context) -> tuple[Resolution, ...]:
    """Settle unmerged entries that no operation knows of: a stash was applied with conflicts. Raises `GitError`."""
    if not is_unmerged(context.git):
        return ()
    hold_work(context, f"{context.name}/unmerged")
    return settle_operation(context.git)


def _answer(context: Context, resolutions: tuple[Resolution, ...]) -> Outcome:
    status = Status.RESOLVED if (*context.settled, *resolutions) else Status.DONE
    return context.outcome(Operation.RECOVER, status, resolutions=resolutions)


def hold_work(context: Context, name: str) -> Oid | None:
    """Hold everything uncommitted under a rescue ref for good, and tell."""
    snapshot = take(context.git, message=f"gitscen: {name}")
    if snapshot is None:
        return None
    ref = rescue(context.git, snapshot.oid, name=name)
    context.tell(Act.PINNED, f"everything uncommitted, under {ref}", snapshot.oid)
    return snapshot.oid
