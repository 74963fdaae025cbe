"""Waits for processes of a test to end, as the system tells it: no look is too early, however busy the machine is."""

from __future__ import annotations

import os
import select
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from gitscen.run.session import session_members

LIMIT = 120.0
"""Seconds; only what hangs takes so long."""


def ended(*pids: int) -> bool:
    """Wait until processes have ended, as a killed one does a moment after the signal; return whether all have."""
    return all(map(_ended, pids))


def all_gone(find: Callable[[], Collection[int]]) -> bool:
    """Wait until the processes that `find` returns have ended, and those that they started; return whether all have.

    `find` must not return zombies.
    """
    while found := find():
        if not ended(*found):
            return False
    return True


def session_gone(leader: int) -> bool:
    """Wait until nobody is left in the session that a process led; return whether nobody is."""
    return all_gone(lambda: session_members(leader))


def group_members(group: int) -> list[int]:
    """Return the living processes of a group."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            fields = (entry / "stat").read_text(errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == group and fields[0] not in "ZX":
            found.append(int(entry.name))
    return found


def processes_with(mark: Mapping[str, str]) -> list[int]:
    """Return the living processes that were started with all of these variables, where /proc tells them."""
    wanted = {f"{name}={value}".encode() for name, value in mark.items()}
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if wanted <= set((entry / "environ").read_bytes().split(b"\0")):
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def _ended(pid: int) -> bool:
    try:
        process = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([process], [], [], LIMIT)[0])
    finally:
        os.close(process)
