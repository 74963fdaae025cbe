"""Which side is local in which operation, and what each conflict comes to when local is preferred.

Pure. "Prefer local" is a table and a plan, never git's `--ours`: git swaps the sides between operations,
`checkout --ours` drops incoming hunks that conflict with nothing (tend issue 239), and neither knows tree conflicts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Literal

from gitscen.names import ConflictKind, Oid, TreePath
from gitscen.workflow.conflicts.conflict import Conflict, Entry, Trees

Stage = Literal[2, 3]


class Meeting(Enum):
    """How two sides met in the index. What git calls an operation is not fine enough."""

    MERGE = "merge"
    REVERT = "revert"
    REBASE = "rebase"
    PICK_ONTO_UPSTREAM = "cherry-pick onto upstream"
    PICK_ONTO_OWN = "cherry-pick onto the workspace's own branch"
    AM = "am"
    STASH = "stash apply, stash pop, switch -m, autostash"


LOCAL_STAGE: dict[Meeting, Stage] = {
    Meeting.MERGE: 2,
    Meeting.REVERT: 2,
    Meeting.REBASE: 3,  # HEAD is upstream's; the local commit is what is replayed
    Meeting.PICK_ONTO_UPSTREAM: 3,
    Meeting.PICK_ONTO_OWN: 2,
    Meeting.AM: 2,
    Meeting.STASH: 3,
}


@dataclass(frozen=True, slots=True)
class Keep:
    """The path comes to this entry, whole; with None it leaves."""

    path: TreePath
    entry: Entry | None


@dataclass(frozen=True, slots=True)
class Blend:
    """The path comes to both sides' text, local where they conflict; to local's whole where it is no text."""

    path: TreePath
    mode: str
    base: Oid
    local: Oid
    incoming: Oid


Step = Keep | Blend


def plan_local(conflicts: Iterable[Conflict], trees: Trees | None) -> tuple[Step, ...]:
    """Return what every path that the conflicts touch comes to, one step a path, those that leave first."""
    conflicts = tuple(conflicts)
    beneath = {path for conflict in conflicts for path in conflict.beneath}
    steps: dict[TreePath, Step] = {path: Keep(path, None) for path in beneath}
    for conflict in conflicts:
        if conflict.path not in beneath:
            steps[conflict.path] = _step(conflict)
    for conflict in conflicts:
        for path in conflict.index_paths:
            steps.setdefault(path, Keep(path, None))
    if trees is not None:
        dropped = {c.path for c in conflicts if c.kind is not ConflictKind.BOTH_MODIFIED} | beneath
        for step in _restored(dropped, trees):
            steps.setdefault(step.path, step)
    return tuple(sorted(steps.values(), key=lambda step: (_comes(step), step.path)))


def _comes(step: Step) -> bool:
    return isinstance(step, Blend) or step.entry is not None


def _step(conflict: Conflict) -> Step:
    if conflict.local is None:
        return Keep(conflict.path, None)
    return _blend(conflict.path, conflict.base, conflict.local, conflict.incoming)


def _blend(path: TreePath, base: Entry | None, local: Entry, incoming: Entry | None) -> Step:
    if base is None or incoming is None or not (base.is_file and local.is_file and incoming.is_file):
        return Keep(path, local)
    mode = local.mode if local.mode != base.mode else incoming.mode
    return Blend(path, mode, base.oid, local.oid, incoming.oid)


def _restored(dropped: Iterable[TreePath], trees: Trees) -> Iterable[Step]:
    """Yield the files that incoming renamed to a place that local keeps for something else: they stay where they were.

    git has taken them off their old place for the rename, so without this the file would leave the tree altogether.
    """
    for path in dropped:
        origin = trees.incoming.origins.get(path)
        local = trees.at(trees.local, origin) if origin is not None else None
        if origin is not None and local is not None:
            yield _blend(origin, trees.base.get(origin), local, trees.at(trees.incoming, path))
