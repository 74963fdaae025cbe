"""Processes ended as one: those of a session, and those with a mark, found in `/proc` (Linux)."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

PATIENCE = 1.0
"""Seconds for which processes are looked for again: what dies may just have forked."""


def end_session(session: int) -> None:
    """Kill the process group of a session's leader and, where `/proc` tells it, what else is left of the session.

    The leader must not have been waited for, so that its id is its own. What went into another session is not found.
    """
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(session, signal.SIGKILL)
    _end(lambda: session_members(session))


def end_marked(name: str, value: str, *, since: int = 0) -> None:
    """Kill every process that was started with this variable in its environment, whatever its session.

    Only those are looked at that were started after the process `since`, as `last_pid` returned it.
    """
    mark = os.fsencode(f"{name}={value}")
    begun = since if since <= last_pid() else 0  # ids begin anew at some time
    _end(lambda: tuple(pid for pid in _processes(begun) if mark in _read(pid, "environ").split(b"\0")))


def last_pid() -> int:
    """Return the id of the process that was started last; 0 where nobody tells."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        return int(Path("/proc/loadavg").read_bytes().split()[4])
    return 0


def session_members(session: int) -> tuple[int, ...]:
    """Return the living processes of a session, as far as `/proc` tells them."""
    return tuple(pid for pid in _processes() if _is_alive_in(session, _read(pid, "stat")))


def _end(find: Callable[[], tuple[int, ...]]) -> None:
    until = time.monotonic() + PATIENCE
    while (found := find()) and time.monotonic() < until:
        for pid in found:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)


def _processes(since: int = 0) -> Iterator[int]:
    """Yield the processes there are, by ids greater than `since`."""
    names: list[str] = []
    with contextlib.suppress(OSError):
        names = os.listdir("/proc")  # noqa: PTH208 - a path for each of a thousand names takes its time
    return (int(name) for name in names if name.isdigit() and int(name) > since)


def _read(pid: int, file: str) -> bytes:
    """Return what a file of a process in `/proc` says; nothing where the process is gone or somebody else's."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/{file}").read_bytes()
    return b""


def _is_alive_in(session: int, stat: bytes) -> bool:
    # pid (name) state ppid pgrp session: a name may hold spaces and parentheses.
    fields = stat.rpartition(b")")[2].split()
    return len(fields) > 3 and int(fields[3]) == session and fields[0] != b"Z"
