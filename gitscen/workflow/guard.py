"""Runs the risky part of an operation between a journal entry and its end; undoes it where it does not succeed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from gitscen.errors import GitscenError, WorkspaceError
from gitscen.outcome import Act, Operation, Outcome
from gitscen.workflow.context import Context
from gitscen.workflow.head import read_head
from gitscen.workflow.hold.rollback import roll_back
from gitscen.workflow.journal import Destination, Entry, begin, finish

_UNDONE = frozenset({
    Act.PARKED, Act.RESTORED, Act.CARRIED, Act.CREATED, Act.SWITCHED, Act.COMMITTED, Act.FAST_FORWARDED, Act.REBASED,
    Act.MERGED, Act.ATTACHED,
})  # fmt: skip
"""Acts that a roll-back takes back: an outcome that did not succeed does not tell them."""


def guard(
    context: Context,
    operation: Operation,
    act: Callable[[], Outcome],
    destination: Destination | None = None,
    *,
    index_only: bool = False,
) -> Outcome:
    """Pin, write the journal entry, act, and forget both. Whatever is refused, failed or raised is rolled back.

    `index_only` is as in `begin`.

    Raises what `act` raises, and `WorkspaceError` where the roll-back itself fails: the pin and the entry stay then,
    and only recover may go on.
    """
    entry = begin(context.git, operation, context.status, destination, index_only=index_only)
    context.pin, context.name, context.hides = entry.pin, entry.name, entry.hides
    told = len(context.deeds)
    try:
        outcome = act()
    except BaseException as error:
        del context.deeds[told:]
        _undo(context, entry, str(error))
        context.tell(Act.ROLLED_BACK, f"the {operation.value}")
        raise
    if not outcome.ok:
        context.deeds[told:] = [deed for deed in context.deeds[told:] if deed.act not in _UNDONE]
        _undo(context, entry, outcome.reason)
        head = read_head(context.git)
        return replace(outcome, branch=head.branch, head=head.oid, deeds=tuple(context.deeds))
    finish(context.git, entry)
    context.look_again()
    return outcome


def _undo(context: Context, entry: Entry, why: str) -> None:
    try:
        kept = roll_back(context.git, entry)
    except GitscenError as error:
        raise WorkspaceError(
            f"{why} The {entry.operation.value} could not be undone: {error} "
            f"The work is held under refs/gitscen/pins/{entry.name}. Run recover."
        ) from error
    for what in kept:
        context.tell(Act.PINNED, what)
    finish(context.git, entry)
