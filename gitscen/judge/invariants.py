"""The table of invariants: what each means, and what judges it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from gitscen.judge import history, honesty, ledger, leftovers
from gitscen.judge.story import Request
from gitscen.verdict import Failure, Invariant

JUDGES: dict[Invariant, Callable[[Request], Iterator[Failure]]] = {
    Invariant.WORK_LOST: ledger.judge_work_lost,
    Invariant.WORK_LEAKED: ledger.judge_work_leaked,
    Invariant.HISTORY_LOST: history.judge_history_lost,
    Invariant.REMOTE_REWRITTEN: history.judge_remote_rewritten,
    Invariant.MARKERS_COMMITTED: history.judge_markers_committed,
    Invariant.UNMERGED_LEFT: leftovers.judge_unmerged_left,
    Invariant.OPERATION_LEFT: leftovers.judge_operation_left,
    Invariant.LOCK_LEFT: leftovers.judge_lock_left,
    Invariant.OBJECTS_DAMAGED: leftovers.judge_objects_damaged,
    Invariant.FALSE_REPORT: honesty.judge_false_report,
    Invariant.OUTSIDE_TOUCHED: leftovers.judge_outside_touched,
    Invariant.CODE_EXECUTED: leftovers.judge_code_executed,
    Invariant.BUDGET_EXCEEDED: leftovers.judge_budget_exceeded,
}


def judge_invariants(request: Request) -> Iterator[Failure]:
    """Yield every failure of every invariant, in the order of the table."""
    for judge in JUDGES.values():
        yield from judge(request)
