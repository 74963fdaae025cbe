"""Compressed bitmaps of the split index, as lists of positions. Pure. Source: ewah/ewah_io.c of git 2.39."""

from __future__ import annotations


def parse_ewah(data: bytes, at: int, *, most: int) -> tuple[list[int], int]:
    """Return the positions whose bits are set, and where the bitmap ends.

    Raises ValueError for a bitmap that is not whole, or has positions of `most` or above.
    """
    if len(data) < at + 8:
        raise ValueError("a bitmap is cut short")
    words = int.from_bytes(data[at + 4 : at + 8])
    begin, end = at + 8, at + 8 + 8 * words
    if len(data) < end + 4:
        raise ValueError("a bitmap is cut short")
    positions: list[int] = []
    bit = 0
    while begin < end:
        marker = int.from_bytes(data[begin : begin + 8])
        running, literals = (marker >> 1 & 0xFFFFFFFF) * 64, marker >> 33
        if marker & 1:
            if bit + running > most + 64:
                raise ValueError("a bitmap is larger than the index it is for")
            positions.extend(range(bit, bit + running))
        bit += running
        begin += 8
        for _ in range(min(literals, (end - begin) // 8)):
            word = int.from_bytes(data[begin : begin + 8])
            positions.extend(bit + n for n in range(64) if word >> n & 1)
            bit += 64
            begin += 8
    if positions and positions[-1] >= most:
        raise ValueError("a bitmap has a position that the index does not have")
    return positions, end + 4
