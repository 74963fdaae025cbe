"""The nursery: a process in which everything that workers need is imported once, and from which they are forked.

Forking one takes milliseconds, importing anew takes a fifth of a second. The nursery is begun, and not waited for,
while scenarios are still being read. Its environment is the allow-list: nothing of this process's gets into it.
It ends, with every worker that is left, when this side is closed or dies.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import gitscen
from gitscen.git.environment import hermetic

PROGRAM = "gitscen.run.fork"


class Nursery:
    """One running `gitscen.run.fork`. It answers one request at a time."""

    def __init__(self) -> None:
        """Start it. Raises OSError where no process can be started."""
        ours, its = socket.socketpair()
        package = str(Path(gitscen.__file__).parent.parent)
        with its, tempfile.TemporaryFile() as stderr:
            self._stderr = os.dup(stderr.fileno())
            self._socket = ours
            self._answers = ours.makefile("rb")
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", PROGRAM, str(its.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=stderr,
                cwd="/",
                env={**hermetic(Path(os.devnull)), "PYTHONPATH": package},
                pass_fds=[its.fileno()],
                start_new_session=True,
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def fork(self, streams: Sequence[int], *, directory: Path, environment: Mapping[str, str]) -> int:
        """Fork a worker that leads a session of its own; return its process id.

        `streams` are its standard input, output and error. Raises OSError where that cannot be.
        """
        told = {"do": "fork", "directory": str(directory), "environment": dict(environment)}
        return int(self._ask(told, streams))

    def poll(self, pid: int, *, wait: bool = False) -> int | None:
        """Return a worker's exit code if it has ended, negative for a signal; with `wait` wait a second for that.

        Raises OSError where the nursery has ended.
        """
        code = self._ask({"do": "poll", "pid": pid, "wait": wait})
        return None if code is None else int(code)

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    @property
    def ended(self) -> bool:
        """Whether the nursery has ended."""
        return self._process.poll() is not None

    def close(self) -> None:
        """End it with every worker that is left, and wait for that. Does nothing the second time."""
        self._answers.close()
        self._socket.close()
        self._process.wait()
        with contextlib.suppress(OSError):
            os.close(self._stderr)
        self._stderr = -1

    def _ask(self, told: Mapping[str, object], streams: Sequence[int] = ()) -> Any:  # noqa: ANN401 - JSON
        line = json.dumps(told).encode("ascii") + b"\n"
        answer = b""
        with contextlib.suppress(ConnectionError):
            sent = socket.send_fds(self._socket, [line], list(streams)) if streams else 0
            self._socket.sendall(line[sent:])
            answer = self._answers.readline()
        if not answer:
            raise OSError(self._last_words())
        heard = json.loads(answer)
        if heard["error"]:
            raise OSError(heard["error"])
        return heard["value"]

    def _last_words(self) -> str:
        """Return that it has ended, once it has, and what it said last."""
        self._process.wait()
        size = os.fstat(self._stderr).st_size
        said = os.pread(self._stderr, 4096, max(0, size - 4096)).decode(errors="replace").strip()
        last = f"; it said last: {said.rpartition(chr(10))[2]}" if said else ""
        return f"the process that workers are forked from has ended{last}"
