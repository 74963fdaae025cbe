"""git's objects from their raw bytes. Pure; it takes what is well-formed and leaves the rest to `git fsck`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gitscen.names import Oid

GITLINK = 0o160000
_TREE_ENTRY = re.compile(rb"([0-7]{5,6}) ([^\0]+)\0(.{20})", re.DOTALL)
_COMMIT = re.compile(rb"tree ([0-9a-f]{40})\n((?:parent [0-9a-f]{40}\n)*)")
_TAG = re.compile(rb"object ([0-9a-f]{40})\n")


@dataclass(frozen=True, slots=True)
class Blob:
    """A content."""

    data: bytes
    links: tuple[Oid, ...] = ()


@dataclass(frozen=True, slots=True)
class Folder:
    """A tree object: mode, name and object of each entry, in git's order. `links` are what it needs to be whole."""

    entries: tuple[tuple[int, bytes, Oid], ...]
    links: tuple[Oid, ...]


@dataclass(frozen=True, slots=True)
class RawCommit:
    """A commit object as it is, whatever a shallow boundary cuts off."""

    tree: Oid
    parents: tuple[Oid, ...]
    message: str

    @property
    def links(self) -> tuple[Oid, ...]:
        """What it needs to be whole."""
        return (self.tree, *self.parents)


@dataclass(frozen=True, slots=True)
class Tag:
    """An annotated tag."""

    target: Oid

    @property
    def links(self) -> tuple[Oid, ...]:
        """What it needs to be whole."""
        return (self.target,)


Parsed = Blob | Folder | RawCommit | Tag


def parse_object(kind: bytes, data: bytes) -> Parsed:
    """Return an object of a kind by its name, `b"tree"`. Raises ValueError for what is not well-formed."""
    match kind:
        case b"blob":
            return Blob(data)
        case b"tree":
            return _parse_tree(data)
        case b"commit" if found := _COMMIT.match(data):
            parents = tuple(Oid(oid.decode()) for oid in found[2].split()[1::2])
            message = data.partition(b"\n\n")[2].decode(errors="surrogateescape")
            return RawCommit(Oid(found[1].decode()), parents, message)
        case b"tag" if found := _TAG.match(data):
            return Tag(Oid(found[1].decode()))
        case _:
            raise ValueError(f"this is no {kind.decode(errors='replace')}: {data[:40]!r}")


def _parse_tree(data: bytes) -> Folder:
    entries = tuple((int(mode, 8), name, Oid(oid.hex())) for mode, name, oid in _TREE_ENTRY.findall(data))
    if sum(len(name) + len(f"{mode:o}") + 22 for mode, name, _ in entries) != len(data):
        raise ValueError("this is no tree")
    return Folder(entries, tuple(oid for mode, _, oid in entries if mode != GITLINK))
