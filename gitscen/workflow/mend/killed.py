"""What is left of an operation of gitscen's own that was killed: taken to its end, or undone to its pin.

A switch whose HEAD is on the target goes on there; a commit that is on its branch stays; everything else is undone, so
that it never happened. Pins that belong to no operation become rescue refs.
"""

from __future__ import annotations

from gitscen.errors import WorkspaceError
from gitscen.names import Oid
from gitscen.outcome import Act, Operation, Resolution
from gitscen.workflow.context import Context
from gitscen.workflow.git import Git
from gitscen.workflow.head import Head, is_ancestor, read_head
from gitscen.workflow.hold.aside import move_state_aside
from gitscen.workflow.hold.pin import release, rescue, unpin
from gitscen.workflow.hold.restore import restore
from gitscen.workflow.hold.rollback import roll_back, stash_trees
from gitscen.workflow.hold.snapshot import clean_snapshot, take
from gitscen.workflow.hold.stash import bring_back
from gitscen.workflow.hold.stashlist import read_stashes
from gitscen.workflow.journal import Entry, finish, read_entry, read_stray_pins
from gitscen.workflow.mend.halfway import finish_plain
from gitscen.workflow.switch import finish_switch

_MOVES_ITS_BRANCH = (Operation.SWITCH, Operation.COMMIT, Operation.INTERRUPT)
"""Operations that, once they have committed on their branch, have the work in that commit."""


def finish_killed(context: Context) -> tuple[Resolution, ...]:
    """Finish or undo the operation that the journal tells of, if any, and keep stray pins as rescue refs.

    Raises `GitError` or `WorkspaceError`; the entry and its pin are still there then.
    """
    git = context.git
    try:
        entry = read_entry(git)
    except WorkspaceError:
        move_state_aside(git, ["gitscen/operation.json"], name="journal")
        context.tell(Act.MOVED_ASIDE, "a journal entry that cannot be read")
        entry = None
    resolutions = _finish(context, entry) if entry else ()
    for name, oid in read_stray_pins(git, None):
        ref = rescue(git, oid, name=f"{name}/pin")
        unpin(git, oid, name=name)
        context.tell(Act.PINNED, f"what an operation had pinned, under {ref}", oid)
    return resolutions


def _finish(context: Context, entry: Entry) -> tuple[Resolution, ...]:
    git, head = context.git, read_head(context.git)
    resolutions: tuple[Resolution, ...] = ()
    if entry.plain:
        finish_plain(context, entry, head)
    elif entry.operation is Operation.SWITCH and head.branch == entry.target and entry.target != entry.branch:
        resolutions = _go_on(context, entry, head)
        context.tell(Act.SWITCHED, f"the switch to {entry.target} that was killed, to its end", head.oid)
    elif _committed(git, entry, head):
        if entry.pin:
            context.tell(Act.PINNED, f"the work as it was, under {rescue(git, entry.pin, name=f'{entry.name}/pin')}")
        context.tell(Act.COMMITTED, f"by the {entry.operation.value} that was killed", head.oid)
    else:
        for what in roll_back(git, entry):
            context.tell(Act.PINNED, what)
        context.tell(Act.ROLLED_BACK, f"the {entry.operation.value} that was killed", entry.pin)
    finish(git, entry)
    return resolutions


def _go_on(context: Context, entry: Entry, head: Head) -> tuple[Resolution, ...]:
    """Bring back what the killed switch was to bring back, from the start; a half-applied entry is cleared away."""
    git = context.git
    waiting = _waiting(git, entry)
    if waiting is None:
        return ()
    half = take(git, message=f"gitscen: {entry.name}, half-way")
    name = f"{entry.name}/half"
    if half:
        rescue(git, half.oid, name=name)
    foreign = [*stash_trees(git, entry), *([entry.head] if entry.head else [])]
    aside = restore(git, clean_snapshot(git, head.oid), foreign=foreign, name=entry.name)
    if half and not aside:
        release(git, half.oid, name=name)
    elif half:
        context.tell(Act.PINNED, f"the files as they were found, under refs/gitscen/rescue/{name}", half.oid)
    if waiting == entry.returning and entry.target:
        return finish_switch(context, entry.target, waiting)
    resolutions = bring_back(git, waiting, tell=context.tell)
    context.tell(Act.CARRIED, f"the uncommitted work to {entry.target}", waiting)
    return resolutions


def _waiting(git: Git, entry: Entry) -> Oid | None:
    """Return the stash entry that is still to be brought back: the target's parked one, or the one carried along."""
    before = {stash.oid for stash in entry.stashes}
    for stash in read_stashes(git):
        if stash.oid == entry.returning:
            return stash.oid
        if entry.label.startswith("gitscen: carried") and stash.label == entry.label and stash.oid not in before:
            return stash.oid
    return None


def _committed(git: Git, entry: Entry, head: Head) -> bool:
    """Whether the entry's branch has gone on from where the operation began."""
    if entry.operation not in _MOVES_ITS_BRANCH or head.branch != entry.branch:
        return False
    if head.oid is None or head.oid == entry.head:
        return False
    return entry.head is None or is_ancestor(git, entry.head, head.oid)
