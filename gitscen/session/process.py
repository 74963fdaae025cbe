"""The processes of the session system: hosts, containers and agents, each started here and ended as a whole.

A container leads a session of its own, an agent a process group in it. Everything that a container starts carries
`GITSCEN_RUN` in its environment, so that what outlived a killed container is found (Linux).
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from gitscen.errors import GitscenError
from gitscen.run.session import end_session

_TICK = 0.02


class NotStarted(GitscenError):
    """A program of the session system could not be started."""

    exit_code = 1


class Child:
    """A process that was started. `pid` is its group too."""

    def __init__(self, process: subprocess.Popen[bytes], *, leads_session: bool) -> None:
        """Look after a process; `leads_session` tells that it leads a session, not only a group."""
        self._process = process
        self._leads_session = leads_session
        self.pid = process.pid
        self._handle = os.pidfd_open(process.pid) if hasattr(os, "pidfd_open") else None

    @property
    def code(self) -> int | None:
        """Its exit code, negative for a signal; None while it runs."""
        return self._process.returncode

    def poll(self) -> int | None:
        """Return the exit code if it has ended. What is left of a session is ended first, while its id is its own."""
        if self._process.returncode is None and self._has_ended():
            self._reap()
        return self._process.returncode

    def wait(self, seconds: float) -> int | None:
        """Wait until it has ended, so long at most, and return the exit code or None."""
        end = time.monotonic() + seconds
        while self.poll() is None and (left := end - time.monotonic()) > 0:
            if self._handle is None:
                time.sleep(min(_TICK, left))
            else:
                select.select([self._handle], [], [], left)
        return self._process.returncode

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal, it alone. One that has ended gets none."""
        if self.poll() is None:
            self._process.send_signal(number)

    def hang_up(self) -> None:
        """Close its standard input, if that is ours."""
        if self._process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.close()

    def read_line(self, seconds: float) -> bytes:
        """Return the next line that it writes to its standard output, or what it wrote until it ended or time is up."""
        stdout, heard, end = self._process.stdout, b"", time.monotonic() + seconds
        while stdout is not None and not heard.endswith(b"\n") and (left := end - time.monotonic()) > 0:
            if not select.select([stdout], [], [], left)[0] or not (piece := os.read(stdout.fileno(), 1)):
                break
            heard += piece
        return heard

    def end(self) -> None:
        """Kill it with all that belongs to it, and wait for that. Does nothing the second time."""
        if self._process.returncode is None:
            self._reap()
        self.hang_up()
        if self._process.stdout is not None:
            self._process.stdout.close()
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def _has_ended(self) -> bool:
        with contextlib.suppress(ChildProcessError):
            return os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
        return True

    def _reap(self) -> None:
        if self._leads_session:
            end_session(self.pid)
        else:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)
        self._process.wait()


def start_agent(
    argv: Sequence[str], *, directory: Path, environment: Mapping[str, str], instruction: bytes, said: Path
) -> Child:
    """Start an agent that reads the instruction on its standard input; what it says goes to files beside `said`.

    Raises `NotStarted`.
    """
    with tempfile.TemporaryFile() as given, said.with_suffix(".out").open("wb") as out:
        given.write(instruction)
        given.seek(0)
        with said.with_suffix(".err").open("wb") as err:
            process = _start(
                argv, directory, environment, stdin=given.fileno(), stdout=out.fileno(), stderr=err.fileno()
            )
    return Child(process, leads_session=False)


def start_container(argv: Sequence[str], *, directory: Path, environment: Mapping[str, str], log: Path) -> Child:
    """Start a container's program; it shall end when its standard input closes. Raises `NotStarted`."""
    with log.open("ab") as said:
        process = _start(
            argv, directory, environment, stdin=subprocess.PIPE, stdout=said.fileno(), stderr=said.fileno(), leads=True
        )
    return Child(process, leads_session=True)


def start_listening(argv: Sequence[str], *, directory: Path, environment: Mapping[str, str], log: Path) -> Child:
    """Start a host's program, whose standard output is listened to. Raises `NotStarted`."""
    with log.open("ab") as said:
        process = _start(
            argv,
            directory,
            environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said.fileno(),
            leads=True,
        )
    return Child(process, leads_session=True)


def _start(
    argv: Sequence[str],
    directory: Path,
    environment: Mapping[str, str],
    *,
    stdin: int,
    stdout: int,
    stderr: int,
    leads: bool = False,
) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            list(argv),
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            cwd=directory,
            env=dict(environment),
            start_new_session=leads,
            process_group=None if leads else 0,
            bufsize=0,
        )
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise NotStarted(f"{argv[0]!r} cannot be started: {why}.") from error
