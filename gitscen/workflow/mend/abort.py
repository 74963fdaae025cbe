"""Aborts what git has in progress and brings back the branch and the uncommitted work as they were before it.

`git merge --abort` and its like reset, and with that lose what was edited or staged since; some fail outright (a
rebase without `head-name`). So: everything is held under rescue refs first, git's state files are moved aside, HEAD
goes back to where the operation began, and the working tree to that commit plus the work that is not the operation's
own. What cannot be told apart stays under the rescue ref and is told. No hook runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gitscen.names import BranchName, InProgress, Oid, TreePath, branch_ref, quote_path, ref_branch
from gitscen.outcome import Act, Resolution
from gitscen.workflow.context import Context
from gitscen.workflow.git import Git
from gitscen.workflow.head import Head, is_ancestor, read_head
from gitscen.workflow.hold.aside import move_state_aside
from gitscen.workflow.hold.pin import HOOKLESS, rescue
from gitscen.workflow.hold.restore import restore
from gitscen.workflow.hold.rollback import move_branch, read_incoming
from gitscen.workflow.hold.scratch import (
    entry_line,
    removal_line,
    scratch_index,
    tree_changes,
    tree_entries,
)
from gitscen.workflow.hold.snapshot import Snapshot, clean_snapshot, commit_tree, take
from gitscen.workflow.hold.stash import bring_back
from gitscen.workflow.hold.stashlist import StashEntry, store
from gitscen.workflow.progress import STATE_FILES, read_autostashes, read_in_progress, read_rebase, read_state
from gitscen.workflow.status import read_status

Changes = Mapping[TreePath, tuple[str, Oid] | None]


@dataclass(frozen=True, slots=True)
class Work:
    """Uncommitted work that is not the operation's own, and the paths where it cannot be told apart."""

    changed: Changes
    staged: Changes
    loose: Mapping[TreePath, tuple[str, Oid]]
    unclear: tuple[TreePath, ...]


def abort(context: Context, *, name: str) -> tuple[Resolution, ...]:
    """Abort every operation in progress. `name` names the rescue refs. Raises `GitError`; the caller holds a pin.

    Returns conflicts between an autostash and the branch, settled for the autostash.
    """
    git = context.git
    stopped = read_in_progress(git)
    here, origin = read_head(git), read_origin(git, stopped)
    foreign = [oid for oid in (here.oid, *read_incoming(git)) if oid]
    snapshot = take(git, message=f"gitscen: {name}")
    _hold(context, here, snapshot, name=name)
    autostashes = read_autostashes(git)
    for number, oid in enumerate(autostashes, start=1):
        context.tell(Act.PINNED, f"the autostash, under {rescue(git, oid, name=f'{name}/autostash-{number}')}", oid)
    work = _read_work(git, stopped, here, origin, snapshot)
    moved = move_state_aside(git, STATE_FILES, name=f"{name}/state")
    _move_head(git, here, origin, name=name)
    if snapshot:  # held under a rescue ref for good
        foreign.append(snapshot.oid)
    restore(git, clean_snapshot(git, origin.oid), foreign=foreign, name=name)
    resolutions: tuple[Resolution, ...] = ()
    for oid in autostashes:
        store(git, StashEntry(oid, "gitscen: autostash"))
        resolutions += bring_back(git, oid, tell=context.tell)
    _put_back(git, origin, work, foreign=[*foreign, *autostashes], name=name)
    for operation in sorted(stopped, key=lambda found: found.value):
        context.tell(Act.ABORTED, f"the {operation.value}; its state is in .git/gitscen/aside ({', '.join(moved)})")
    if work.unclear:
        paths = ", ".join(map(quote_path, work.unclear))
        context.tell(Act.LEFT_OUT, f"{paths}: as they were, they are only in refs/gitscen/rescue/{name}/work")
    return resolutions


def read_origin(git: Git, stopped: frozenset[InProgress]) -> Head:
    """Return the branch and commit that the operations in progress began from, as far as git's state files tell."""
    here = read_head(git)
    rebase = read_rebase(git)
    if rebase:
        branch = rebase.branch or _branch_at(git, rebase.before)
        tip = git.oid(branch_ref(branch)) if branch else None
        return Head(branch, tip) if tip else here
    if InProgress.BISECT in stopped and here.branch is None:
        branch = ref_branch("refs/heads/" + read_state(git, "BISECT_START"))
        tip = git.oid(branch_ref(branch)) if branch else None
        return Head(branch, tip) if tip else here
    name = "ORIG_HEAD" if InProgress.AM in stopped else "sequencer/head"
    before = git.oid(f"{read_state(git, name)}^{{commit}}") if read_state(git, name) else None
    if before and here.oid and is_ancestor(git, before, here.oid) and _untouched(git, stopped, here.oid):
        return Head(here.branch, before)
    return here


