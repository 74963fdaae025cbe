"""Compares the index with HEAD's tree. Reads as few trees as the index's own cache of trees allows."""

from __future__ import annotations

from collections.abc import Iterator

from gitscen.doctor.deep.model import Staged
from gitscen.doctor.evidence.indexfile import FOLDER, INTENT_TO_ADD, IndexFile, Record
from gitscen.doctor.objects.form import TREE_MODE, Commit, Object, parse_commit, parse_tree
from gitscen.doctor.objects.store import ObjectStore
from gitscen.names import Oid, TreePath

_Tree = dict[bytes, tuple[int, Oid]]
Trees = dict[Oid, _Tree]
"""Trees that were read, by their ids."""


def tree_of(store: ObjectStore, commit: Oid | None) -> Oid | None:
    """Return the tree of a commit, None where the commit cannot be read."""
    found = read_commit(store, commit) if commit else None
    return found.tree if found else None


def read_commit(store: ObjectStore, oid: Oid) -> Commit | None:
    """Return a commit's parts, None where it cannot be read."""
    found = store.read(oid)
    try:
        return parse_commit(found.content) if isinstance(found, Object) and found.kind == "commit" else None
    except ValueError:
        return None


def read_tree(store: ObjectStore, oid: Oid) -> _Tree | None:
    """Return the entries of one tree by name, None where it cannot be read."""
    found = store.read(oid)
    if not isinstance(found, Object) or found.kind != "tree":
        return None
    try:
        return {name: (mode, inner) for mode, name, inner in parse_tree(found.content, store.digits)}
    except ValueError:
        return None


def compare(store: ObjectStore, index: IndexFile, tree: Oid | None) -> tuple[Staged, ...] | None:
    """Return what is staged: how the index differs from a tree, or from nothing. None where a tree cannot be read.

    Unmerged paths are left out: what they are to be is not decided.
    """
    if tree is not None and index.tree == tree and not index.unmerged:
        return ()
    comparison = _Comparison(store, index)
    try:
        if tree is not None:
            comparison.walk(b"", tree)
    except LookupError:
        return None
    found = [*comparison.found, *comparison.added()]
    return tuple(sorted(found, key=lambda one: one.path))


class _Comparison:
    """One comparison: which folders are the same as a whole, which paths were seen, and what was found."""

    def __init__(self, store: ObjectStore, index: IndexFile) -> None:
        self._store, self._index = store, index
        self._cached = {bytes(one.path).rstrip(b"/"): one.oid for one in index.cache_tree if one.oid}
        self._same: set[bytes] = set()
        self._seen: set[bytes] = set()
        self.found: list[Staged] = []

    def walk(self, folder: bytes, tree: Oid) -> None:
        """Compare what is in one folder; `folder` ends with / unless it is the top."""
        if self._cached.get(folder.rstrip(b"/")) == tree:
            self._same.add(folder)
            return
        entries = read_tree(self._store, tree)
        if entries is None:
            raise LookupError(tree)
        for name, (mode, oid) in entries.items():
            path = folder + name
            if mode == TREE_MODE:
                self._walk_inner(path + b"/", oid)
            elif path not in self._index.unmerged:
                self._seen.add(path)
                self._compare(path, mode, oid)

    def _walk_inner(self, folder: bytes, tree: Oid) -> None:
        whole = self._index.staged.get(folder)  # a folder of a sparse index
        if whole is None:
            self.walk(folder, tree)
        else:
            self._seen.add(folder)
            self._compare(folder, FOLDER, tree)

    def _compare(self, path: bytes, mode: int, oid: Oid) -> None:
        record = self._index.staged.get(path)
        if record is None or record[2] & INTENT_TO_ADD:
            self.found.append(Staged(TreePath(path), "deleted", None))
        elif record[1].hex() != oid or _kind(record) != mode & 0o170111:
            self.found.append(Staged(TreePath(path), "edited", Oid(record[1].hex())))

    def added(self) -> Iterator[Staged]:
        """Yield the entries of the index that the tree does not have."""
        covered: dict[bytes, bool] = {b"": b"" in self._same}
        for path, record in self._index.staged.items():
            if path not in self._seen and not record[2] & INTENT_TO_ADD:
                folder = path[: path.rfind(b"/", 0, -1) + 1]
                if not self._covers(folder, covered):
                    yield Staged(TreePath(path), "added", Oid(record[1].hex()))

    def _covers(self, folder: bytes, covered: dict[bytes, bool]) -> bool:
        known = covered.get(folder)
        if known is None:
            above = folder[: folder.rfind(b"/", 0, -1) + 1]
            known = covered[folder] = folder in self._same or self._covers(above, covered)
        return known


def _kind(record: Record) -> int:
    """Return type and executable bits of an entry's mode."""
    return int.from_bytes(record[0][24:28], "big") & 0o170111
