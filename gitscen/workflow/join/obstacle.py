"""Ignored files that stand where an upstream brings tracked ones: git would overwrite them without a word.

Moves them aside (`aside.py`) for as long as the upstream is brought in, and back again if that fails. Where the tree
has no uncommitted work, ignored files are all that can stand there; embedded repositories are left to git, which
refuses.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from gitscen.errors import WorkspaceError
from gitscen.names import Oid, TreePath, quote_path
from gitscen.outcome import Act
from gitscen.workflow.context import Context
from gitscen.workflow.git import Git
from gitscen.workflow.hold.aside import move_aside
from gitscen.workflow.hold.restore import content_on_disk, is_same
from gitscen.workflow.hold.scratch import diff_trees, entry_line, is_file, scratch_index
from gitscen.workflow.hold.snapshot import empty_tree
from gitscen.workflow.ready import find_replaced


@contextmanager
def cleared(context: Context, upstream: Oid, head: Oid | None) -> Iterator[None]:
    """Keep what stands in the way of an upstream out of it. Raises what the body raises, things back in place."""
    git = context.git
    standing = _standing(git, head or empty_tree(git), upstream)
    saved = content_on_disk(git, standing)
    held = move_aside(git, standing, name="incoming") if standing else None
    try:
        yield
    except BaseException:
        with scratch_index(git) as index:
            index.entries(entry_line(path, *entry) for path, entry in saved.items())
            index.run("checkout-index", "--all", "--quiet")  # without --force: what is there stays
        raise
    for path in standing:
        context.tell(Act.MOVED_ASIDE, f"{quote_path(path)}, which was ignored and stood in the way", held)


def _standing(git: Git, head: Oid, upstream: Oid) -> list[TreePath]:
    """Return the files that are not tracked where the upstream has others, or folders."""
    changes = diff_trees(git, head, upstream)
    if replaced := find_replaced(git, changes):
        raise WorkspaceError(f"{quote_path(replaced)} is a repository, and upstream has something else there. Move it.")
    added = {path: change.new for path, change in changes.items() if change.new is not None and change.old is None}
    folders = {TreePath(path[:at]) for path in added for at, byte in enumerate(path) if byte == ord("/")}
    there = content_on_disk(git, [path for path in (*added, *folders) if is_file(git, path)])
    tracked = frozenset(git.run("ls-files", "-z").fields) if there else frozenset[bytes]()
    return [path for path, entry in there.items() if path not in tracked and not is_same(entry, added.get(path))]