def _untouched(git: Git, stopped: frozenset[InProgress], head: Oid) -> bool:
    """Whether HEAD is where the operation left it; where somebody moved it since, git's abort does not move it."""
    safety = "rebase-apply/abort-safety" if InProgress.AM in stopped else "sequencer/abort-safety"
    return read_state(git, safety) in (head, "")


def _branch_at(git: Git, oid: Oid | None) -> BranchName | None:
    """Return the one branch whose tip this is."""
    if oid is None:
        return None
    done = git.run("for-each-ref", "--format=%(refname)", f"--points-at={oid}", "refs/heads/")
    refs = done.line.splitlines()
    return ref_branch(refs[0]) if len(refs) == 1 else None


def _hold(context: Context, here: Head, snapshot: Snapshot | None, *, name: str) -> None:
    git = context.git
    if snapshot:
        ref = rescue(git, snapshot.oid, name=f"{name}/work")
        context.tell(Act.PINNED, f"everything uncommitted, under {ref}", snapshot.oid)
    if here.oid and here.branch is None:
        context.tell(Act.PINNED, f"the detached HEAD, under {rescue(git, here.oid, name=f'{name}/head')}", here.oid)


def _read_work(git: Git, stopped: frozenset[InProgress], here: Head, origin: Head, snapshot: Snapshot | None) -> Work:
    if snapshot is None or here.oid is None or origin.oid is None:
        return Work({}, {}, {}, ())
    changed = tree_changes(git, here.oid, snapshot.oid)
    staged = tree_changes(git, here.oid, snapshot.index)
    loose = tree_entries(git, snapshot.untracked) if snapshot.untracked else {}
    moved = tree_changes(git, here.oid, origin.oid)
    there = tree_entries(git, origin.oid) if loose else {}
    own = _touched(git, stopped)
    unclear = {path for path in (*changed, *staged) if path in own or path in moved}
    unclear |= {path for path in loose if path in there}
    return Work(
        changed={path: entry for path, entry in changed.items() if path not in unclear},
        staged={path: entry for path, entry in staged.items() if path not in unclear},
        loose={path: entry for path, entry in loose.items() if path not in unclear},
        unclear=tuple(sorted(unclear)),
    )


def _touched(git: Git, stopped: frozenset[InProgress]) -> set[TreePath]:
    """Return the paths that the operations themselves wrote, or may have written."""
    unmerged = {entry.path for entry in read_status(git).unmerged}
    touched = set(unmerged)
    for head in read_state(git, "MERGE_HEAD").split():
        base = git.try_("merge-base", "--end-of-options", "HEAD", head).line
        touched |= tree_changes(git, Oid(base), Oid(head)).keys() if base else tree_entries(git, Oid(head)).keys()
    for name in ("CHERRY_PICK_HEAD", "REVERT_HEAD", "REBASE_HEAD"):
        picked = read_state(git, name)
        # a rebase that stopped for an edit has applied its commit whole: what differs is the person's
        if picked and (name != "REBASE_HEAD" or unmerged) and (parent := git.oid(f"{picked}^1")):
            touched |= tree_changes(git, parent, Oid(picked)).keys()
    if InProgress.AM in stopped:
        touched |= _patched(git)
    return touched


def _patched(git: Git) -> set[TreePath]:
    patch = git.git_dir / "rebase-apply" / "patch"
    done = git.try_("apply", "--numstat", "-z", "--", str(patch)) if patch.exists() else None
    return {TreePath(field.split(b"\t", 2)[2]) for field in done.fields if field.count(b"\t") >= 2} if done else set()


def _move_head(git: Git, here: Head, origin: Head, *, name: str) -> None:
    if origin.branch is None:
        return
    if origin.oid:
        move_branch(git, origin.branch, origin.oid, name=name)
    if here.branch != origin.branch:
        git.run(*HOOKLESS, "symbolic-ref", "-m", "gitscen: abort", "HEAD", branch_ref(origin.branch))


def _put_back(git: Git, origin: Head, work: Work, *, foreign: list[Oid], name: str) -> None:
    """Lay the work over what is there now; a path that the autostash has brought back already is left as it is."""
    if not (work.changed or work.staged or work.loose):
        return
    now = take(git, message="gitscen: before the work comes back") or clean_snapshot(git, origin.oid)
    trees = [
        _laid_over(git, now.index, work.staged),
        _laid_over(git, now.oid, work.changed),
        _laid_over(git, now.untracked, work.loose),
    ]
    index, files, loose = (commit_tree(git, tree, (), f"gitscen: {name}") for tree in trees)
    after = Snapshot(oid=files, parent=files, base=origin.oid, index=index, untracked=loose, extra=None)
    restore(git, after, foreign=[*foreign, now.oid], name=name)


def _laid_over(git: Git, tree: Oid | None, changes: Changes) -> Oid:
    with scratch_index(git) as index:
        if tree:
            index.run("read-tree", "--end-of-options", tree)
        index.entries(entry_line(path, *entry) if entry else removal_line(git, path) for path, entry in changes.items())
        return index.write_tree()
