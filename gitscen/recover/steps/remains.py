"""What is left of a tree of which something is gone: its readable entries, as changes to another tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gitscen.doctor.objects.form import GITLINK_MODE, TREE_MODE, Object, TooLarge, parse_commit, parse_tree
from gitscen.doctor.objects.store import ObjectStore
from gitscen.names import Oid, TreePath

_Rows = dict[bytes, tuple[int, Oid]]


@dataclass(frozen=True, slots=True)
class Remains:
    """Paths that differ, with mode and blob (None: not there any more), and paths whose content is gone.

    A folder whose own list is gone is one path, which ends with a slash: what it had stays as the other tree has it.
    """

    changed: dict[TreePath, tuple[int, Oid] | None]
    lost: tuple[TreePath, ...]


def tree_of(store: ObjectStore, commit: Oid) -> Oid | None:
    """Return the tree of a commit that can be read, else None."""
    found = store.read(commit)
    try:
        return parse_commit(found.content).tree if isinstance(found, Object) and found.kind == "commit" else None
    except ValueError:
        return None


def read_remains(store: ObjectStore, base: Oid | None, tree: Oid) -> Remains:
    """Return what `tree` has otherwise than `base`, which is a tree too, or None for an empty one.

    What both have alike is not looked at.
    """
    changed: dict[TreePath, tuple[int, Oid] | None] = {}
    lost: list[TreePath] = []
    folders: list[tuple[bytes, Oid | None, Oid]] = [(b"", base, tree)]
    for folder, before, after in folders:
        new, old = _rows(store, after), _rows(store, before) if before else {}
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
    for name, (mode, oid) in (_rows(store, tree) or {}).items():
        if mode == TREE_MODE:
            yield from _paths(store, folder + name + b"/", oid)
        else:
            yield TreePath(folder + name)


def _rows(store: ObjectStore, tree: Oid) -> _Rows | None:
    found = store.read(tree)
    if not isinstance(found, Object) or found.kind != "tree":
        return None
    try:
        return {name: (mode, oid) for mode, name, oid in parse_tree(found.content, store.digits)}
    except ValueError:
        return None
