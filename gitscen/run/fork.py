"""The program of the nursery, `python -m gitscen.run.fork SOCKET`: forks workers when it is asked to.

A request and an answer are a line of JSON each; with a request to fork come the worker's three standard streams. A
worker that has ended is waited for only when the parent asks for it, so that its process id stays its own till then.
When the socket closes, every worker that is left is killed with what it started.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import socket
import sys
import time
import traceback
from collections.abc import Sequence
from typing import Any, NoReturn

from gitscen.run import worker
from gitscen.run.session import end_session

PATIENCE = 1.0
"""Seconds for which a worker that is ending is waited for."""

HEAVY = ("gitscen.run.play", "gitscen.workflow")
"""What a worker needs and takes long to import."""


class Forks:
    """The workers that have been forked here and not been waited for, and the socket to the parent."""

    def __init__(self, parent: socket.socket) -> None:
        """Take the socket; no worker gets it."""
        self._parent = parent
        self._workers: set[int] = set()

    def serve(self) -> None:
        """Answer requests until the parent is gone; end all workers then."""
        try:
            while received := self._receive():
                request, streams = received
                try:
                    told = {"value": self._answer(request, streams), "error": ""}
                except OSError as error:
                    told = {"value": None, "error": str(error)}
                finally:
                    _close(streams)
                self._parent.sendall(json.dumps(told).encode() + b"\n")
        except ConnectionError:
            pass
        finally:
            for pid in self._workers:
                end_session(pid)

    def _receive(self) -> tuple[dict[str, Any], list[int]] | None:
        """Return the next request and the streams that came with it; None where there is no parent any more."""
        line = b""
        streams: list[int] = []
        while not line.endswith(b"\n"):
            piece, some, _, _ = socket.recv_fds(self._parent, 1 << 16, 3)
            if not piece:
                return None
            line += piece
            streams += some
        return json.loads(line), streams

    def _answer(self, request: dict[str, Any], streams: Sequence[int]) -> int | None:
        if request["do"] == "poll":
            return self._poll(request["pid"], wait=request["wait"])
        leading, mark = os.pipe()
        pid = os.fork()
        if pid == 0:
            self._parent.close()
            os.close(leading)
            os.setsid()
            os.close(mark)
            _become_worker(request, streams)
        self._workers.add(pid)
        os.close(mark)
        os.read(leading, 1)  # its end: from now on the worker and all it starts can be ended as one
        os.close(leading)
        return pid

    def _poll(self, pid: int, *, wait: bool) -> int | None:
        """Return a worker's exit code if it has ended, negative for a signal."""
        until = time.monotonic() + (PATIENCE if wait else 0)
        while (ended := os.waitpid(pid, os.WNOHANG)) == (0, 0):
            if time.monotonic() >= until:
                return None
            time.sleep(0.002)
        self._workers.discard(pid)
        return os.waitstatus_to_exitcode(ended[1])


def _become_worker(request: dict[str, Any], streams: Sequence[int]) -> NoReturn:
    """Be a worker in this process, just forked, and leave it without doing what the nursery does at its end."""
    code = 1
    try:
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
        _close(streams)
        os.environ.clear()
        os.environ.update(request["environment"])
        os.chdir(request["directory"])
        worker.main()
        code = 0
    except BaseException:  # noqa: BLE001 - nothing may get back into the nursery
        traceback.print_exc()
    finally:
        with contextlib.suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def _close(streams: Sequence[int]) -> None:
    for stream in streams:
        os.close(stream)


def main(descriptor: int) -> None:
    """Import what workers need and serve the parent at the other end of a socket."""
    os.environ.pop("PYTHONPATH", None)  # it was there to find this module, and is no part of the allow-list
    parent = socket.socket(fileno=descriptor)
    parent.set_inheritable(False)
    for module in HEAVY:
        importlib.import_module(module)
    Forks(parent).serve()


if __name__ == "__main__":
    main(int(sys.argv[1]))
