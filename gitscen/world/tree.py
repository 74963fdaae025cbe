"""Trees of git as flat mappings, read from and written to an object database byte for byte.

pygit2's own tree builder takes only names that are UTF-8; a story's names are any bytes, so the tree objects are
written here.
"""

from __future__ import annotations

from dataclasses import dataclass

import pygit2
from pygit2.enums import ObjectType

from gitscen.names import Oid, TreePath

FOLDER = 0o040000
LINK = 0o120000
SUBMODULE = 0o160000
FILE = 0o100644
EXECUTABLE = 0o100755


@dataclass(frozen=True, slots=True)
class Entry:
    """What lies at one path: a mode of git's and the blob, or the commit of a submodule."""

    mode: int
    oid: Oid


Tree = dict[TreePath, Entry]
"""Every file, link and submodule of a tree by its whole path."""


def read_tree(repository: pygit2.Repository, oid: Oid) -> Tree:
    """Return a tree with everything below it."""
    tree: Tree = {}
    for name, entry in _read_folder(repository, oid):
        if entry.mode == FOLDER:
            for path, below in read_tree(repository, entry.oid).items():
                tree[TreePath(name + b"/" + path)] = below
        else:
            tree[TreePath(name)] = entry
    return tree


def write_tree(repository: pygit2.Repository, tree: Tree) -> Oid:
    """Write a tree with its folders and return its id. No path may be a folder of another."""
    entries: dict[bytes, Entry] = {}
    folders: dict[bytes, Tree] = {}
    for path, entry in tree.items():
        first, slash, rest = path.partition(b"/")
        if slash:
            folders.setdefault(first, {})[TreePath(rest)] = entry
        else:
            entries[first] = entry
    for name, below in folders.items():
        entries[name] = Entry(FOLDER, write_tree(repository, below))
    # git sorts a folder as if its name ended with a slash.
    ordered = sorted(entries.items(), key=lambda item: item[0] + (b"/" if item[1].mode == FOLDER else b""))
    raw = b"".join(b"%o %s\0%s" % (entry.mode, name, bytes.fromhex(entry.oid)) for name, entry in ordered)
    return Oid(str(repository.write(ObjectType.TREE, raw)))


def _read_folder(repository: pygit2.Repository, oid: Oid) -> list[tuple[bytes, Entry]]:
    raw = repository[oid].read_raw()
    entries, at = [], 0
    while at < len(raw):
        end = raw.index(b"\0", at)
        mode, _, name = raw[at:end].partition(b" ")
        at = end + 21
        entries.append((name, Entry(int(mode, 8), Oid(raw[end + 1 : at].hex()))))
    return entries
