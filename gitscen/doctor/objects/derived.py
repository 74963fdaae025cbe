"""Files that git derives from its objects and can make anew: multi-pack-index and commit-graph."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection

from gitscen.doctor.objects.plain import names, read_whole

LARGEST = 256 << 20
"""Bytes of such a file that are read; a larger one is not checked."""

_CHUNK = 12
"""Bytes of a line in the table of chunks: a name of four letters, and an offset."""


def midx_fault(directory: str, packs: Collection[str], algorithm: str) -> str | None:
    """Return what is wrong with `pack/multi-pack-index`, None if nothing or there is none."""
    path = os.path.join(directory, "pack", "multi-pack-index")  # noqa: PTH118 - plain strings are fast
    if not os.path.lexists(path):
        return None
    try:
        data = read_whole(path, LARGEST)
        chunks = _chunks(data, b"MIDX", 12, algorithm, count=data[6])
    except (OSError, ValueError, IndexError) as error:
        return _words(error)
    start, end = chunks.get(b"PNAM", (0, 0))
    named = [os.fsdecode(name) for name in data[start:end].split(b"\0") if name]
    gone = sorted(name for name in named if name.removesuffix(".idx") + ".pack" not in packs)
    return f"it names {gone[0]}, which is not there" if gone else None


def graph_faults(directory: str, algorithm: str) -> dict[str, str]:
    """Return what is wrong with each commit-graph file, by its path below the object directory."""
    info = os.path.join(directory, "info")  # noqa: PTH118
    places = ["commit-graph"] + [
        f"commit-graphs/{entry.name}"
        for entry in names(os.path.join(info, "commit-graphs"))  # noqa: PTH118
        if entry.name.endswith(".graph")
    ]
    faults = {}
    for place in places:
        path = os.path.join(info, place)  # noqa: PTH118
        if os.path.lexists(path):
            try:
                data = read_whole(path, LARGEST)
                _chunks(data, b"CGPH", 8, algorithm, count=data[6])
            except (OSError, ValueError, IndexError) as error:
                faults[f"info/{place}"] = _words(error)
    return faults


def _chunks(data: bytes, magic: bytes, head: int, algorithm: str, *, count: int) -> dict[bytes, tuple[int, int]]:
    """Return where each chunk begins and ends (Documentation/gitformat-chunk). Raises ValueError."""
    size = hashlib.new(algorithm).digest_size
    if data[:4] != magic or data[4] not in (1, 2):
        raise ValueError("it does not begin as it should")
    if hashlib.new(algorithm, data[:-size]).digest() != data[-size:]:
        raise ValueError("its checksum is wrong")
    lines = [data[head + _CHUNK * line : head + _CHUNK * (line + 1)] for line in range(count + 1)]
    offsets = [int.from_bytes(line[4:]) for line in lines]
    if offsets != sorted(offsets) or offsets[-1] > len(data):
        raise ValueError("its chunks are out of order")
    return {line[:4]: (offsets[at], offsets[at + 1]) for at, line in enumerate(lines[:-1])}


def _words(error: Exception) -> str:
    if isinstance(error, OSError):
        return error.strerror or "it cannot be read"
    return "it ends in the middle" if isinstance(error, IndexError) else str(error)
