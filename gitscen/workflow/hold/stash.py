"""Uncommitted work put away as a stash entry, and brought back with local preference.

`put_away` leaves a clean tree (ignored files, embedded repositories and hidden files stay); `bring_back` applies the
entry, settles conflicts, and drops the entry only once its content is seen in the tree. The caller holds a pin and
rolls back to it when either raises.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from gitscen.errors import GitError, WorkspaceError
from gitscen.names import Oid, TreePath, quote_path
from gitscen.outcome import Act, Resolution
from gitscen.workflow.conflicts.settle import Sides, settle_unmerged
from gitscen.workflow.git import Git
from gitscen.workflow.head import read_head
from gitscen.workflow.hold.aside import move_aside
from gitscen.workflow.hold.pin import DURABLE, HOOKLESS, rescue
from gitscen.workflow.hold.restore import (
    Difference,
    content_on_disk,
    is_same,
    restore,
    restore_intent,
    write_files,
)
from gitscen.workflow.hold.scratch import (
    diff_commits,
    entry_line,
    file_at,
    is_file,
    removal_line,
    scratch_index,
    tree_entries,
)
from gitscen.workflow.hold.snapshot import Snapshot, clean_snapshot, commit_tree, read_hidden, read_snapshot, take
from gitscen.workflow.hold.stashlist import StashEntry, drop, heal, read_stashes, store
from gitscen.workflow.status import WorkspaceStatus, read_status

_IN_PLACE = ("-c", "merge.renames=true", "-c", "merge.directoryRenames=false")
"""New files come back where they lay, even if their folder was renamed meanwhile."""

Tell = Callable[[Act, str, Oid | None], None]
Entry = tuple[str, Oid]


@dataclass(frozen=True, slots=True)
class Parked:
    """A stash entry and what it changed: its base commit to the index, to the files, and what HEAD changed since.

    `added` is what it has tracked where HEAD has nothing, `loose` are its untracked files.
    """

    snapshot: Snapshot
    base: Oid
    head: Oid
    staged: Mapping[TreePath, Entry | None]
    changed: Mapping[TreePath, Entry | None]
    moved: Mapping[TreePath, Entry | None]
    added: Mapping[TreePath, Entry]
    loose: Mapping[TreePath, Entry]


def put_away(git: Git, label: str, status: WorkspaceStatus | None = None, *, hides: bool = True) -> Oid | None:
    """Put all uncommitted work into a stash entry with this label and return its id, or None if there is none.

    `status` is the workspace's, if it is known; without `hides` it has no files that git was told not to look at.
    Where `git stash push` cannot (before the first commit, intent-to-add, a folder that became a link), or would bring
    a file back that was staged and then deleted (git 2.39), the entry is made from a snapshot. Raises `GitError`, and
    `WorkspaceError` for an unmerged index.
    """
    heal(git)
    status = status or read_status(git)
    if not (status.changes or status.unmerged or status.loose):
        return None
    if status.unmerged:
        raise WorkspaceError(
            f"{git.worktree} has unmerged paths, which no stash entry can hold. Run resolve or recover."
        )
    if status.unstorable:
        raise WorkspaceError(
            f"git stores no file called {quote_path(status.unstorable[0])}, and a stash would delete it. Rename it."
        )
    before = {entry.oid for entry in read_stashes(git)}
    hidden = content_on_disk(git, read_hidden(git).paths) if hides else {}
    if not any(change.staged == "A" and change.unstaged == "D" for change in status.changes):
        pushed = git.try_(*DURABLE, "stash", "push", "-u", "-m", label)
        new = [entry.oid for entry in read_stashes(git) if entry.oid not in before and entry.label == label]
        if pushed.ok and new:
            _keep_hidden(git, hidden)
            return new[0]
        if new:  # stored, but the tree was not cleaned to the end
            raise GitError(pushed.argv, str(git.worktree), pushed.code, pushed.stdout, pushed.stderr)
    snapshot = take(git, message=label, with_hidden=False)
    if snapshot is None:
        return None
    head = read_head(git)
    store(git, StashEntry(snapshot.oid, f"On {head.branch or '(no branch)'}: {label}"))
    foreign = [snapshot.oid, *([snapshot.untracked] if snapshot.untracked else [])]
    restore(git, clean_snapshot(git, head.oid), foreign=foreign, name="put-away")
    _keep_hidden(git, hidden)
    return snapshot.oid


def bring_back(git: Git, oid: Oid, *, tell: Tell | None = None) -> tuple[Resolution, ...]:
    """Apply a stash entry to a clean tree, drop it, and return the conflicts that were settled for the entry.

    Staged work comes back staged. An untracked file of the entry wins over what is committed at its path by now
    (that stays in history) and over an ignored file there (moved aside). Raises `GitError`, or `WorkspaceError` where
    the entry's content is not found in the tree afterwards; the entry is kept then.
    """
    snapshot = read_snapshot(git, oid)
    head = git.oid("HEAD")
    if head is None:  # before the first commit there is nothing to merge with
        restore(git, snapshot, name=f"stash/{oid[:12]}")
        drop(git, oid)
        return ()
    parked = _read_parked(git, snapshot, head)
    _clear_ignored(git, parked)
    resolutions = _apply(git, parked, tell or (lambda *_: None))
    _write_loose(git, parked)
    _prove(git, parked)
    if snapshot.extra:
        restore_intent(git, snapshot.extra)
    drop(git, oid)
    return resolutions


def _keep_hidden(git: Git, hidden: Mapping[TreePath, Entry]) -> None:
    """Write hidden files again: `git stash push` resets them with everything else, without having them stashed."""
    now = content_on_disk(git, hidden)
    lost = tuple(path for path, entry in hidden.items() if not is_same(now.get(path), entry))
    if lost:
        with scratch_index(git) as index:
            index.entries(entry_line(path, *hidden[path]) for path in lost)
            write_files(git, index, Difference(lost, ()), foreign=_head_tree(git), name="hidden")


def _head_tree(git: Git) -> tuple[Oid, ...]:
    head = git.oid("HEAD")
    return (head,) if head else ()


def _read_parked(git: Git, snapshot: Snapshot, head: Oid) -> Parked:
    base = snapshot.parent
    untracked = [(None, snapshot.untracked)] if snapshot.untracked else []
    staged, changed, moved, *rest = diff_commits(
        git, (base, snapshot.index), (base, snapshot.oid), (base, head), *untracked
    )
    added = {
        path: change.new
        for path, change in (*staged.items(), *changed.items())
        if change.new and (moved[path].new if path in moved else change.old) is None
    }
    return Parked(
        snapshot=snapshot,
        base=base,
        head=head,
        staged={path: change.new for path, change in staged.items()},
        changed={path: change.new for path, change in changed.items()},
        moved={path: change.new for path, change in moved.items()},
        added=added,
        loose={path: change.new for loose in rest for path, change in loose.items() if change.new},
    )


def _clear_ignored(git: Git, parked: Parked) -> None:
    """Move ignored files aside that stand where the entry has a file that HEAD has not: git would overwrite them."""
    there = content_on_disk(git, parked.added)
    unlike = [path for path, entry in there.items() if not is_same(entry, parked.added[path])]
    if unlike:
        move_aside(git, unlike, name=f"stash/{parked.snapshot.oid[:12]}")


def _apply(git: Git, parked: Parked, tell: Tell) -> tuple[Resolution, ...]:
    """Apply the tracked part: with what is staged if git can, else without and staged again by hand."""
    if not (parked.staged or parked.changed):
        return ()
    snapshot, base, head = parked.snapshot, parked.base, parked.head
    entry = snapshot.oid
    if snapshot.untracked:  # git would stop half-way where one of these files is there already
        entry = commit_tree(git, f"{entry}^{{tree}}", (base, snapshot.index), "gitscen: tracked part")
    if git.try_(*_IN_PLACE, "stash", "apply", "-q", "--index", "--end-of-options", entry).ok:
        return ()
    unmerged = git.run("ls-files", "--unmerged", "-z").fields
    if not unmerged:
        done = git.try_(*_IN_PLACE, "stash", "apply", "-q", "--end-of-options", entry)
        unmerged = git.run("ls-files", "--unmerged", "-z").fields
        if not (done.ok or unmerged):
            if parked.moved:
                raise GitError(done.argv, str(git.worktree), done.code, done.stdout, done.stderr)
            restore(git, snapshot, name=f"stash/{entry[:12]}")
            return ()
    resolutions = settle_unmerged(git, local_stage=3, sides=Sides(base, head, entry)) if unmerged else ()
    _stage_again(git, parked, tell)
    return resolutions


def _stage_again(git: Git, parked: Parked, tell: Tell) -> None:
    """Make the index HEAD's plus what was staged at paths that HEAD has not changed since."""
    git.run(*HOOKLESS, "read-tree", "-i", "--reset", "--end-of-options", parked.head)
    lines = [
        entry_line(path, *entry) if entry else removal_line(git, path)
        for path, entry in parked.staged.items()
        if path not in parked.moved
    ]
    if lines:
        given = b"".join(line + b"\0" for line in lines)
        git.run(*HOOKLESS, "update-index", "-z", "--replace", "--index-info", stdin=given)
    git.try_(*HOOKLESS, "update-index", "-q", "--refresh")
    split = [
        path
        for path, entry in parked.staged.items()
        if path in parked.moved and entry and entry != parked.changed.get(path, entry)
    ]
    if split:
        rescue(git, parked.snapshot.oid, name=f"stash/{parked.snapshot.oid[:12]}")
        paths = ", ".join(map(quote_path, split))
        tell(Act.PINNED, f"what was staged of {paths}, apart from the unstaged version", parked.snapshot.oid)


