"""Undoes an operation that could not be finished: back to what its journal entry and its pin say.

Moves HEAD and the branches of the entry back by compare-and-swap, the files and the index through `restore`, the stash
list entry by entry, git's own state files from their copy. Commits that would be reached from nowhere are held under
a rescue ref; nothing is deleted.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from gitscen.names import BranchName, Oid, RefName, branch_ref
from gitscen.workflow.git import Git
from gitscen.workflow.head import is_ancestor, read_head
from gitscen.workflow.hold.aside import move_state_aside
from gitscen.workflow.hold.pin import HOOKLESS, rescue
from gitscen.workflow.hold.restore import restore
from gitscen.workflow.hold.scratch import scratch_index
from gitscen.workflow.hold.snapshot import clean_snapshot, commit_tree, empty_tree, read_snapshot
from gitscen.workflow.hold.stashlist import drop, read_stashes, store
from gitscen.workflow.journal import Entry, restore_index, restore_state, state_copy
from gitscen.workflow.progress import STATE_FILES, read_in_progress, read_state
from gitscen.workflow.status import read_status


def roll_back(git: Git, entry: Entry) -> tuple[str, ...]:
    """Bring the workspace back to before an operation and return, in words, what had to be kept aside.

    May be run again after it was cut short. Raises `GitError` or `WorkspaceError` where it cannot; the pin stays.
    """
    now = read_head(git)
    if entry.index_only:
        return _roll_back_index(git, entry, moved=(now.branch, now.oid) != (entry.branch, entry.head))
    foreign = [oid for oid in (now.oid, entry.target_tip, entry.start) if oid]
    foreign += [*read_incoming(git), *stash_trees(git, entry)]
    if entry.stopped or read_in_progress(git):
        move_state_aside(git, STATE_FILES, name=f"{entry.name}/state")
    if entry.stopped:
        restore_state(git, entry.name)
    kept = list(_move_head(git, entry))
    snapshot = read_snapshot(git, entry.pin) if entry.pin else clean_snapshot(git, entry.head)
    aside = restore(git, snapshot, foreign=foreign, name=entry.name)
    if aside:
        kept.append(f"{len(aside)} file(s) that were in the way")
    _restore_stashes(git, entry)
    return tuple(kept)


def read_incoming(git: Git) -> list[Oid]:
    """Return the commits that git was bringing in: their files in the working tree are nobody's work."""
    heads = read_state(git, "MERGE_HEAD").split()
    heads += [read_state(git, name) for name in ("CHERRY_PICK_HEAD", "REBASE_HEAD")]
    revert = read_state(git, "REVERT_HEAD")
    heads += [f"{revert}^"] if revert else []
    heads += ["FETCH_HEAD"]  # a fast-forward to what was fetched leaves no state file
    return [found for head in heads if head and (found := git.oid(f"{head}^{{commit}}"))]


def stash_trees(git: Git, entry: Entry) -> list[Oid]:
    """Return the commits of the stash entries that the operation may have been applying or making."""
    oids = {stash.oid for stash in (*entry.stashes, *read_stashes(git)) if stash.label.startswith("gitscen: ")}
    trees: list[Oid] = []
    for oid in sorted(oids):
        trees += [found for name in (oid, f"{oid}^3") if (found := git.oid(name))]
    return trees


def _roll_back_index(git: Git, entry: Entry, *, moved: bool) -> tuple[str, ...]:
    """Put the copied index back; where HEAD has moved since, or it has what no file has, hold the one or the other."""
    if moved:
        return (f"the index as it was under {hold_index(git, state_copy(git, entry.name) / 'index', name=entry.name)}",)
    kept: tuple[str, ...] = ()
    if read_status(git).split:
        kept = (f"what was staged since under {hold_index(git, git.git_dir / 'index', name=entry.name)}",)
    restore_index(git, entry.name)
    return kept


def hold_index(git: Git, index: Path, *, name: str) -> RefName:
    """Hold what an index file has staged under a rescue ref and return that."""
    with scratch_index(git) as scratch:
        shutil.copy2(index, scratch.path)
        tree = scratch.write_tree()
    return rescue(git, commit_tree(git, tree, (), f"gitscen: the index of {name}"), name=f"{name}/index")


def _move_head(git: Git, entry: Entry) -> tuple[str, ...]:
    now, kept = read_head(git), list[str]()
    if entry.rebasing:
        kept += move_branch(git, entry.rebasing, entry.rebasing_tip, name=entry.name)
    if entry.branch:
        kept += move_branch(git, entry.branch, entry.head, name=entry.name)
        if now.branch != entry.branch:
            git.run(*HOOKLESS, "symbolic-ref", "-m", "gitscen: roll back", "HEAD", branch_ref(entry.branch))
    elif entry.head and (now.branch or now.oid != entry.head):
        if now.oid and not now.branch:
            kept += _keep(git, now.oid, entry.head, name=entry.name)
        git.run(*HOOKLESS, "update-ref", "--no-deref", "-m", "gitscen: roll back", "HEAD", entry.head)
    if entry.target and entry.target_tip is None and entry.target != entry.branch and entry.start:
        made = branch_ref(entry.target)
        if git.oid(made) == entry.start:  # nothing was committed to it
            git.run(*HOOKLESS, "update-ref", "-d", "--end-of-options", made, entry.start)
    return tuple(kept)


def move_branch(git: Git, branch: BranchName, oid: Oid | None, *, name: str) -> tuple[str, ...]:
    """Move a branch to `oid` (None: it goes), holding its commit under a rescue ref if `oid` does not contain it."""
    ref = branch_ref(branch)
    now = git.oid(ref)
    if now == oid:
        return ()
    kept = _keep(git, now, oid, name=name) if now else ()
    if oid:
        was = now or "0" * len(oid)
        git.run(*HOOKLESS, "update-ref", "-m", f"gitscen: {name}", "--end-of-options", ref, oid, was)
    elif now:
        git.run(*HOOKLESS, "update-ref", "-d", "--end-of-options", ref, now)
    return kept


def _keep(git: Git, oid: Oid, other: Oid | None, *, name: str) -> tuple[str, ...]:
    if other and is_ancestor(git, oid, other):
        return ()
    return (f"commit {oid} under {rescue(git, oid, name=f'{name}/head')}",)


def _restore_stashes(git: Git, entry: Entry) -> None:
    """Put entries back that the operation dropped, and drop the one it made: the tree has its content again."""
    before = {stash.oid for stash in entry.stashes}
    there = read_stashes(git)
    for stash in reversed(entry.stashes):
        if stash.oid not in {now.oid for now in there}:
            store(git, stash)
    for stash in there:
        if entry.label and stash.label == entry.label and stash.oid not in before:
            if not _same_work(git, stash.oid, entry.pin):
                rescue(git, stash.oid, name=f"{entry.name}/parked")
            drop(git, stash.oid)


def _same_work(git: Git, stash: Oid, pin: Oid | None) -> bool:
    if pin is None:
        return False
    names = [f"{oid}{part}^{{tree}}" for part in ("", "^2", "^3") for oid in (stash, pin)]
    nothing = empty_tree(git)  # git makes a third parent without files where gitscen makes none
    trees = [git.oid(name) or nothing for name in names]
    return trees[0::2] == trees[1::2]
