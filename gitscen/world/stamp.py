"""The stat data in git's index: where it lies, and an index with that of other files. Pure.

git takes a file for unchanged while its stat data is what the index says. Handles format 2, which git writes unless it
is told otherwise.
"""

from __future__ import annotations

import hashlib
import os
import struct
from collections.abc import Mapping

_TIMES, _OWNER = struct.Struct(">6I"), struct.Struct(">3I")
_AT_OWNER, _AT_FLAGS, _AT_PATH = 28, 60, 62
_LOW = 0xFFFFFFFF


def find_stamps(index: bytes) -> dict[bytes, int]:
    """Return where in an index the stat data of each path begins.

    Raises ValueError for another format, and for an unmerged path.
    """
    if index[:8] != b"DIRC\0\0\0\2":
        raise ValueError(f"the index is of format {index[:8]!r}, and only format 2 can be stamped")
    found: dict[bytes, int] = {}
    at = 12
    for _ in range(int.from_bytes(index[8:12])):
        end = index.index(b"\0", at + _AT_PATH)
        found[index[at + _AT_PATH : end]] = at
        if index[at + _AT_FLAGS] & 0x30:
            raise ValueError("the index has an unmerged path")
        at += (end - at + 8) & ~7  # entries are padded with one to eight NULs
    return found


def stamp(index: bytes, stats: Mapping[int, os.stat_result]) -> bytes:
    """Return an index with other stat data: what `stats` has for each place that `find_stamps` found."""
    made = bytearray(index)
    for at, info in stats.items():
        seconds, nanos = divmod(info.st_ctime_ns, 1_000_000_000)
        modified, modified_nanos = divmod(info.st_mtime_ns, 1_000_000_000)
        times = (seconds, nanos, modified, modified_nanos, info.st_dev, info.st_ino)
        _TIMES.pack_into(made, at, *(number & _LOW for number in times))
        owner = (info.st_uid, info.st_gid, info.st_size)
        _OWNER.pack_into(made, at + _AT_OWNER, *(number & _LOW for number in owner))
    made[-20:] = hashlib.sha1(made[:-20], usedforsecurity=False).digest()
    return bytes(made)