def _write_loose(git: Git, parked: Parked) -> None:
    """Write the untracked files, over what is committed there by now; what nobody committed is moved aside."""
    loose = parked.loose
    there = content_on_disk(git, loose)
    wrong = tuple(path for path, entry in loose.items() if not is_same(there.get(path), entry))
    if not wrong:
        return
    folders = {above for path in wrong for above in _above(path)}
    surplus: list[TreePath] = []
    if any(is_file(git, path) for path in folders) or any(file_at(git, path).is_dir() for path in wrong):
        tracked = tree_entries(git, parked.head)
        surplus = [path for path in tracked if path in folders or any(above in loose for above in _above(path))]
    with scratch_index(git) as index:
        index.entries(entry_line(path, *loose[path]) for path in wrong)
        name = f"stash/{parked.snapshot.oid[:12]}"
        write_files(git, index, Difference(wrong, tuple(surplus)), foreign=(parked.head,), name=name)


def _above(path: TreePath) -> list[TreePath]:
    return [TreePath(path[:at]) for at, byte in enumerate(path) if byte == ord("/")]


def _prove(git: Git, parked: Parked) -> None:
    """Raise `WorkspaceError` unless the tree has all of the entry.

    A path that HEAD changed too came of a merge, and so did one that the entry renamed from such a path.
    """
    wanted: dict[TreePath, Entry | None] = {p: e for p, e in parked.changed.items() if p not in parked.moved}
    wanted |= parked.loose
    there = content_on_disk(git, wanted)
    merged = _read_merged_renames(git, parked)
    for path, entry in wanted.items():
        if (entry and entry[0] == "160000") or (path in merged and path in there):
            continue
        if not is_same(there.get(path), entry) if entry else path in there:
            raise WorkspaceError(
                f"{quote_path(path)} did not come back as it was put away; "
                f"the stash entry {parked.snapshot.oid} is kept. Apply it by hand."
            )


def _read_merged_renames(git: Git, parked: Parked) -> frozenset[TreePath]:
    """Return the new paths of files that the entry renamed and that HEAD has changed at their old paths."""
    if not parked.moved:
        return frozenset()
    renames = ("diff-tree", "-r", "-M", "--diff-filter=R", "--name-status", "-z", "--end-of-options")
    fields = git.run(*renames, parked.base, parked.snapshot.oid, "--").fields
    pairs = zip(fields[1::3], fields[2::3], strict=True)
    return frozenset(TreePath(new) for old, new in pairs if old in parked.moved)
