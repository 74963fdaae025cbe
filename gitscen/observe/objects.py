"""Reads refs, commits and contents of one repository with pygit2 into the case's store."""

from __future__ import annotations

from collections.abc import Iterable

import pygit2

from gitscen.names import Oid, TreePath
from gitscen.observe.observation import GITLINK, Commit, Entry, StashEntry, Store


def read_refs(repository: pygit2.Repository) -> dict[str, Oid]:
    """Return every direct ref of a repository but the stash, which has a list of its own."""
    refs: dict[str, Oid] = {}
    for name in repository.raw_listall_references():
        reference = repository.references.get(name.decode(errors="surrogateescape"))
        if reference is not None and name != b"refs/stash" and isinstance(reference.target, pygit2.Oid):
            refs[name.decode(errors="surrogateescape")] = Oid(str(reference.target))
    return refs


def read_stash(repository: pygit2.Repository) -> tuple[StashEntry, ...]:
    """Return the stash list, newest first."""
    return tuple(StashEntry(Oid(str(entry.commit_id)), entry.message) for entry in repository.listall_stashes())


def absorb(repository: pygit2.Repository, tips: Iterable[Oid], store: Store, shallow: frozenset[Oid]) -> None:
    """Put every commit reachable from `tips`, and every content of its tree, into the store."""
    todo = list(tips)
    while todo:
        oid = todo.pop()
        if oid in store.commits and not _was_cut(store.commits[oid], repository, shallow):
            continue
        found = repository.get(oid)
        if isinstance(found, pygit2.Tag):
            todo.append(Oid(str(found.target)))
        elif isinstance(found, pygit2.Commit):
            parents = () if Oid(oid) in shallow else tuple(Oid(str(parent)) for parent in found.parent_ids)
            tree = read_tree(repository, found.tree, store)
            store.commits[oid] = Commit(oid, parents, tree, found.raw_message.decode(errors="surrogateescape"))
            todo.extend(parents)
        elif isinstance(found, pygit2.Blob):
            store.contents[oid] = found.data
        elif isinstance(found, pygit2.Tree):
            read_tree(repository, found, store)


def _was_cut(commit: Commit, repository: pygit2.Repository, shallow: frozenset[Oid]) -> bool:
    """Whether a known commit was seen at a shallow boundary that this repository does not have (any more)."""
    if commit.parents or commit.oid in shallow:
        return False
    found = repository.get(commit.oid)
    return isinstance(found, pygit2.Commit) and bool(found.parent_ids)


def read_tree(
    repository: pygit2.Repository, tree: pygit2.Tree, store: Store, under: bytes = b""
) -> dict[TreePath, Entry]:
    """Return a tree flat, its contents put into the store."""
    flat: dict[TreePath, Entry] = {}
    for entry in tree:
        path = TreePath(under + (entry.raw_name or b""))
        if isinstance(entry, pygit2.Tree):
            flat.update(read_tree(repository, entry, store, path + b"/"))
            continue
        oid = Oid(str(entry.id))
        flat[path] = Entry(entry.filemode, oid)
        if entry.filemode != GITLINK and oid not in store.contents and isinstance(entry, pygit2.Blob):
            store.contents[oid] = entry.data
    return flat
