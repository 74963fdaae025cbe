"""A worker process as its parent sees it: started, given a line, listened to without waiting, and ended.

It leads a session of its own. Ending it ends its process group and, where `/proc` tells them, all of its
session; what a subject put into another session on purpose is not found.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import gitscen
from gitscen.git.environment import hermetic

STDERR_SHOWN = 64 * 1024
"""Bytes of a worker's standard error that are kept for one case, the last ones."""


class WorkerProcess:
    """One running `gitscen.run.worker`."""

    def __init__(self, directory: Path, number: int) -> None:
        """Start a worker; its standard error and its home lie in `directory`, under names with a leading dot."""
        home = directory / ".home"
        home.mkdir(exist_ok=True)
        package = str(Path(gitscen.__file__).parent.parent)
        self._stderr = (directory / f".worker-{number}").open("w+b", buffering=0)
        self._told = 0
        self._buffer = b""
        self._silent = False
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "gitscen.run.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._stderr,
            cwd=directory,
            env={**hermetic(home), "PYTHONPATH": package},
            start_new_session=True,
            bufsize=0,
        )

    def fileno(self) -> int:
        """Return the descriptor that becomes readable when the worker answers or dies."""
        assert self._process.stdout is not None  # noqa: S101 - a pipe was asked for
        return self._process.stdout.fileno()

    def send(self, line: bytes) -> None:
        """Give the worker a request. A dead worker shows when it is listened to."""
        assert self._process.stdin is not None  # noqa: S101 - a pipe was asked for
        self._told = os.fstat(self._stderr.fileno()).st_size
        left = memoryview(line)
        with contextlib.suppress(BrokenPipeError):
            while left:
                left = left[self._process.stdin.write(left) :]

    def listen(self) -> None:
        """Read what has arrived; to be called when `fileno` is readable."""
        arrived = os.read(self.fileno(), 1 << 20)
        self._silent = not arrived
        self._buffer += arrived

    def answer(self) -> bytes | None:
        """Return the answer if it has arrived whole."""
        line, newline, rest = self._buffer.partition(b"\n")
        if not newline:
            return None
        self._buffer = rest
        return line

    def ended(self) -> int | None:
        """Return the exit code if the worker has ended, negative for a signal.

        One that has closed its answers is ending: that is waited for, up to a second.
        """
        if self._silent:
            with contextlib.suppress(subprocess.TimeoutExpired):
                return self._process.wait(timeout=1)
        return self._process.poll()

    def stderr(self) -> str:
        """Return what was written to standard error since the last request, its last part if it is much."""
        size = os.fstat(self._stderr.fileno()).st_size
        start = max(self._told, size - STDERR_SHOWN)
        return os.pread(self._stderr.fileno(), size - start, start).decode(errors="replace")

    def end(self) -> None:
        """End the worker and everything it started. Does nothing the second time."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        end_session(self._process.pid)
        for stream in (self._process.stdin, self._process.stdout, self._stderr):
            if stream is not None:
                stream.close()
        self._process.wait()


def end_session(session: int) -> None:
    """Kill what is left of a session until nothing is, for a second at most: what dies may just have forked."""
    until = time.monotonic() + 1
    while (members := session_members(session)) and time.monotonic() < until:
        for pid in members:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)


def session_members(session: int) -> tuple[int, ...]:
    """Return the living processes of a session, as far as `/proc` tells them (Linux)."""
    members = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            # pid (name) state ppid pgrp session: a name may hold spaces and parentheses.
            fields = (entry / "stat").read_bytes().rpartition(b")")[2].split()
            if int(fields[3]) == session and fields[0] != b"Z":
                members.append(int(entry.name))
    return tuple(members)
