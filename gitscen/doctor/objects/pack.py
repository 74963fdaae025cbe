"""Reads objects out of a pack by its index, damaged or not: an entry that is whole can be had whatever is around it."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterator

from gitscen.doctor.objects.form import Broken, Object, TooLarge, object_id
from gitscen.doctor.objects.inflate import apply_delta, inflate
from gitscen.doctor.objects.packindex import PackIndex
from gitscen.doctor.objects.plain import CHUNK, opened, read_at
from gitscen.names import Oid

_KINDS = {1: "commit", 2: "tree", 3: "blob", 4: "tag"}
_OFS_DELTA, _REF_DELTA = 6, 7
_LONGEST = 4096
"""How many deltas may build on one another (pack.depth is 4095 at most)."""


class Pack:
    """A pack with its index."""

    def __init__(self, path: str, index: PackIndex, algorithm: str) -> None:
        """Take the path of the `.pack` file."""
        self.path, self.index = path, index
        self._algorithm = algorithm
        self._size = hashlib.new(algorithm).digest_size

    def read(
        self, oid: Oid, limit: int, elsewhere: Callable[[Oid], Object | None]
    ) -> Object | Broken | TooLarge | None:
        """Return an object, None where the index does not name it. `elsewhere` finds the base of a delta outside."""
        try:
            at = self.index.find(oid)
            if at is None:
                return None
            with opened(self.path) as (handle, _):
                found = self._build(handle, at, limit, elsewhere)
        except OSError as error:
            return Broken(self.path, error.strerror or "it cannot be read")
        except ValueError as error:
            return Broken(self.path, str(error))
        if isinstance(found, Object) and object_id(found.kind, found.content, self._algorithm) != oid:
            return Broken(self.path, "its content is another object's")
        return found

    def _build(self, handle: int, at: int, limit: int, elsewhere: Callable[[Oid], Object | None]) -> Object | TooLarge:
        deltas: list[bytes] = []
        base: Object | None = None
        while base is None:
            code, size, start = _entry_head(read_at(handle, at, 32), at)
            if size > limit:
                return TooLarge(_KINDS.get(code, "delta"), size)
            if code in _KINDS:
                base = Object(_KINDS[code], inflate(handle, start, size))
            elif len(deltas) == _LONGEST:
                raise ValueError("deltas go round in a circle")
            elif code == _OFS_DELTA:
                back, start = _offset(read_at(handle, start, 16), start)
                if not 0 < back < at:
                    raise ValueError("a delta builds on nothing")
                deltas.append(inflate(handle, start, size))
                at -= back
            elif code == _REF_DELTA:
                name = Oid(read_at(handle, start, self._size).hex())
                deltas.append(inflate(handle, start + self._size, size))
                place = self.index.find(name)
                base = elsewhere(name) if place is None else None
                if place is None and base is None:
                    raise ValueError(f"a delta builds on {name}, which is not there")
                at = place or 0
            else:
                raise ValueError(f"an entry is of kind {code}")
        content = base.content
        for delta in reversed(deltas):
            content = apply_delta(content, delta, limit)
        return Object(base.kind, content)

    def check(self, limit: int) -> str | None:
        """Return what is wrong with the file as a whole, None if nothing. Files over `limit` bytes: only their ends."""
        try:
            with opened(self.path) as (handle, length):
                begin, end = read_at(handle, 0, 12), read_at(handle, max(0, length - self._size), self._size)
                if begin[:4] != b"PACK" or int.from_bytes(begin[4:8]) not in (2, 3):
                    return "it does not begin as a pack does"
                if end != self.index.pack_checksum:
                    return "its end is missing, or another pack's"
                if int.from_bytes(begin[8:12]) != self.index.count:
                    return "it has another number of objects than its index"
                if length <= limit and _digest(handle, length - self._size, self._algorithm) != end:
                    return "its checksum is wrong"
        except OSError as error:
            return error.strerror or "it cannot be read"
        return None

    def damaged(self) -> Iterator[Oid]:
        """Yield the objects whose packed bytes are not those that the index has the checksum of (format 2 only)."""
        entries = sorted((self.index.offset(place), place) for place in range(self.index.count))
        oids = list(self.index.oids())
        with opened(self.path) as (handle, length):
            ends = [offset for offset, _ in entries[1:]] + [length - self._size]
            for (offset, place), end in zip(entries, ends, strict=True):
                wanted = self.index.checksum(place)
                if wanted is not None and _crc(handle, offset, end) != wanted:
                    yield oids[place]


def _entry_head(head: bytes, at: int) -> tuple[int, int, int]:
    """Return kind, inflated size and where the rest of an entry begins."""
    if not head:
        raise ValueError("it ends before an object that it should have")
    code, size, shift, place = head[0] >> 4 & 7, head[0] & 15, 4, 0
    while head[place] & 0x80:
        place += 1
        if place == len(head):
            raise ValueError("an entry's size has no end")
        size |= (head[place] & 0x7F) << shift
        shift += 7
    return code, size, at + place + 1


def _offset(head: bytes, at: int) -> tuple[int, int]:
    value = place = 0
    while place < len(head):
        byte = head[place]
        value = (value << 7) + (byte & 0x7F)
        place += 1
        if not byte & 0x80:
            return value, at + place
        value += 1
    raise ValueError("a delta's offset has no end")


def _digest(handle: int, count: int, algorithm: str) -> bytes:
    digest, at = hashlib.new(algorithm), 0
    while at < count and (part := read_at(handle, at, min(4 * CHUNK, count - at))):
        digest.update(part)
        at += len(part)
    return digest.digest()


def _crc(handle: int, start: int, end: int) -> int:
    value, at = 0, start
    while at < end and (part := read_at(handle, at, min(CHUNK, end - at))):
        value = zlib.crc32(part, value)
        at += len(part)
    return value
