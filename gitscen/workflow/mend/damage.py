"""Mends what git cannot read or would lose work by: the doctor looks, the engine of `gitscen recover` does its plan.

What was merely left half-way (locks, operations, unmerged entries, a detached HEAD) needs no byte copy, and is left to
the workflow's own recover, whose steps are the engine's too. Where git cannot read the workspace even after it, the
engine's work is undone: nothing has changed then.
"""

from __future__ import annotations

from collections.abc import Iterable

from gitscen.doctor.diagnose import examine
from gitscen.doctor.evidence.model import Evidence
from gitscen.doctor.finding import Finding, Remedy
from gitscen.errors import NotAWorkspace, WorkspaceBusy, WorkspaceError
from gitscen.outcome import Act
from gitscen.recover.plan import Plan
from gitscen.recover.recover import Result, Wish, recover
from gitscen.recover.undo import undo
from gitscen.workflow.context import Context
from gitscen.workflow.refs import common_dir

_HALF_WAY = frozenset({
    Remedy.MOVE_LOCK_ASIDE, Remedy.FINISH_RECOVER, Remedy.END_OPERATION, Remedy.SETTLE_UNMERGED, Remedy.ATTACH_HEAD,
    Remedy.HOLD_DUPLICATE,
})  # fmt: skip
"""What the workflow's own recover does by itself; an entry that was applied already, it leaves on the list."""


def mend_damage(context: Context) -> None:
    """Mend what is damaged, tell it in the context, and remark what is left to a person.

    Raises `WorkspaceBusy` where a live process is at work, `WorkspaceError` where git cannot read the workspace after
    all, and `UsageError` where there is no folder.
    """
    place, agreed = context.git.worktree, False

    def ask(plan: Plan, _: Evidence) -> bool:
        nonlocal agreed
        agreed = agreed or is_damage(plan)
        return agreed

    try:
        result = recover(place, Wish(trust=True), examine=examine, ask=ask)
    except OSError as error:
        raise WorkspaceError(f"{error}. Nothing is lost. Put that right, and run recover again.") from error
    common_dir.cache_clear()
    try:
        _require_readable(context, result.after.findings)
    except WorkspaceError:
        if result.recovery:
            undo(examine(place).evidence)
        raise
    left = [finding for finding in result.after.findings if finding.loud] if agreed else result.plan.person
    if left:
        context.remarks.append(f"a person is needed: {_in_words(left)}")
    _tell(context, result)


def is_damage(plan: Plan) -> bool:
    """Whether a plan mends more than what was left half-way."""
    loud = [step for step in plan.steps if step.finding.loud]
    return any(step.remedy not in _HALF_WAY or step.finding.code == "recover-unfinished" for step in loud)


def _require_readable(context: Context, findings: tuple[Finding, ...]) -> None:
    try:
        context.git.find()
    except NotAWorkspace as error:
        live = [finding for finding in findings if finding.code == "lock-live"]
        if live:
            raise WorkspaceBusy(f"{_in_words(live)} Wait for it, or end it.") from error
        needs = _in_words(finding for finding in findings if finding.loud)
        what = f"git cannot read {context.git.worktree}, and a person is needed: {needs}" if needs else str(error)
        raise WorkspaceError(what) from error


def _tell(context: Context, result: Result) -> None:
    context.deeds += result.told
    for ref, oid in result.pinned.items():
        context.tell(Act.PINNED, f"under {ref}", oid)
    context.settled += result.settled


def _in_words(findings: Iterable[Finding]) -> str:
    return " ".join(f"{finding.code}: {finding.message}" for finding in findings)
