"""Holds what a linked worktree had whose directory is gone, HEAD and index, then takes it off the list."""

from __future__ import annotations

from gitscen.doctor.evidence.model import LinkedWorktree
from gitscen.doctor.finding import Finding
from gitscen.doctor.objects.form import Object
from gitscen.names import Oid
from gitscen.recover.hands import Hands
from gitscen.recover.steps.index import index_lines


def hold_worktree(hands: Hands, finding: Finding) -> str:
    """Hold HEAD and index of a linked worktree under rescue refs. Returns what a person has to decide."""
    name = (finding.file or "").removeprefix("worktrees/")
    found = next((one for one in hands.evidence.worktrees if one.name == name), None)
    if found is None:
        return ""
    if found.itself:
        return "It is this very workspace: run recover in the repository that it belongs to."
    _hold_head(hands, found)
    trouble = _hold_index(hands, found)
    if trouble:
        return trouble
    hands.aside(hands.common_dir / "worktrees" / name)
    hands.tell(f"the worktree {name} is gone from git's list; its folder is aside")
    return ""


def _hold_head(hands: Hands, found: LinkedWorktree) -> None:
    last = found.log.lines[-1].new if found.log and found.log.lines else None
    oid = found.head.oid or (None if found.head.ref else last)
    if oid and isinstance(hands.store.read(oid), Object):
        hands.tell(f"HEAD of the worktree {found.name} is held under {hands.pin(oid, f'worktree-{found.name}-head')}")


def _hold_index(hands: Hands, found: LinkedWorktree) -> str:
    """Hold what was staged; return why that could not be done."""
    if not found.index.usable or not found.index.staged:
        return ""
    scratch = hands.scratch / f"worktree-{found.name}"
    store = hands.store
    entries = [entry for entry in found.index.entries() if entry.stage == 0 and store.has(entry.oid)]
    lines = b"".join(index_lines({(entry.path, 0): (entry.mode, entry.oid) for entry in entries}))
    message = f"gitscen: the index of the worktree {found.name}"
    done = hands.bare_git("update-index", "-z", "--index-info", stdin=lines, index=scratch)
    if done.ok:
        done = hands.bare_git("write-tree", index=scratch)
    if done.ok:
        done = hands.bare_git("commit-tree", done.line, "-m", message)
    if not done.ok:
        return f"What was staged in the worktree {found.name} could not be held: {done.stderr.strip()}"
    held = hands.pin(Oid(done.line), f"worktree-{found.name}-index")
    hands.tell(f"what was staged in the worktree {found.name} is held under {held}")
    return ""
