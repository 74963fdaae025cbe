"""The processes of a world that are not git: jobs, and holders of live locks. Each leads a group of its own.

They run `job_program`, which ends when its standard input closes; so they end with the process that started them,
however that ends.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from gitscen.errors import WorldError
from gitscen.scenario.acts import OnInterrupt
from gitscen.scenario.content import Content, as_file
from gitscen.world import job_program
from gitscen.world.place import parse_place

LIMIT = 30.0
"""Seconds in which a process must be ready, and in which it must have ended."""


class Process:
    """One running process of the world. It is ready, its files written and locks held, once this is made."""

    def __init__(
        self,
        directory: Path,
        env: Mapping[str, str],
        *,
        files: Mapping[str, Content] | None = None,
        last_files: Mapping[str, Content] | None = None,
        on_interrupt: OnInterrupt = OnInterrupt.END,
        child: bool = False,
        hold: Sequence[Path] = (),
    ) -> None:
        """Start it. Raises `WorldError` where it does not get ready: a lock is there already, a disk is full."""
        told = {
            "write": _tell(files or {}),
            "last": _tell(last_files or {}),
            "on_interrupt": on_interrupt.value,
            "child": child,
            "hold": [os.fsencode(path).hex() for path in hold],
        }
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(Path(job_program.__file__))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=directory,
            env=dict(env),
            process_group=0,  # no session of its own: who ends the worker's session ends this too
            bufsize=0,
        )
        self._send(json.dumps(told).encode() + b"\n")
        heard = self._hear()
        if heard != b"ready\n":
            self.close()
            said = heard.decode(errors="replace").strip().rpartition("\n")[2] or "it said nothing"
            raise WorldError(f"a process of the world did not get ready in {directory}: {said}")
        # Reaped at once: a zombie would look to others as if it were still at work.
        reaper = f"reaper of {self._process.pid}"
        threading.Thread(target=self._process.wait, name=reaper, daemon=True).start()

    @property
    def pid(self) -> int | None:
        """Its process id while it, or a child of its, is running, else None.

        They hold one end of its output: where nobody does any more, all have ended. Nothing else tells that at once.
        """
        stdout = self._process.stdout
        while stdout and not stdout.closed and self._readable(0):
            if not os.read(stdout.fileno(), 4096):
                stdout.close()
        return self._process.pid if stdout and not stdout.closed else None

    def close(self) -> None:
        """End it with everything it started, and wait for that. Does nothing the second time."""
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None or stdin.closed:
            return
        stdin.close()
        end = time.monotonic() + LIMIT / 2
        while not stdout.closed and self._readable(end - time.monotonic()):
            if not os.read(stdout.fileno(), 4096):  # nobody has the other end any more: all have ended
                stdout.close()
        if not stdout.closed:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            stdout.close()
        self._process.wait(LIMIT)

    def _send(self, line: bytes) -> None:
        left = memoryview(line)
        with contextlib.suppress(BrokenPipeError):
            while left and self._process.stdin is not None:
                left = left[self._process.stdin.write(left) :]

    def _hear(self) -> bytes:
        """Return what it says until it is ready, has ended, or takes too long."""
        heard, stdout, end = b"", self._process.stdout, time.monotonic() + LIMIT
        while stdout and not heard.endswith(b"ready\n") and self._readable(end - time.monotonic()):
            said = os.read(stdout.fileno(), 4096)
            if not said:
                break
            heard += said
        return heard

    def _readable(self, seconds: float) -> bool:
        stdout = self._process.stdout
        return stdout is not None and bool(select.select([stdout], [], [], max(0.0, seconds))[0])


def _tell(files: Mapping[str, Content]) -> list[tuple[str, int, str]]:
    specs = ((parse_place(path), as_file(content)) for path, content in files.items())
    return [(path.hex(), spec.mode, spec.data.hex()) for path, spec in specs]
