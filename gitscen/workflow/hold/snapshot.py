"""A workspace's uncommitted work as one stash-shaped commit: staged, unstaged and untracked, nothing moved.

`take` makes W with parents HEAD, I (what is staged), and where needed U (untracked files) and X (what no tree can
hold: the stages of unmerged paths, intent-to-add, hidden files). `git stash apply` understands it. Works with an
unmerged index and before the first commit. The user's index and files are only read; objects are written durably.

Not in it: ignored files, what is inside submodules, files of names that git does not store and embedded repositories
(`left_out` names these two), and bytes that git's own filters change for good (mixed line endings under autocrlf).
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass

from gitscen.names import Oid, TreePath
from gitscen.workflow.git import Git
from gitscen.workflow.hold.pin import DURABLE
from gitscen.workflow.hold.scratch import Scratch, entry_line, file_at, scratch_index
from gitscen.workflow.status import WorkspaceStatus, read_status

_NO_COMMIT_YET = "gitscen: no commit yet"
_HIDDEN = re.compile(rb"(?:^|(?<=\0))([a-zS]) ([^\0]+)")
"""What `ls-files -v -z` says of files that git was told not to look at: a small letter, or S."""
_PLAIN = b"H "
"""What it says of all others, but for unmerged ones."""
INTENT, ASSUMED, SKIPPED = "intent-to-add", "assume-unchanged", "skip-worktree"
"""Names in X of the lists of paths that carry such a flag; the stages are in folders 1, 2 and 3 beside them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The commits of one snapshot. `parent` is W's first one; `base` is that too, but None before the first commit."""

    oid: Oid
    parent: Oid
    base: Oid | None
    index: Oid
    untracked: Oid | None = None
    extra: Oid | None = None
    left_out: tuple[TreePath, ...] = ()


@dataclass(frozen=True, slots=True)
class Hidden:
    """Files that are there although `git status` does not look at them."""

    assumed: tuple[TreePath, ...] = ()
    skipped: tuple[TreePath, ...] = ()

    @property
    def paths(self) -> tuple[TreePath, ...]:
        """All of them."""
        return (*self.assumed, *self.skipped)


def take(
    git: Git, status: WorkspaceStatus | None = None, *, message: str = "gitscen snapshot", with_hidden: bool = True
) -> Snapshot | None:
    """Return a snapshot of the uncommitted work, or None where there is none. Holds no ref: see `pin`.

    `status` is the workspace's, if it is known. Without `with_hidden`, files that git was told not to look at are as
    in the index. Raises `GitError` where a file cannot be read.
    """
    status = status or read_status(git)
    hidden = read_hidden(git) if with_hidden else Hidden()
    loose = status.loose
    if not (status.changes or status.unmerged or loose or hidden.paths):
        return None
    base = status.head or commit_tree(git, empty_tree(git), (), _NO_COMMIT_YET)
    staged = _staged_tree(git, status, base)
    index = commit_tree(git, staged, (base,), f"{message}: index")
    work_tree = staged
    edited = [change.path for change in status.changes if change.unstaged != "."]
    edited += [entry.path for entry in status.unmerged]
    if edited or hidden.paths:
        work_tree = _work_tree(git, edited, hidden)
    intent = [change.path for change in status.changes if change.staged == "." and change.unstaged == "A"]
    extra_tree = _extra_tree(git, status, intent, hidden)
    parents = [base, index]
    untracked = extra = None
    if loose or extra_tree:
        untracked = commit_tree(git, _untracked_tree(git, loose), (), f"{message}: untracked")
        parents.append(untracked)
    if extra_tree:
        extra = commit_tree(git, extra_tree, (), f"{message}: stages and flags")
        parents.append(extra)
    oid = commit_tree(git, work_tree, parents, message)
    return Snapshot(
        oid=oid,
        parent=base,
        base=status.head,
        index=index,
        untracked=untracked,
        extra=extra,
        left_out=(*status.nested, *status.unstorable),
    )


def read_snapshot(git: Git, oid: Oid) -> Snapshot:
    """Return the snapshot that a stash-shaped commit is; `left_out` is not known any more. Raises `GitError`."""
    told = git.run(
        "log", "--no-walk=unsorted", "-z", "--no-show-signature", "--format=%P%n%B", "--end-of-options", oid, f"{oid}^1"
    )
    (shape, _, _), (above, _, said) = (text.partition(b"\n") for text in told.stdout.split(b"\0")[:2])
    parents = [Oid(word.decode()) for word in shape.split()]
    base, index, untracked, extra = [*parents, None, None, None][:4]
    first = not above and said.strip() == _NO_COMMIT_YET.encode()
    return Snapshot(
        oid=oid,
        parent=parents[0],
        base=None if first else base,
        index=index or oid,
        untracked=untracked,
        extra=extra,
    )


