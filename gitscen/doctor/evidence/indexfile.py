"""The index as evidence: compact records, made into entries only for who asks. Pure data."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import NamedTuple

from gitscen.doctor.record import NOTHING, record
from gitscen.names import Oid, TreePath

Record = tuple[bytes, bytes, int]
"""The 40 bytes of stat data, the oid, and the flags: 16 bits, and above them the 16 extended ones."""

ASSUME_UNCHANGED, STAGE = 0x8000, 0x3000
SKIP_WORKTREE, INTENT_TO_ADD = 0x4000 << 16, 0x2000 << 16
GITLINK, LINK, FOLDER = 0o160000, 0o120000, 0o040000
_STAT = struct.Struct(">10I")


class IndexState(Enum):
    """What became of the index file."""

    MISSING = "missing"
    EMPTY = "empty"
    UNREADABLE = "unreadable"
    """It is there and could not be read, or is larger than the limit."""
    GARBAGE = "garbage"
    """It does not begin as an index does."""
    TRUNCATED = "truncated"
    """It begins well and then does not parse: `records` holds what was read until there."""
    BAD_CHECKSUM = "bad checksum"
    """It parses whole, and its last bytes are not its checksum."""
    UNKNOWN = "unknown format"
    """A version or an extension that has to be understood and is not: not damage."""
    GOOD = "good"


class IndexEntry(NamedTuple):
    """What the index holds of one path at one stage. `size` is cut to 32 bits, times are nanoseconds since 1970."""

    path: TreePath
    stage: int
    mode: int
    oid: Oid
    size: int
    mtime: int
    assume_unchanged: bool = False
    skip_worktree: bool = False
    intent_to_add: bool = False


class CacheTree(NamedTuple):
    """One folder of the index's cache tree: `oid` is None where it is marked as out of date (`covers` < 0)."""

    path: TreePath
    covers: int
    oid: Oid | None


@record
class IndexFile:
    """An index, whichever file it was in.

    `staged` are the entries of stage 0 and `unmerged` those of the stages 1, 2 and 3, as records (see `entries`).
    `flagged` are the paths of stage 0 with an assume-unchanged, skip-worktree or intent-to-add bit. `count` is what
    the header promises. `extensions` maps each extension's name to its size in bytes. `fault` says in words what does
    not parse, and `limits` what was not looked at.
    """

    path: str = "index"
    state: IndexState = IndexState.MISSING
    size: int = 0
    mtime: int = 0
    version: int = 0
    count: int = 0
    staged: Mapping[bytes, Record] = NOTHING
    unmerged: Mapping[bytes, Mapping[int, Record]] = NOTHING
    flagged: tuple[bytes, ...] = ()
    extensions: Mapping[str, int] = NOTHING
    cache_tree: tuple[CacheTree, ...] = ()
    resolve_undo: tuple[Oid, ...] = ()
    """The blobs of conflicts that were resolved (REUC): git keeps them for `checkout -m`."""
    shared: str | None = None
    """The file of a split index that the entries are completed from, `sharedindex.<oid>`."""
    checksum_skipped: bool = False
    fault: str | None = None

    @property
    def usable(self) -> bool:
        """Whether all of its entries were read, even where its checksum is wrong."""
        return self.state in {IndexState.GOOD, IndexState.BAD_CHECKSUM}

    @property
    def tree(self) -> Oid | None:
        """The tree that the whole index was last known to be equal to, by its cache tree."""
        return self.cache_tree[0].oid if self.cache_tree and not self.cache_tree[0].path else None

    def entry(self, path: bytes) -> IndexEntry | None:
        """Return the entry of stage 0 at a path."""
        record = self.staged.get(path)
        return None if record is None else read_record(path, record)

    def stages(self, path: bytes) -> Mapping[int, IndexEntry]:
        """Return the stages 1, 2 and 3 of an unmerged path."""
        return {stage: read_record(path, record) for stage, record in self.unmerged.get(path, {}).items()}

    def entries(self) -> Iterator[IndexEntry]:
        """Yield all entries: stage 0 first, then the unmerged ones."""
        for path, kept in self.staged.items():
            yield read_record(path, kept)
        for path in self.unmerged:
            yield from self.stages(path).values()

    def oids(self) -> Iterator[bytes]:
        """Yield the raw oids of all blobs: not those of submodules, nor the trees of a sparse index."""
        for mode, oid in self.objects():
            if mode not in {GITLINK, FOLDER}:
                yield oid

    def objects(self) -> Iterator[tuple[int, bytes]]:
        """Yield type bits of the mode, and raw oid, of every entry: intent-to-add ones name no object of theirs."""
        for stat, oid, flags in self.staged.values():
            if not flags & INTENT_TO_ADD:
                yield (stat[26] << 8) & 0o170000, oid
        for stages in self.unmerged.values():
            for stat, oid, _ in stages.values():
                yield (stat[26] << 8) & 0o170000, oid


def read_record(path: bytes, record: Record) -> IndexEntry:
    """Return the entry that a record stands for. Pure."""
    stat, oid, flags = record
    _, _, seconds, nanoseconds, _, _, mode, _, _, size = _STAT.unpack(stat)
    return IndexEntry(
        TreePath(path),
        (flags & STAGE) >> 12,
        mode,
        Oid(oid.hex()),
        size,
        seconds * 1_000_000_000 + nanoseconds,
        assume_unchanged=bool(flags & ASSUME_UNCHANGED),
        skip_worktree=bool(flags & SKIP_WORKTREE),
        intent_to_add=bool(flags & INTENT_TO_ADD),
    )
