"""git's index from its file: what is staged at each path, in the formats 2, 3 and 4.

A split or sparse index, which leaves entries to other files or to trees, is not handled: it counts as unreadable.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gitscen.names import Oid, TreePath
from gitscen.observe.listing import Listing, read_file
from gitscen.observe.memory import Memory
from gitscen.observe.observation import Entry

Stages = tuple[Entry | None, Entry | None, Entry | None]
"""What base, ours and theirs have at an unmerged path."""

_STAT = 40  # bytes of stat data that an entry begins with; mode is among them
_EXTENDED, _NAME = 0x4000, 0x0FFF
_HASH = 20


@dataclass(frozen=True, slots=True)
class Index:
    """The entries of stage 0, and the stages 1, 2, 3 of each unmerged path. `broken`: the file cannot be read."""

    staged: Mapping[TreePath, Entry]
    unmerged: Mapping[TreePath, Stages]
    broken: bool = False


class IndexReader:
    """Reads one index file again and again, but only where it has changed."""

    def __init__(self, name: str) -> None:
        """Read the file of that name in a git directory."""
        self._name = name
        self._memory: Memory[Index] = Memory()

    def look(self, listing: Listing) -> Index:
        """Return what the index holds now: nothing where there is none."""
        entry = listing.get(self._name)
        if entry is None:
            return Index({}, {})
        try:
            info = os.stat(entry.path)  # noqa: PTH116
            known = self._memory.recall(self._name, info)
            if known is not None:
                return known
            index = parse_index(read_file(entry.path))
        except (OSError, ValueError, IndexError):
            return Index({}, {}, broken=True)
        self._memory.keep(self._name, info, index)
        return index


def parse_index(data: bytes) -> Index:
    """Return the entries of an index file. Pure. Raises ValueError where it is not whole, or of another kind."""
    digest = hashlib.sha1(data[:-_HASH], usedforsecurity=False).digest()
    if data[:4] != b"DIRC" or data[-_HASH:] not in (digest, bytes(_HASH)):  # git writes zeros with index.skipHash
        raise ValueError("this is no index, or only a part of one")
    staged: dict[TreePath, Entry] = {}
    stages: dict[TreePath, list[Entry | None]] = {}
    for stage, path, entry in _parse_entries(data):
        if stage:
            stages.setdefault(path, [None, None, None])[stage - 1] = entry
        else:
            staged[path] = entry
    return Index(staged, {path: (one[0], one[1], one[2]) for path, one in stages.items()})


def _parse_entries(data: bytes) -> Iterator[tuple[int, TreePath, Entry]]:
    """Yield stage, path and what lies there. Raises ValueError."""
    version, count, at = int.from_bytes(data[4:8]), int.from_bytes(data[8:12]), 12
    if version not in (2, 3, 4):
        raise ValueError(f"the index is of format {version}, which is not known")
    path = b""
    for _ in range(count):
        begin, flags = at, int.from_bytes(data[at + 60 : at + 62])
        at += 64 if flags & _EXTENDED else 62
        kept = len(path)
        if version == 4:  # what a path shares with the one before is left out
            cut, at = _parse_varint(data, at)
            kept -= cut
        else:
            kept = 0
        end = data.index(b"\0", at)
        path = path[:kept] + data[at:end]
        at = end + 1 if version == 4 else end + 8 - (end - begin) % 8
        entry = Entry(int.from_bytes(data[begin + 24 : begin + 28]), Oid(data[begin + _STAT : begin + 60].hex()))
        yield flags >> 12 & 3, TreePath(path), entry
    _check_extensions(data, at)


def _parse_varint(data: bytes, at: int) -> tuple[int, int]:
    """Return a number as packs write offsets, and where it ends."""
    value = data[at] & 0x7F
    while data[at] & 0x80:
        at += 1
        value = (value + 1) << 7 | data[at] & 0x7F
    return value, at + 1


def _check_extensions(data: bytes, at: int) -> None:
    """Raise ValueError for an extension without which the entries are not to be understood: a lower-case one."""
    while at < len(data) - _HASH:
        if data[at : at + 1].islower():
            raise ValueError(f"the index needs its extension {data[at : at + 4]!r}")
        at += 8 + int.from_bytes(data[at + 4 : at + 8])
