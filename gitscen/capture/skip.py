"""Which files a story can do without: of a large workspace those that never change in it."""

from __future__ import annotations

from collections.abc import Iterable

from gitscen.capture.history import History
from gitscen.names import Oid

MOST_FILES = 200
"""Files that never change and are told all the same, the first by name."""


def choose_skipped(history: History, chains: Iterable[Iterable[Oid]]) -> frozenset[bytes]:
    """Return the paths that are left out: the same in every commit, in the index and in the files, and too many."""
    trees = [history.tree(oid) for chain in chains for oid in chain]
    evidence = history.seen.evidence
    index = history.index_tree()
    if index:
        trees.append(index)
    still = set(index or (trees[0] if trees else ()))
    for tree in trees:
        still = {path for path in still if tree.get(path) == trees[-1].get(path)}
    still -= {bytes(one.path) for one in evidence.files.changed} | set(evidence.index.unmerged)
    still = {path for path in still if not path.rpartition(b"/")[2].startswith(b".git")}
    skipped = frozenset(sorted(still)[MOST_FILES:])
    if skipped:
        history.unsaid.add(f"{len(skipped)} files that never change are left out")
    return skipped
