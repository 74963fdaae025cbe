"""Inflates bounded zlib streams out of files, and applies git's deltas. Pure but for reading.

Every length comes from a file that may be damaged: nothing is allocated because a number says so.
"""

from __future__ import annotations

import zlib

from gitscen.doctor.objects.plain import CHUNK, read_at


def inflate(handle: int, at: int, size: int, *, to_end: bool = False) -> bytes:
    """Return the `size` bytes of the stream at an offset. Raises ValueError where it is damaged or of another size.

    With `to_end` nothing may follow in the file: git refuses a loose object with anything behind it.
    """
    stream, parts, got = zlib.decompressobj(), [], 0
    try:
        while not stream.eof:
            chunk = read_at(handle, at, min(CHUNK, size + 128))
            if not chunk:
                raise ValueError("it ends in the middle")
            at += len(chunk)
            while chunk:
                part = stream.decompress(chunk, max(1, size + 1 - got))
                parts.append(part)
                got += len(part)
                if got > size:
                    raise ValueError("it is longer than it says")
                chunk = stream.unconsumed_tail
    except zlib.error as error:
        raise ValueError(f"it does not inflate ({str(error).partition(': ')[2] or error})") from error
    if got != size:
        raise ValueError("it is shorter than it says")
    if to_end and (stream.unused_data or read_at(handle, at, 1)):
        raise ValueError("something follows its end")
    return b"".join(parts)


def apply_delta(base: bytes, delta: bytes, limit: int) -> bytes:
    """Return what a delta makes of its base (Documentation/gitformat-pack). Raises ValueError where it does not fit."""
    try:
        before, at = _size(delta, 0)
        after, at = _size(delta, at)
        if before != len(base) or after > limit:
            raise ValueError("a delta is for another base")
        parts, made = [], 0
        while at < len(delta):
            order = delta[at]
            at += 1
            if order & 0x80:
                offset, count, at = _copy(delta, at, order)
                part = base[offset : offset + count]
            elif order:
                count, part = order, delta[at : at + order]
                at += order
            else:
                raise ValueError("a delta has an unknown order")
            if len(part) != count or (made := made + count) > after:
                raise ValueError("a delta reaches beyond its end")
            parts.append(part)
    except IndexError as error:
        raise ValueError("a delta ends in the middle") from error
    if made != after:
        raise ValueError("a delta makes too little")
    return b"".join(parts)


def _size(delta: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = delta[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if not byte & 0x80:
            return value, at


def _copy(delta: bytes, at: int, order: int) -> tuple[int, int, int]:
    """Return offset, count and where the next order begins."""
    numbers = [0, 0]
    for bit in range(7):
        if order & 1 << bit:
            where, shift = (0, bit) if bit < 4 else (1, bit - 4)
            numbers[where] |= delta[at] << 8 * shift
            at += 1
    return numbers[0], numbers[1] or 0x10000, at
