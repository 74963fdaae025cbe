"""Where another copy of a lost object may be: in a file of the working tree, or in the trees that the index makes."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from gitscen.doctor.evidence.model import IndexEntry
from gitscen.doctor.objects.form import Object, object_id, references
from gitscen.doctor.objects.plain import read_whole
from gitscen.names import Oid, TreePath
from gitscen.recover.hands import Hands
from gitscen.recover.steps.spot import spot, spot_of

TREE = 0o040000
_LARGEST = 64 << 20
_ALL = 512 << 20
"""Bytes of one file, and of all files together, that are hashed to find a copy."""


def find_in_files(hands: Hands, oid: Oid, path: str | None) -> Object | None:
    """Return a blob that some file of the working tree holds: the one at `path` first, then those of the index."""
    read = 0
    for place in _likely(hands, oid, path):
        try:
            content = _content(place)
        except OSError:
            continue
        if object_id("blob", content, hands.store.algorithm) == oid:
            return Object("blob", content)
        read += len(content)
        if read > _ALL:
            break
    return None


def find_as_git_adds(hands: Hands, oid: Oid, path: str | None) -> bool:
    """Whether git, with its filters and line ends, makes this very blob of the file at `path`; it is written then."""
    found = spot_of(hands, path)
    if found is None or found[1].is_symlink() or not found[1].is_file():
        return False
    place = os.fsdecode(found[0])
    made = hands.git("hash-object", "--", place)  # only looked at first: what it is not must not be left behind
    return made.line == oid and hands.git("hash-object", "-w", "--", place).ok


def find_in_index(hands: Hands, oid: Oid) -> bool:
    """Whether the index's entries make this very tree; it is written then, with what is missing below it."""
    if not hands.evidence.index.usable or hands.evidence.index.unmerged:
        return False
    trees = make_trees(hands.evidence.index.entries(), hands.store.algorithm)
    todo, store = [oid] if oid in trees else [], hands.store
    for one in todo:
        if one == oid or not isinstance(store.read(one), Object):
            hands.write_object("tree", trees[one])
            todo += [below for below in references(Object("tree", trees[one]), store.digits) if below in trees]
    return bool(todo)


def make_trees(entries: Iterable[IndexEntry], algorithm: str) -> dict[Oid, bytes]:
    """Return the trees, each by its id, that `git write-tree` would make of an index. Pure."""
    folders: dict[bytes, dict[bytes, tuple[int, Oid]]] = {b"": {}}
    for entry in entries:
        if entry.stage == 0 and not entry.intent_to_add:
            folder, _, name = entry.path.rstrip(b"/").rpartition(b"/")
            above = folder
            while above not in folders:
                folders[above] = {}
                above = above.rpartition(b"/")[0]
            folders[folder][name] = entry.mode, entry.oid
    trees: dict[Oid, bytes] = {}
    for folder in sorted(folders, key=_depth, reverse=True):
        named = sorted(folders[folder].items(), key=lambda one: one[0] + b"/" * (one[1][0] == TREE))
        content = b"".join(b"%o %s\0%s" % (mode, name, bytes.fromhex(oid)) for name, (mode, oid) in named)
        oid = object_id("tree", content, algorithm)
        trees[oid] = content
        if folder:
            above, _, name = folder.rpartition(b"/")
            folders[above][name] = TREE, oid
    return trees


def _depth(folder: bytes) -> int:
    return folder.count(b"/") + bool(folder)


def _likely(hands: Hands, oid: Oid, path: str | None) -> Iterator[Path]:
    first = spot_of(hands, path)
    named = [entry.path for entry in hands.evidence.index.entries() if entry.oid == oid]
    likely = list(dict.fromkeys([*([first[0]] if first else []), *named]))
    rest = [*hands.evidence.index.staged, *(one.path for one in hands.evidence.files.untracked)]
    for one in (*likely, *(TreePath(one) for one in rest if one not in likely)):
        place = spot(hands, one)
        if place:
            yield place


def _content(place: Path) -> bytes:
    return os.fsencode(place.readlink()) if place.is_symlink() else read_whole(str(place), _LARGEST)
