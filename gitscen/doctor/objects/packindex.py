"""The index of a pack: which objects a pack has, and where. Formats 1 and 2 (Documentation/gitformat-pack).

Small ones are held in memory, of large ones only the part that is asked for.
"""

from __future__ import annotations

import hashlib
import struct
from bisect import bisect_left
from collections.abc import Iterator

from gitscen.doctor.objects.plain import opened, read_at
from gitscen.names import Oid

_MAGIC = b"\xfftOc"
HELD = 64 << 20
"""Bytes of an index that are held in memory; a larger one is read in parts, and its checksum is not checked."""


class PackIndex:
    """One `.idx` file. Raises ValueError or OSError where it is not a sound one."""

    def __init__(self, path: str, algorithm: str) -> None:
        """Read the head of the file, and all of it when it is small."""
        self.path = path
        self._size = hashlib.new(algorithm).digest_size
        with opened(path) as (handle, length):
            if length < 8 + 1024:
                raise ValueError("it is too short")
            begin = read_at(handle, 0, 8 + 1024)
            self._held = read_at(handle, 0, length) if length <= HELD else b""
        self._second = begin[:4] == _MAGIC
        if self._second and begin[4:8] != b"\0\0\0\2":
            raise ValueError(f"it is of format {int.from_bytes(begin[4:8])}, which is not known")
        self._fan = struct.unpack_from(">256I", begin, 8 if self._second else 0)
        if any(one > two for one, two in zip(self._fan, self._fan[1:], strict=False)):
            raise ValueError("its table is out of order")
        self.count = self._fan[255]
        self._first = 8 + 1024 if self._second else 1024
        entry = self._size + 8 if self._second else self._size + 4
        if length < self._first + self.count * entry + 2 * self._size:
            raise ValueError("it ends in the middle")
        if self._held and hashlib.new(algorithm, self._held[: -self._size]).digest() != self._held[-self._size :]:
            raise ValueError("its checksum is wrong")
        self.checked = bool(self._held)
        self._trailer = length - 2 * self._size

    @property
    def pack_checksum(self) -> bytes:
        """The checksum that the pack's end must have."""
        return self._read(self._trailer, self._size)

    def oids(self) -> Iterator[Oid]:
        """Yield the ids in order."""
        return (Oid(raw.hex()) for raw in self.raw())

    def raw(self) -> list[bytes]:
        """Return the ids as raw bytes, in order: 60 bytes of memory for each."""
        step, lead = (self._size, 0) if self._second else (self._size + 4, 4)
        size, names = self._size, self._read(self._first, self.count * step)
        return [names[at : at + size] for at in range(lead, len(names), step)]

    def find(self, oid: Oid) -> int | None:
        """Return the offset of an object in the pack, None if it is not there."""
        wanted = bytes.fromhex(oid)
        low, high = (self._fan[wanted[0] - 1] if wanted[0] else 0), self._fan[wanted[0]]
        place = bisect_left(range(low, high), wanted, key=self._name) + low
        return self.offset(place) if place < high and self._name(place) == wanted else None

    def offset(self, place: int) -> int:
        """Return the offset of the object at a place of the list."""
        if not self._second:
            return int.from_bytes(self._read(self._first + place * (self._size + 4), 4))
        tables = self._first + self.count * (self._size + 4)
        offset = int.from_bytes(self._read(tables + 4 * place, 4))
        if not offset & 0x80000000:
            return offset
        return int.from_bytes(self._read(tables + 4 * self.count + 8 * (offset & 0x7FFFFFFF), 8))

    def checksum(self, place: int) -> int | None:
        """Return the CRC-32 of the object's packed bytes, None in format 1."""
        if not self._second:
            return None
        return int.from_bytes(self._read(self._first + self.count * self._size + 4 * place, 4))

    def _name(self, place: int) -> bytes:
        if self._second:
            return self._read(self._first + place * self._size, self._size)
        return self._read(self._first + place * (self._size + 4) + 4, self._size)

    def _read(self, at: int, count: int) -> bytes:
        if self._held:
            return self._held[at : at + count]
        with opened(self.path) as (handle, _):
            return read_at(handle, at, count)
