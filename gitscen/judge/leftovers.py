"""What may not be left behind: half-done operations, locks, damage, traces outside, overdrawn budgets. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from gitscen.judge.story import Request
from gitscen.names import quote_path
from gitscen.scenario.moments import subcommand
from gitscen.verdict import Failure, Invariant


def judge_unmerged_left(request: Request) -> Iterator[Failure]:
    """No path is unmerged that was not unmerged before."""
    new = request.after.unmerged.keys() - request.before.unmerged.keys()
    if new and not request.killed:
        yield Failure(
            rule=Invariant.UNMERGED_LEFT.value,
            message="the index was left with unmerged paths.",
            seen="\n".join(sorted(map(quote_path, new))),
        )


def judge_operation_left(request: Request) -> Iterator[Failure]:
    """No operation is in progress that was not in progress before."""
    new = request.after.in_progress - request.before.in_progress
    if new and not request.killed:
        names = " and a ".join(sorted(kind.value for kind in new))
        yield Failure(rule=Invariant.OPERATION_LEFT.value, message=f"a {names} was left in progress.")


def judge_lock_left(request: Request) -> Iterator[Failure]:
    """No lock file lies in `.git` that was not there before."""
    new = request.after.locks - request.before.locks
    if new and not request.killed:
        yield Failure(rule=Invariant.LOCK_LEFT.value, message=f"lock files were left: {', '.join(sorted(new))}.")


def judge_objects_damaged(request: Request) -> Iterator[Failure]:
    """`git fsck` says nothing that it did not say before, in the workspace and on the remotes."""
    new = request.after.damage - request.before.damage
    if new:
        yield Failure(
            rule=Invariant.OBJECTS_DAMAGED.value, message="git fsck finds new damage.", seen="\n".join(sorted(new))
        )


def judge_outside_touched(request: Request) -> Iterator[Failure]:
    """No byte outside the workspace and the remotes' refs and objects changed."""
    before, after = request.before.outside, request.after.outside
    changed = sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))
    if changed:
        yield Failure(
            rule=Invariant.OUTSIDE_TOUCHED.value,
            message="something outside the workspace changed.",
            seen="\n".join(changed),
        )


def judge_code_executed(request: Request) -> Iterator[Failure]:
    """No program ran that the story forbids."""
    for name in sorted(request.after.fired - request.before.fired):
        yield Failure(rule=Invariant.CODE_EXECUTED.value, message=f"{name} was run, and the story forbids that.")


def judge_budget_exceeded(request: Request) -> Iterator[Failure]:
    """Time and tries stay within what the story allows."""
    budget = request.ask.budget
    if budget.seconds is not None and request.seconds > budget.seconds:
        yield Failure(
            rule=Invariant.BUDGET_EXCEEDED.value,
            message=f"it took {request.seconds:.1f} s, and the story allows {budget.seconds:g} s.",
        )
    pushes = sum(subcommand(argv) == "push" for argv in request.commands)
    if budget.pushes is not None and pushes > budget.pushes:
        yield Failure(
            rule=Invariant.BUDGET_EXCEEDED.value,
            message=f"it pushed {pushes} times, and the story allows {budget.pushes}.",
        )
