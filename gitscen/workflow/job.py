"""Ends a running job: SIGINT, a bounded time to end by itself, then SIGKILL, for its whole process group.

The group is signalled only if the job leads one and it is not our own; otherwise the one process. A job that has ended
already is fine. It reaps nothing: whoever started the job still gets its exit code.
"""

from __future__ import annotations

import os
import select
import signal
import time
from pathlib import Path

from gitscen.errors import UsageError

_PROC = Path("/proc")
_TICK = 0.02


def end_job(pid: int, grace: float) -> str:
    """End a job and return in words how, "" where it had ended before. `grace` is in seconds.

    Raises `UsageError` for a pid that cannot be a job's, or that we may not signal.
    """
    if pid <= 1 or pid == os.getpid():
        raise UsageError(f"{pid} is no job's process id. Give the process id of the job to interrupt.")
    group = _leads_group(pid)
    try:
        _signal(pid, signal.SIGINT, group=group)
    except ProcessLookupError:
        return ""
    except PermissionError as error:
        raise UsageError(f"process {pid} belongs to somebody else and cannot be signalled.") from error
    end = time.monotonic() + grace
    if _await(pid, end, group=group):
        return f"job {pid} ended after SIGINT"
    try:
        _signal(pid, signal.SIGKILL, group=group)
    except ProcessLookupError:
        return f"job {pid} ended after SIGINT"
    _await(pid, time.monotonic() + grace, group=group)
    return f"job {pid} was killed after {grace:g} s"


def _leads_group(pid: int) -> bool:
    try:
        return os.getpgid(pid) == pid != os.getpgrp()
    except ProcessLookupError:
        return False


def _signal(pid: int, number: signal.Signals, *, group: bool) -> None:
    if group:
        os.killpg(pid, number)
    else:
        os.kill(pid, number)


def _await(pid: int, end: float, *, group: bool) -> bool:
    """Wait until the job, and its group if it leads one, has ended or `end` has come; return whether it has ended."""
    _await_process(pid, end)
    while _is_running(pid) or (group and _group_lives(pid)):
        if time.monotonic() >= end:
            return False
        time.sleep(_TICK)
    return True


def _await_process(pid: int, end: float) -> None:
    """Sleep until the process ends or `end` comes, where the kernel can tell (Linux 5.3)."""
    if not hasattr(os, "pidfd_open"):
        return
    try:
        handle = os.pidfd_open(pid)
    except OSError:
        return
    try:
        select.select([handle], [], [], max(0.0, end - time.monotonic()))
    finally:
        os.close(handle)


def _is_running(pid: int) -> bool:
    """Whether a process is there and is no zombie that waits for its parent."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return _state(pid)[0] != "Z"


def _group_lives(group: int) -> bool:
    return any(
        (state := _state(int(entry.name)))[0] not in "ZX" and state[1] == group
        for entry in (_PROC.iterdir() if _PROC.is_dir() else ())
        if entry.name.isdigit()
    )


def _state(pid: int) -> tuple[str, int]:
    """Return a process's state letter and group, from /proc; `("?", 0)` where that cannot be told."""
    try:
        text = (_PROC / str(pid) / "stat").read_text(errors="replace")
    except OSError:
        return ("X", 0) if _PROC.is_dir() else ("?", 0)
    fields = text.rpartition(")")[2].split()
    return fields[0], int(fields[2])
