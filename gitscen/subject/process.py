"""A program that is asked line by line: started in a process group of its own, listened to, and ended as a group.

Whatever it does, a call comes back: nothing here waits without an end, for a program that reads nothing, floods either
output, leaves them to children of its own, or dies. What it writes to standard error is kept, the last part of it.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from gitscen.subject.fault import SubjectFault, SubjectKilled, SubjectSlow

STDERR_KEPT = 64 * 1024
LONGEST_LINE = 1024 * 1024
PIECE = 64 * 1024
PULSE = 0.05
"""Seconds between looks at a program where the system cannot tell when it ends."""

ENDING = 1.0
"""Seconds in which a program that has closed its output must have ended, to be asked how."""


class Process:
    """One running program. It is to be ended with `kill`, whatever happened."""

    def __init__(self, argv: Sequence[str], *, directory: Path, environment: Mapping[str, str]) -> None:
        """Start it. Raises `SubjectFault` where that cannot be."""
        try:
            self._process = subprocess.Popen(
                argv,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                bufsize=0,
                cwd=directory,
                env=dict(environment),
                process_group=0,
            )
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or error
            raise SubjectFault(f"the program {argv[0]!r} cannot be started: {why}.") from error
        self.pid = self._process.pid
        self._heard = b""
        self._said = bytearray()
        self._left = memoryview(b"")
        self._ended = self._silent = self._deaf = False
        self._selector = selectors.DefaultSelector()
        self._listen_to_all()

    @property
    def said(self) -> str:
        """What it wrote to standard error, the last part if that is much."""
        return self._said.decode(errors="replace")

    def ask(self, line: bytes, *, what: str, seconds: float) -> bytes:
        """Give it a line and return the one that it answers with, without its end.

        `what` names the request in messages. Raises `SubjectFault` for anything but one line; the program is then in
        no state to be asked again.
        """
        self.be_quiet(what)
        until = time.monotonic() + seconds
        self._left = memoryview(line)
        self._send()
        while self._left or b"\n" not in self._heard:
            self._keep_within(what, until, seconds)
        answer, _, rest = self._heard.partition(b"\n")
        if rest:
            raise self._fault(
                f"the program answered {what} with more than one line; the next begins with {_show(rest)}."
            )
        self._heard = b""
        return answer

    def be_quiet(self, what: str) -> None:
        """See that it is still there and has said nothing that nobody asked for. Raises `SubjectFault` otherwise."""
        self._listen(0.0)
        if self._heard:
            raise self._fault(f"before {what} the program said {_show(self._heard)}, which nobody had asked for.")
        if self._ended:
            raise self._fault(f"the program {self._how()} before it was asked {what}.")

    def finish(self, *, seconds: float) -> None:
        """Close its standard input and wait until it has ended. Raises `SubjectFault` where it does not, or talks."""
        self._hang_up()
        until = time.monotonic() + seconds
        while not self._ended and not self._heard and (left := until - time.monotonic()) > 0:
            self._listen(left)
        self._drain()
        if self._heard:
            raise self._fault(
                f"after its answer to close the program said {_show(self._heard)}, which nobody had asked for."
            )
        if not self._ended:
            raise SubjectSlow(f"the program had not ended {seconds:g} s after it was asked to close.", self.said)

    def kill(self) -> None:
        """End what is left of its group, and wait for that. Does nothing the second time."""
        if self._process.stdout is None or self._process.stdout.closed:
            return
        self._end_group()
        self._drain()
        self._selector.close()
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream is not None:
                stream.close()
        if self._pidfd is not None:
            os.close(self._pidfd)

    def _listen_to_all(self) -> None:
        stdin, stdout, stderr = self._process.stdin, self._process.stdout, self._process.stderr
        assert stdin is not None and stdout is not None and stderr is not None  # noqa: PT018, S101 - they are pipes
        self._stdin, self._stdout, self._stderr = stdin.fileno(), stdout.fileno(), stderr.fileno()
        for pipe in (self._stdin, self._stdout, self._stderr):
            os.set_blocking(pipe, False)
        self._pidfd = os.pidfd_open(self.pid) if hasattr(os, "pidfd_open") else None
        self._selector.register(self._stdout, selectors.EVENT_READ, self._hear)
        self._selector.register(self._stderr, selectors.EVENT_READ, self._overhear)
        if self._pidfd is not None:
            self._selector.register(self._pidfd, selectors.EVENT_READ, self._note_end)

    def _keep_within(self, what: str, until: float, seconds: float) -> None:
        """Listen once more for an answer. Raises `SubjectFault` where none can come any more."""
        if self._ended:
            self._drain()
            self._left = memoryview(b"")
            if b"\n" in self._heard:
                return
            raise self._died(what)
        if self._silent:
            self._wait_for_end(min(until, time.monotonic() + ENDING))
            raise self._died(what)
        if len(self._heard) > LONGEST_LINE:
            raise self._fault(f"the program answered {what} with a line of more than {LONGEST_LINE // 1024} KiB.")
        left = until - time.monotonic()
        if left <= 0:
            half = f"; so far it said {_show(self._heard)}" if self._heard else ""
            raise SubjectSlow(f"no answer to {what} within {seconds:g} s{half}; it was ended.", self.said)
        self._listen(left)

    def _listen(self, seconds: float) -> None:
        """Take what comes within this time: as soon as anything happens, it returns."""
        if self._pidfd is None:
            self._ended = self._ended or self._process.poll() is not None
            seconds = min(seconds, PULSE)
        for key, _ in self._selector.select(seconds):
            key.data()

    def _wait_for_end(self, until: float) -> None:
        while not self._ended and (left := until - time.monotonic()) > 0:
            self._listen(left)

    def _drain(self) -> None:
        """Take what lies in the pipes, with no wait, as far as anybody wants it."""
        while not self._silent and len(self._heard) <= LONGEST_LINE and self._hear():
            pass
        for _ in range(STDERR_KEPT // PIECE + 1):
            self._overhear()

    def _hear(self) -> bool:
        piece = _read(self._stdout)
        if piece == b"":
            self._silent = True
            self._forget(self._stdout)
        self._heard += piece or b""
        return bool(piece)

    def _overhear(self) -> None:
        piece = _read(self._stderr)
        if piece == b"":
            self._forget(self._stderr)
        self._said += piece or b""
        del self._said[:-STDERR_KEPT]

    def _note_end(self) -> None:
        self._ended = True
        if self._pidfd is not None:
            self._forget(self._pidfd)

    def _send(self) -> None:
        """Write what the pipe takes; the rest when it takes more. A program that reads no more shows elsewhere."""
        try:
            while self._left and not self._deaf:
                self._left = self._left[os.write(self._stdin, self._left) :]
        except BlockingIOError:
            if self._stdin not in self._selector.get_map():
                self._selector.register(self._stdin, selectors.EVENT_WRITE, self._send)
            return
        except BrokenPipeError:
            self._deaf = True
            self._left = memoryview(b"")
        self._forget(self._stdin)

    def _hang_up(self) -> None:
        self._forget(self._stdin)
        if self._process.stdin is not None:
            self._process.stdin.close()

    def _forget(self, descriptor: int) -> None:
        with contextlib.suppress(KeyError):
            self._selector.unregister(descriptor)

    def _died(self, what: str) -> SubjectFault:
        half = f" in the middle of a line, {_show(self._heard)}," if self._heard else ""
        if not self._ended:
            return self._fault(f"the program closed its standard output{half} before it answered {what}.")
        how = self._how()
        kind = SubjectKilled if self._process.returncode == -signal.SIGKILL else SubjectFault
        return kind(f"the program {how}{half} before it answered {what}.", self.said)

    def _end_group(self) -> int:
        """End the group and return the program's exit code: its own, if it has ended before."""
        if self._process.returncode is None:  # until it is waited for, its id is its own
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)
        return self._process.wait()

    def _how(self) -> str:
        code = self._end_group()
        if code >= 0:
            return f"ended with exit code {code}"
        with contextlib.suppress(ValueError):
            return f"was ended by {signal.Signals(-code).name}"
        return f"was ended by signal {-code}"

    def _fault(self, message: str) -> SubjectFault:
        self._drain()
        return SubjectFault(message, self.said)


def _read(descriptor: int) -> bytes | None:
    """Return what is there, nothing at the end, None where there is nothing yet."""
    try:
        return os.read(descriptor, PIECE)
    except BlockingIOError:
        return None


def _show(text: bytes) -> str:
    told = text[:80].partition(b"\n")[0].decode(errors="replace")
    return f"{told!r}" + (" ..." if len(text) > len(told.encode()) + 1 else "")