def clean_snapshot(git: Git, head: Oid | None) -> Snapshot:
    """Return the snapshot of a workspace without uncommitted work at `head`."""
    oid = head or commit_tree(git, empty_tree(git), (), _NO_COMMIT_YET)
    return Snapshot(oid=oid, parent=oid, base=head, index=oid)


def read_hidden(git: Git) -> Hidden:
    """Return the tracked files that git was told not to look at and that are there."""
    assumed, skipped = list[TreePath](), list[TreePath]()
    listed = git.run("ls-files", "-v", "-z").stdout
    if listed.startswith(_PLAIN) and listed.count(b"\0" + _PLAIN) + 1 == listed.count(b"\0"):
        return Hidden()  # none of 20,000, told without a look at each
    for tag, name in _HIDDEN.findall(listed):
        path = TreePath(name)
        if os.path.lexists(file_at(git, path)):
            (assumed if tag.islower() else skipped).append(path)
    return Hidden(tuple(assumed), tuple(skipped))


def empty_tree(git: Git) -> Oid:
    """Return the tree without entries, in the repository's own object format."""
    return Oid(git.run("mktree").line)


def _staged_tree(git: Git, status: WorkspaceStatus, base: Oid) -> str:
    """Return the index as a tree; an unmerged path stands there as HEAD's side has it (its stages are in X)."""
    if not status.unmerged and all(change.staged == "." for change in status.changes):
        return f"{base}^{{tree}}"
    with scratch_index(git, copy=True) as index:
        index.remove(entry.path for entry in status.unmerged)
        index.entries(entry_line(entry.path, *entry.ours) for entry in status.unmerged if entry.ours)
        return index.write_tree()


def _work_tree(git: Git, edited: Sequence[TreePath], hidden: Hidden) -> Oid:
    """Return the index with the edited and hidden files as they are on disk; only these are looked at."""
    with scratch_index(git, copy=True) as index:
        for option, paths in (("--no-assume-unchanged", hidden.paths), ("--no-skip-worktree", hidden.skipped)):
            if paths:
                index.run("update-index", option, "-z", "--stdin", stdin=b"".join(path + b"\0" for path in paths))
        index.add((*edited, *hidden.paths))
        return index.write_tree()


def _untracked_tree(git: Git, paths: Sequence[TreePath]) -> Oid:
    with scratch_index(git) as index:
        index.add(paths)
        return index.write_tree()


def _extra_tree(git: Git, status: WorkspaceStatus, intent: Sequence[TreePath], hidden: Hidden) -> Oid | None:
    lists = {INTENT: intent, ASSUMED: hidden.assumed, SKIPPED: hidden.skipped}
    if not (status.unmerged or any(lists.values())):
        return None
    with scratch_index(git) as index:
        index.entries(
            entry_line(b"%d/%s" % (stage, entry.path), *side)
            for entry in status.unmerged
            for stage, side in enumerate((entry.base, entry.ours, entry.theirs), start=1)
            if side
        )
        index.entries(_list_entry(index, name, paths) for name, paths in lists.items() if paths)
        return index.write_tree()


def _list_entry(index: Scratch, name: str, paths: Sequence[TreePath]) -> bytes:
    blob = index.run("hash-object", "-w", "--stdin", stdin=b"".join(path + b"\0" for path in paths)).line
    return entry_line(name.encode(), "100644", blob)


def commit_tree(git: Git, tree: str, parents: Sequence[Oid], message: str) -> Oid:
    """Return a commit of gitscen's own, by its own name: a snapshot must not depend on the user's identity.

    `tree` is an object id, or an expression for one.
    """
    names = {
        f"GIT_{role}_{part}": value
        for role in ("AUTHOR", "COMMITTER")
        for part, value in (("NAME", "gitscen"), ("EMAIL", "gitscen@localhost"))
    }
    given = [word for parent in parents for word in ("-p", parent)]
    done = git.run(*DURABLE, "-c", "commit.gpgSign=false", "commit-tree", *given, "-m", message, tree, env=names)
    return Oid(done.line)
