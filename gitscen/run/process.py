"""A worker process as the pool sees it: started, given a line, listened to without waiting, and ended.

It leads a session of its own. Ending it ends its process group and, where `/proc` tells them, all of its
session; what a subject put into another session on purpose is not found.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from gitscen.git.environment import hermetic
from gitscen.run.nursery import Nursery
from gitscen.run.session import end_session

STDERR_SHOWN = 64 * 1024
"""Bytes of a worker's standard error that are kept for one case, the last ones."""

UNKNOWN = 255
"""The exit code of a worker that nobody can ask for."""


class WorkerProcess:
    """One running `gitscen.run.worker`."""

    def __init__(self, nursery: Nursery, directory: Path, number: int) -> None:
        """Start a worker; its standard error and its home lie in `directory`, under names with a leading dot.

        Raises OSError where that cannot be.
        """
        home = directory / ".home"
        home.mkdir(exist_ok=True)
        self._nursery = nursery
        self._stderr = (directory / f".worker-{number}").open("w+b", buffering=0)
        self._told = 0
        self._buffer = b""
        self._silent = False
        self._ended: int | None = None
        requests, self._requests = os.pipe()
        self._answers, answers = os.pipe()
        try:
            self.pid = nursery.fork(
                [requests, answers, self._stderr.fileno()], directory=directory, environment=hermetic(home)
            )
        except OSError:
            self._close()
            raise
        finally:
            os.close(requests)
            os.close(answers)

    def fileno(self) -> int:
        """Return the descriptor that becomes readable when the worker answers or dies."""
        return self._answers

    def send(self, line: bytes) -> None:
        """Give the worker a request. A dead worker shows when it is listened to."""
        self._told = os.fstat(self._stderr.fileno()).st_size
        left = memoryview(line)
        with contextlib.suppress(BrokenPipeError):
            while left:
                left = left[os.write(self._requests, left) :]

    def listen(self) -> None:
        """Read what has arrived; to be called when `fileno` is readable."""
        arrived = os.read(self._answers, 1 << 20)
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
        if self._ended is None:
            try:
                self._ended = self._nursery.poll(self.pid, wait=self._silent)
            except OSError:
                self._ended = UNKNOWN
        return self._ended

    def stderr(self) -> str:
        """Return what was written to standard error since the last request, its last part if it is much."""
        size = os.fstat(self._stderr.fileno()).st_size
        start = max(self._told, size - STDERR_SHOWN)
        return os.pread(self._stderr.fileno(), size - start, start).decode(errors="replace")

    def end(self) -> None:
        """End the worker and everything it started. Does nothing the second time."""
        if self._stderr.closed:
            return
        end_session(self.pid)
        self._silent = True
        self.ended()
        self._close()

    def _close(self) -> None:
        os.close(self._requests)
        os.close(self._answers)
        self._stderr.close()
