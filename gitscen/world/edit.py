"""A story's edits carried out on a tree in memory; contents go straight into a repository's object database.

`worktree` carries out the same edits on files. Both take the same paths and refuse the same ones.
"""

from __future__ import annotations

import pygit2

from gitscen.errors import WorldError
from gitscen.names import Oid, TreePath, quote_path
from gitscen.scenario.content import Edits, FileSpec, as_file
from gitscen.scenario.library import COMMITS
from gitscen.world.library import add_gitmodules
from gitscen.world.place import parse_place
from gitscen.world.tree import EXECUTABLE, FILE, LINK, SUBMODULE, Entry, Tree

GITMODULES = TreePath(b".gitmodules")


def edit_tree(repository: pygit2.Repository, tree: Tree, edits: Edits) -> Tree:
    """Return a tree with the edits made. Raises `WorldError` for a path that is not there, or is in the way."""
    edited = dict(tree)
    for old, new in edits.rename.items():
        _rename(edited, parse_place(old), parse_place(new))
    for text in edits.delete:
        path = parse_place(text)
        for found in _at(edited, path):
            del edited[found]
    for text, content in edits.files.items():
        _put(edited, parse_place(text), _store(repository, as_file(content)))
    for text, added in edits.append.items():
        path = parse_place(text)
        entry = _file(edited, path)
        edited[path] = Entry(entry.mode, _blob(repository, repository[entry.oid].read_raw() + added.encode()))
    for text, change in edits.chmod.items():
        path = parse_place(text)
        edited[path] = Entry(EXECUTABLE if change == "+x" else FILE, _file(edited, path).oid)
    for text, commit in edits.submodules.items():
        path = parse_place(text)
        _put(edited, path, Entry(SUBMODULE, COMMITS[commit]))
        known = repository[edited[GITMODULES].oid].read_raw() if GITMODULES in edited else b""
        edited[GITMODULES] = Entry(FILE, _blob(repository, add_gitmodules(known, path)))
    return edited


def _rename(tree: Tree, old: TreePath, new: TreePath) -> None:
    moved = {TreePath(new + path[len(old) :]): tree.pop(path) for path in _at(tree, old)}
    if any(path == new or path.startswith(new + b"/") for path in tree):
        raise WorldError(f"{quote_path(new)} is there already, so {quote_path(old)} cannot become it. Delete it first.")
    for path, entry in moved.items():
        _put(tree, path, entry)


def _put(tree: Tree, path: TreePath, entry: Entry) -> None:
    """Put an entry at a path: a folder there, or a file where one of its folders must be, goes away."""
    for other in tuple(tree):
        if other.startswith(path + b"/") or path.startswith(other + b"/"):
            del tree[other]
    tree[path] = entry


def _at(tree: Tree, path: TreePath) -> list[TreePath]:
    """Return the paths at and below a path."""
    found = [other for other in tree if other == path or other.startswith(path + b"/")]
    if not found:
        raise WorldError(f"{quote_path(path)} is not there. Name a file or folder that the story has made before.")
    return found


def _file(tree: Tree, path: TreePath) -> Entry:
    entry = tree.get(path)
    if entry is None or entry.mode in (LINK, SUBMODULE):
        raise WorldError(f"there is no file {quote_path(path)}. Name one that the story has made before.")
    return entry


def _store(repository: pygit2.Repository, file: FileSpec) -> Entry:
    return Entry(file.mode, _blob(repository, file.data))


def _blob(repository: pygit2.Repository, data: bytes) -> Oid:
    return Oid(str(repository.create_blob(data)))
