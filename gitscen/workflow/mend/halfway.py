"""A plain `git switch` that was killed: taken to its end where the index had arrived, undone where it had not.

git writes the target's files first, then the index, then HEAD. It starts only where no path that it must write has
work in it, so a file that holds the target's bytes, or the beginning of them, where the index still has the old entry
is the switch's own. Every such file is the target's commit's too, so nothing is lost by putting the old one back.
"""

from __future__ import annotations

from collections.abc import Mapping

from gitscen.names import Oid, TreePath, branch_ref
from gitscen.outcome import Act
from gitscen.workflow.conflicts.blend import read_blobs
from gitscen.workflow.context import Context
from gitscen.workflow.git import Git
from gitscen.workflow.head import Head
from gitscen.workflow.hold.pin import HOOKLESS
from gitscen.workflow.hold.restore import content_on_disk, delete_file, index_entries, is_same
from gitscen.workflow.hold.scratch import Scratch, TreeChange, diff_trees, file_at, is_file, scratch_index
from gitscen.workflow.journal import Entry


def finish_plain(context: Context, entry: Entry, head: Head) -> None:
    """Finish or undo a plain switch and tell which. Raises `GitError`."""
    git = context.git
    if head.branch == entry.target or entry.target is None or entry.head is None or entry.target_tip is None:
        context.tell(Act.SWITCHED, f"to {entry.target}, by a switch that was killed", head.oid)
        return
    changes = diff_trees(git, entry.head, entry.target_tip)
    with scratch_index(git, copy=True) as index:
        there = index_entries(index)
        if changes and all(there.get(path) == change.new for path, change in changes.items()):
            git.run(*HOOKLESS, "symbolic-ref", "-m", "gitscen: switch", "HEAD", branch_ref(entry.target))
            context.tell(Act.SWITCHED, f"to {entry.target}, by a switch that was killed", entry.target_tip)
            return
        half = {path: change for path, change in changes.items() if there.get(path) == change.old}
        _put_back(git, index, half)
    context.tell(Act.ROLLED_BACK, f"the switch to {entry.target} that was killed", entry.head)


def _put_back(git: Git, index: Scratch, changes: Mapping[TreePath, TreeChange]) -> None:
    """Give paths that the switch had reached their old files again."""
    now = content_on_disk(git, changes)
    contents = read_blobs(
        git, [change.new[1] for change in changes.values() if change.new and change.new[0] != "160000"]
    )
    back: list[TreePath] = []
    for path, change in changes.items():
        reached = path not in now or is_same(now[path], change.new) or _has_begun(git, path, change, contents)
        if not reached:
            continue
        if change.old:
            back.append(path)
        elif path in now:
            delete_file(git, path)
    if back:
        given = b"".join(path + b"\0" for path in back)
        index.run("checkout-index", "--force", "-z", "--stdin", stdin=given)


def _has_begun(git: Git, path: TreePath, change: TreeChange, contents: Mapping[Oid, bytes]) -> bool:
    """Whether a file is the beginning of what the switch was writing to it."""
    whole = contents.get(change.new[1], b"") if change.new else b""
    file = file_at(git, path)
    return is_file(git, path) and not file.is_symlink() and whole.startswith(file.read_bytes())
