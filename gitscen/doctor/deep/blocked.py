"""Untracked files that stand where another branch has files of its own: git refuses to switch, and -f overwrites."""

from __future__ import annotations

from collections.abc import Iterator

from gitscen.doctor.deep.model import Blocked
from gitscen.doctor.deep.staged import Trees, read_tree, tree_of
from gitscen.doctor.deep.working import Working
from gitscen.doctor.evidence.model import Evidence
from gitscen.doctor.objects.form import TREE_MODE
from gitscen.doctor.objects.store import ObjectStore
from gitscen.names import Oid

BRANCHES, FILES = 20, 200
"""How many branches and untracked files are looked at."""


def find_blocked(evidence: Evidence, store: ObjectStore, working: Working) -> Iterator[Blocked]:
    """Yield each untracked file and the first branch that has another content there."""
    untracked = [bytes(one.path) for one in evidence.files.untracked if not one.path.endswith(b"/")][:FILES]
    if not untracked:
        return
    trees: Trees = {}
    told: set[bytes] = set()
    branches = [ref for ref, _ in evidence.refs.all("refs/heads/") if ref != evidence.head.ref][:BRANCHES]
    for branch in branches:
        top = tree_of(store, evidence.refs.oid(branch))
        for path in untracked if top else ():
            blob = find_blob(store, trees, top, path) if path not in told else None
            if blob and blob != working.oid(path):
                told.add(path)
                yield Blocked(next(one.path for one in evidence.files.untracked if one.path == path), branch)


def find_blob(store: ObjectStore, trees: Trees, tree: Oid | None, path: bytes) -> Oid | None:
    """Return the blob at a path of a tree."""
    *folders, name = path.split(b"/")
    for folder in folders:
        mode, tree = _entries(store, trees, tree).get(folder, (0, None))
        if mode != TREE_MODE:
            return None
    mode, blob = _entries(store, trees, tree).get(name, (0, None))
    return None if mode == TREE_MODE else blob


def _entries(store: ObjectStore, trees: Trees, tree: Oid | None) -> dict[bytes, tuple[int, Oid]]:
    if tree is None:
        return {}
    if tree not in trees:
        trees[tree] = read_tree(store, tree) or {}
    return trees[tree]
