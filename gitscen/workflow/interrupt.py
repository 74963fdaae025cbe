"""Saves the work of a job that was cut short: settled, committed as WIP on its branch, and pushed if that is possible.

The job has been ended before (`job.py`). What is in progress is settled with local preference, or aborted where that
fails; conflict markers never become work. A hook that refuses stops the commit: the work stays and is held as well.
"""

from __future__ import annotations

from gitscen.errors import GitError, WorkspaceError
from gitscen.outcome import Operation, Outcome, Resolution, Status
from gitscen.workflow.commit import count_staged, record, stage
from gitscen.workflow.conflicts.settle import in_order
from gitscen.workflow.context import Context
from gitscen.workflow.guard import guard
from gitscen.workflow.mend.abort import abort
from gitscen.workflow.mend.attach import attach
from gitscen.workflow.mend.killed import finish_killed
from gitscen.workflow.progress import read_in_progress
from gitscen.workflow.push import push
from gitscen.workflow.recover import clear_locks, hold_work, is_unmerged
from gitscen.workflow.resolve import resolve


def interrupt(context: Context) -> Outcome:
    """Commit what a job left, and push. A push that is not possible is told, it does not make the interrupt fail."""
    git, operation = context.git, Operation.INTERRUPT
    if refusal := clear_locks(context):
        return context.outcome(operation, Status.REFUSED, reason=refusal)
    settled = finish_killed(context)
    before = git.oid("HEAD")
    done = guard(context, operation, lambda: _interrupt(context, settled))
    if not done.ok or git.oid("HEAD") == before:
        return done
    reason, pushed = _push(context)
    resolutions = in_order([done.resolutions, pushed])
    status = Status.RESOLVED if resolutions else Status.DONE
    return context.outcome(operation, status, reason=reason, resolutions=resolutions)


def _interrupt(context: Context, settled: tuple[Resolution, ...]) -> Outcome:
    git, session = context.git, context.settings.session
    resolutions = (*settled, *_settle(context))
    attach(context)
    context.look_again()
    stage(context)
    count = count_staged(git)
    status = Status.RESOLVED if resolutions else Status.DONE
    if not count:
        reason = "there is nothing to commit."
        return context.outcome(Operation.INTERRUPT, status, reason=reason, resolutions=resolutions)
    message = f"WIP: Interrupted with {count} file(s) modified" + (f" [{session}]" if session else "")
    note = context.settings.note
    refusal = record(context, f"{message}\n\n{note}" if note else message)
    if refusal:
        hold_work(context, f"{context.name}/work")
        return context.outcome(Operation.INTERRUPT, Status.REFUSED, reason=f"the work stays uncommitted: {refusal}")
    return context.outcome(Operation.INTERRUPT, status, resolutions=resolutions)


def _settle(context: Context) -> tuple[Resolution, ...]:
    git = context.git
    if not (read_in_progress(git) or is_unmerged(git)):
        return ()
    try:
        resolutions = resolve(context).resolutions
    except (GitError, WorkspaceError):
        resolutions = ()
    if read_in_progress(git):
        resolutions += abort(context, name=context.name)
    return resolutions


def _push(context: Context) -> tuple[str, tuple[Resolution, ...]]:
    """Push the commit; return why it is not pushed, or "", and the conflicts that were settled on the way."""
    try:
        pushed = guard(context, Operation.PUSH, lambda: push(context))
    except (GitError, WorkspaceError) as error:
        return f"committed, but not pushed: {error}", ()
    return "" if pushed.ok else f"committed, but not pushed: {pushed.reason}", pushed.resolutions
