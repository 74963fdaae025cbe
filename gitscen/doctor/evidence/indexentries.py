"""The entries of an index: bytes into rows of path and record, as many as parse. Pure, for any bytes.

The loop over plain entries does as little as it can: 20,000 of them go through it.
"""

from __future__ import annotations

import struct

from gitscen.doctor.evidence.indexfile import Record

Row = tuple[bytes, Record]
_LONGEST = 4096  # PATH_MAX
_MOST_NAMES = 256 << 20
"""Bytes of all paths together: version 4 could otherwise name a path of 4 KiB with every few bytes."""
_EXTENDED = 0x4000
_LENGTHS = 0xFFF
"""The lower bits of the flags are the name's length, up to this, which stands for any longer one."""
_HEADS = {width: struct.Struct(f">40s{width}sH") for width in (20, 32)}


def parse_rows(data: bytes, *, end: int, count: int, version: int, width: int) -> tuple[list[Row], int, str | None]:
    """Return the rows from byte 12 on, where they end, and what does not parse: None where all `count` are there."""
    if version == 4:
        return _parse_compressed(data, end=end, count=count, width=width)
    plain = _parse_plain(data, end=end, count=count, width=width)
    if plain is not None:
        return *plain, None
    rows: list[Row] = []
    at, head, unpack, find = 12, 42 + width, _HEADS[width].unpack_from, data.find
    last = end - head
    while len(rows) < count and at < last:
        stat, oid, flags = unpack(data, at)
        name_at = at + head
        if flags & 0xF000:
            record, name_at = _parse_record(data, at, width=width)
        else:
            record = (stat, oid, 0)
        close = find(b"\0", name_at, name_at + _LONGEST + 1)
        after = close + 8 - ((close - at) & 7)
        if close < 0 or after > end:
            break
        rows.append((data[name_at:close], record))
        at = after
    return rows, at, None if len(rows) == count else f"entry {len(rows) + 1} of {count} does not parse"


def _parse_plain(data: bytes, *, end: int, count: int, width: int) -> tuple[list[Row], int] | None:
    """Return the rows and where they end if all are plain: stage 0, no flag, a name as long as it says. Else None."""
    rows: list[Row] = []
    at, head, unpack = 12, 42 + width, _HEADS[width].unpack_from
    if count * (head + 1) > end:
        return None
    try:
        for _ in range(count):
            stat, oid, length = unpack(data, at)
            close = at + head + length
            if length >= _LENGTHS or data[close]:
                return None
            rows.append((data[at + head : close], (stat, oid, 0)))
            at = close + 8 - ((close - at) & 7)
    except (struct.error, IndexError):
        return None
    return None if at > end or b"\0" in b"/".join([path for path, _ in rows]) else (rows, at)


def _parse_record(data: bytes, at: int, *, width: int) -> tuple[Record, int]:
    """Return the record at `at`, and where its name begins."""
    stat, oid, flags = _HEADS[width].unpack_from(data, at)
    name_at = at + 42 + width
    if flags & _EXTENDED:
        flags |= int.from_bytes(data[name_at : name_at + 2]) << 16
        name_at += 2
    return (stat, oid, flags & ~0x4FFF), name_at


def _parse_compressed(data: bytes, *, end: int, count: int, width: int) -> tuple[list[Row], int, str | None]:
    """Return the same for version 4, in which a path leaves out what it shares with the one before."""
    rows: list[Row] = []
    at, path, total = 12, b"", 0
    while len(rows) < count:
        if at + 42 + width >= end:
            break
        record, name_at = _parse_record(data, at, width=width)
        strip, name_at = _parse_varint(data, name_at)
        close = data.find(b"\0", name_at, min(name_at + _LONGEST + 1, end))
        if close < 0 or strip > len(path):
            break
        path = path[: len(path) - strip] + data[name_at:close]
        total += len(path)
        if len(path) > _LONGEST or total > _MOST_NAMES:
            break
        rows.append((path, record))
        at = close + 1
    return rows, at, None if len(rows) == count else f"entry {len(rows) + 1} of {count} does not parse"


def _parse_varint(data: bytes, at: int) -> tuple[int, int]:
    """Return a number as packs write offsets, and where it ends; a huge one where it does not end."""
    value = -1
    for place in range(at, min(at + 6, len(data))):
        value = (value + 1) << 7 | data[place] & 0x7F
        if data[place] < 0x80:
            return value, place + 1
    return 1 << 40, at
