"""A plain `git switch` that was cut short: taken to its end where the index had arrived, undone where it had not.

git writes the target's files first, then the index, then HEAD. A file that holds the target's bytes where the index
still has the old entry, and where there was no work before, is the switch's own; it is the target's commit's too, so
nothing is lost with it. What is only the beginning of such a file is moved aside. Paths that had work, all that is
above or below them, and paths outside a sparse checkout are left alone.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

from gitscen.names import BranchName, Oid, TreePath, branch_ref
from gitscen.outcome import Act
from gitscen.workflow.conflicts.blend import read_blobs
from gitscen.workflow.context import Context
from gitscen.workflow.git import Git
from gitscen.workflow.head import Head
from gitscen.workflow.hold.aside import move_aside
from gitscen.workflow.hold.pin import HOOKLESS, RESCUE, release, rescue
from gitscen.workflow.hold.restore import blocked, content_on_disk, delete_file, index_entries, is_same
from gitscen.workflow.hold.scratch import (
    TreeChange,
    diff_trees,
    entry_line,
    file_at,
    removal_line,
    scratch_index,
)
from gitscen.workflow.hold.snapshot import empty_tree, take
from gitscen.workflow.journal import Entry

HALF = "switch/half"


def finish_plain(context: Context, entry: Entry, head: Head) -> None:
    """Finish or undo a plain switch and tell which. Raises `GitError`."""
    git = context.git
    if head.branch == entry.target:
        context.tell(Act.SWITCHED, f"to {entry.target}, by a switch that was killed", head.oid)
        return
    if entry.target is None or entry.target_tip is None or (head.branch, head.oid) != (entry.branch, entry.head):
        context.tell(Act.LEFT_OUT, f"the switch to {entry.target} that was killed: HEAD has moved since")
        return
    changes = diff_trees(git, entry.head or empty_tree(git), entry.target_tip)
    with scratch_index(git, copy=True) as index:
        there = index_entries(index)
    if changes and all(there.get(path) == change.new for path, change in changes.items()):
        if _is_free(git, entry.target, entry.target_tip):
            git.run(*HOOKLESS, "symbolic-ref", "-m", "gitscen: switch", "HEAD", branch_ref(entry.target))
            context.tell(Act.SWITCHED, f"to {entry.target}, by a switch that was killed", entry.target_tip)
            return
        _put_index_back(git, changes)
        there = {path: change.old for path, change in changes.items() if change.old}
    half = {path: change for path, change in changes.items() if there.get(path) == change.old}
    _undo(context, {path: change for path, change in half.items() if not _is_near(path, entry.dirty)})
    context.tell(Act.ROLLED_BACK, f"the switch to {entry.target} that was killed", entry.head)


def _is_free(git: Git, branch: BranchName, tip: Oid) -> bool:
    """Whether a branch is where it was, and checked out nowhere else."""
    elsewhere = git.run("for-each-ref", "--format=%(worktreepath)", branch_ref(branch)).line
    return not elsewhere and git.oid(branch_ref(branch)) == tip


def _put_index_back(git: Git, changes: Mapping[TreePath, TreeChange]) -> None:
    lines = [removal_line(git, path) for path in changes]
    lines += [entry_line(path, *change.old) for path, change in changes.items() if change.old]
    given = b"".join(line + b"\0" for line in lines)
    git.run(*HOOKLESS, "update-index", "-z", "--replace", "--index-info", stdin=given)


def _is_near(path: TreePath, dirty: Iterable[TreePath]) -> bool:
    """Whether there was work at a path, above it or below it."""
    slashed = path + b"/"
    return any(slashed.startswith(one.rstrip(b"/") + b"/") or one.startswith(slashed) for one in dirty)


def _undo(context: Context, changes: Mapping[TreePath, TreeChange]) -> None:
    """Give paths that the switch had reached their old files again; everything is held meanwhile."""
    git = context.git
    half = take(git, message="gitscen: a switch, half-way")
    ref = rescue(git, half.oid, name=f"{HALF}/files") if half else ""
    aside = _put_back(git, changes)
    if half and not aside:
        release(git, half.oid, name=ref.removeprefix(RESCUE))
    elif half:
        context.tell(Act.PINNED, f"the files as they were found, under {ref}", half.oid)


def _put_back(git: Git, changes: Mapping[TreePath, TreeChange]) -> list[TreePath]:
    """Put files back and return the paths that were moved aside."""
    now = content_on_disk(git, changes)
    files = [change.new[1] for change in changes.values() if change.new and change.new[0] != "160000"]
    contents = read_blobs(git, files)
    sparse = {record[2:] for record in git.run("ls-files", "-t", "-z").fields if record[:1] == b"S"}
    back: list[TreePath] = []
    aside: list[TreePath] = []
    for path, change in changes.items():
        missing = not (blocked(git, path) or os.path.lexists(file_at(git, path)))
        there = now.get(path)
        if path in sparse or (there is None and not missing) or (there and is_same(there, change.old)):
            continue
        if there and is_same(there, change.new):
            delete_file(git, path)
        elif there and _has_begun(git, path, change, contents):
            aside.append(path)
        elif there:
            continue
        if change.old and change.old[0] != "160000":
            back.append(path)
    if aside:
        move_aside(git, aside, name=HALF)
    if back:
        git.run("checkout-index", "-z", "--stdin", stdin=b"".join(path + b"\0" for path in back))
    return aside


def _has_begun(git: Git, path: TreePath, change: TreeChange, contents: Mapping[Oid, bytes]) -> bool:
    """Whether a file is the beginning of what the switch was writing to it."""
    file = file_at(git, path)
    if change.new is None or file.is_symlink():
        return False
    return contents.get(change.new[1], b"").startswith(file.read_bytes())
