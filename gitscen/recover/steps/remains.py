"""What is left of a tree of which something is gone: its readable entries, as changes to another tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gitscen.doctor.deep.staged import read_tree
from gitscen.doctor.objects.form import GITLINK_MODE, TREE_MODE, Object, TooLarge
from gitscen.doctor.objects.store import ObjectStore
from gitscen.names import Oid, TreePath


@dataclass(frozen=True, slots=True)
class Remains:
    """Paths that differ, with mode and blob (None: not there any more), and paths whose content is gone.

    A folder whose own list is gone is one path, which ends with a slash: what it had stays as the other tree has it.
    """

    changed: dict[TreePath, tuple[int, Oid] | None]
    lost: tuple[TreePath, ...]


def read_remains(store: ObjectStore, base: Oid | None, tree: Oid) -> Remains:
    """Return what `tree` has otherwise than `base`, which is a tree too, or None for an empty one.

    What both have alike is not looked at.
    """
    changed: dict[TreePath, tuple[int, Oid] | None] = {}
    lost: list[TreePath] = []
    folders: list[tuple[bytes, Oid | None, Oid]] = [(b"", base, tree)]
    for folder, before, after in folders:
        new, old = read_tree(store, after), read_tree(store, before) if before else {}
        if new is None:
            lost.append(TreePath(folder))
            continue
        for name in sorted({*new, *(old or {})}):
            path, was, now = folder + name, (old or {}).get(name), new.get(name)
            if was == now:
                continue
            if was and was[0] == TREE_MODE and (now is None or now[0] != TREE_MODE):
                changed |= dict.fromkeys(_paths(store, path + b"/", was[1]))
            if now is None:
                changed |= {} if was and was[0] == TREE_MODE else {TreePath(path): None}
            elif now[0] == TREE_MODE:
                folders.append((path + b"/", was[1] if was and was[0] == TREE_MODE else None, now[1]))
            elif now[0] == GITLINK_MODE or isinstance(store.read(now[1]), Object | TooLarge):
                changed[TreePath(path)] = now
            else:
                lost.append(TreePath(path))
    return Remains(changed, tuple(lost))


def _paths(store: ObjectStore, folder: bytes, tree: Oid) -> Iterator[TreePath]:
    """Yield every path below a folder, as far as it can be read."""
    for name, (mode, oid) in (read_tree(store, tree) or {}).items():
        if mode == TREE_MODE:
            yield from _paths(store, folder + name + b"/", oid)
        else:
            yield TreePath(folder + name)
