"""Opens plain files only, and reads bounded parts of them: no link, no pipe, no device is ever opened."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from operator import attrgetter

_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
CHUNK = 1 << 18
"""Bytes that are read at once."""


@contextmanager
def opened(path: str) -> Iterator[tuple[int, int]]:
    """Give a file descriptor and the size in bytes. Raises `OSError` for what is not a plain readable file."""
    if not stat.S_ISREG(os.lstat(path).st_mode):
        raise OSError(0, "it is not a plain file", path)
    handle = os.open(path, _FLAGS)
    try:
        info = os.fstat(handle)
        if not stat.S_ISREG(info.st_mode):
            raise OSError(0, "it is not a plain file", path)
        yield handle, info.st_size
    finally:
        os.close(handle)


def read_at(handle: int, at: int, count: int) -> bytes:
    """Return up to `count` bytes from an offset; fewer only at the end of the file."""
    os.lseek(handle, at, os.SEEK_SET)
    parts = []
    while count > 0 and (part := os.read(handle, min(count, 1 << 24))):
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


def read_whole(path: str, limit: int) -> bytes:
    """Return a file's bytes. Raises `OSError`, also for a file of more than `limit` bytes."""
    with opened(path) as (handle, size):
        if size > limit:
            raise OSError(0, f"it has {size} bytes, more than {limit} are not read", path)
        return read_at(handle, 0, size + 1)


def names(folder: str) -> list[os.DirEntry[str]]:
    """Return what is in a folder, sorted by name; nothing where it cannot be listed, or is a link."""
    try:
        if not stat.S_ISDIR(os.lstat(folder).st_mode):
            return []
        with os.scandir(folder) as found:
            return sorted(found, key=attrgetter("name"))
    except OSError:
        return []
