"""Refs with pygit2, and commits with their whole trees, made of the objects that were read, in the case's store."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pygit2

from gitscen.names import Oid, TreePath
from gitscen.observe.listing import Listing
from gitscen.observe.observation import Commit, Entry, StashEntry, Store, Tree
from gitscen.observe.parse import Folder, Parsed, RawCommit, Tag

_FOLDER = 0o040000


@dataclass(frozen=True, slots=True)
class Refs:
    """Direct refs by their full names, the stash's too. `broken`: there are some that lead nowhere."""

    targets: dict[str, Oid]
    broken: bool

    @property
    def but_stash(self) -> dict[str, Oid]:
        """All but the stash, which has a list of its own."""
        return {name: oid for name, oid in self.targets.items() if name != "refs/stash"}


def read_refs(repository: pygit2.Repository, listing: Listing) -> Refs:
    """Return every direct ref of a repository."""
    targets: dict[str, Oid] = {}
    symbolic: list[str] = []
    for raw in repository.raw_listall_references():
        name = raw.decode(errors="surrogateescape")
        reference = repository.references.get(name)
        if reference is not None and isinstance(reference.target, pygit2.Oid):
            targets[name] = Oid(str(reference.target))
        elif reference is not None:
            symbolic.append(str(reference.target))
    # libgit2 passes over a file of refs that it cannot read.
    files = sum(1 for name in listing if name.startswith("refs/") and not name.endswith(("/", ".lock")))
    named = sum(1 for name in listing if name in targets) + len(symbolic)
    return Refs(targets, files != named or any(target not in targets for target in symbolic))


def read_stash(repository: pygit2.Repository) -> tuple[StashEntry, ...]:
    """Return the stash list, newest first."""
    return tuple(StashEntry(Oid(str(entry.commit_id)), entry.message) for entry in repository.listall_stashes())


class Absorber:
    """Puts commits into the store of a case, from the objects that all its repositories showed."""

    def __init__(self, known: dict[Oid, Parsed], store: Store) -> None:
        """Take both as they are and as they grow."""
        self._known, self._store = known, store
        self._trees: dict[Oid, Tree] = {}

    def absorb(self, tips: Iterable[Oid], shallow: frozenset[Oid]) -> None:
        """Put every commit reachable from `tips` into the store; a tag may be a tip too."""
        todo = list(tips)
        while todo:
            oid = todo.pop()
            found = self._known.get(oid)
            if oid in self._store.commits and not self._was_cut(oid, shallow):
                continue
            if isinstance(found, RawCommit):
                parents = () if oid in shallow else found.parents
                self._store.commits[oid] = Commit(oid, parents, self._read_tree(found.tree), found.message)
                todo.extend(parents)
            elif isinstance(found, Tag):
                self._store.tags[oid] = found.target
                todo.append(found.target)

    def _was_cut(self, oid: Oid, shallow: frozenset[Oid]) -> bool:
        """Whether a commit in the store was seen at a shallow boundary that this repository does not have."""
        if self._store.commits[oid].parents or oid in shallow:
            return False
        found = self._known.get(oid)
        return isinstance(found, RawCommit) and bool(found.parents)

    def _read_tree(self, oid: Oid) -> Tree:
        """Return a tree flat, as far as its folders are known."""
        if oid in self._trees:
            return self._trees[oid]
        found = self._known.get(oid)
        if not isinstance(found, Folder):
            return {}
        flat: dict[TreePath, Entry] = {}
        whole = True
        for mode, name, inner in found.entries:
            if mode == _FOLDER:
                flat |= {TreePath(name + b"/" + path): entry for path, entry in self._read_tree(inner).items()}
                whole = whole and inner in self._trees
            else:
                flat[TreePath(name)] = Entry(mode, inner)
        if whole:
            self._trees[oid] = flat
        return flat
