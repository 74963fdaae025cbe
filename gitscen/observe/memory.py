"""`Memory`: what was read from files, for as long as a look at their stat data can tell that they are the same.

A file that was written again within the grain of the file system's clock may keep its size and its times; so what was
read from a file that had just been changed is not kept, and is read again at the next look. The change time counts,
which no program can set back and which every change of content or mode moves.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from typing import Generic, TypeVar

from gitscen.observe.listing import Listing

Value = TypeVar("Value")

Stamps = Mapping[str, tuple[int, ...]]
"""The stat data of every file of a listing; a folder has none but its name."""

FINE, COARSE = 20_000_000, 3_000_000_000
"""Nanoseconds within which two changes may bear one time: a kernel's tick is 1 to 10 ms, and file systems that know
whole seconds only (or, FAT, every second one) show it by their times."""


class Memory(Generic[Value]):
    """Values by name, each with the stat data of the file that it was read from."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._known: dict[str, tuple[tuple[int, ...], Value]] = {}

    def recall(self, name: str, info: os.stat_result) -> Value | None:
        """Return what was kept under a name, None unless the file is certain to be the same."""
        known = self._known.get(name)
        return known[1] if known is not None and known[0] == stamp(info) else None

    def keep(self, name: str, info: os.stat_result, value: Value) -> None:
        """Keep what was read after `info` was taken, if the file had not been changed just before."""
        if is_settled(info, time.time_ns()):
            self._known[name] = (stamp(info), value)
        else:
            self._known.pop(name, None)


def is_settled(info: os.stat_result, now: int) -> bool:
    """Whether a change from `now` on, in nanoseconds since the epoch, would give the file another change time."""
    grain = FINE if info.st_ctime_ns % 1_000_000_000 else COARSE
    return info.st_ctime_ns + grain < now


def stamp(info: os.stat_result) -> tuple[int, ...]:
    """Return what changes when a file or its mode does, unless that happens within the grain of the clock."""
    return info.st_ino, info.st_size, info.st_ctime_ns


def read_stamps(listing: Listing) -> Stamps | None:
    """Return the stat data of a listing's files; None where a later change might not show in it."""
    now = time.time_ns()
    stamps: dict[str, tuple[int, ...]] = {}
    for name, entry in listing.items():
        try:
            info = entry.stat(follow_symlinks=False)
        except OSError:
            return None
        if name.endswith("/"):
            stamps[name] = ()
        elif is_settled(info, now):
            stamps[name] = stamp(info)
        else:
            return None
    return stamps
