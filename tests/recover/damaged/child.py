"""The command line of gitscen in a child, with limits on time and memory, and killed where that is asked."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import HasFileno

from gitscen.cli.main import cli

_CPU, _WALL = 60, 600.0
"""Seconds: of the processor, which a child that spins reaches, and in all, which one that waits for ever reaches."""

MEMORY = 2 << 30
_PR_SET_CHILD_SUBREAPER = 36


@dataclass(frozen=True, slots=True)
class Ended:
    """How a child ended: exit code (minus the signal's number), what it printed, and its peak of memory in bytes."""

    code: int
    text: str
    memory: int

    @property
    def fault(self) -> str | None:
        """What no input may bring about, None if nothing of that kind happened."""
        if self.code == -signal.SIGALRM:
            return "it hangs"
        if self.code == -signal.SIGXCPU:
            return "it spins"
        if self.code not in (0, 1, 2):
            return f"exit {self.code}: {self.text[-600:]}"
        odd = [letter for letter in self.text if (ord(letter) < 32 and letter != "\n") or 127 <= ord(letter) < 160]
        return f"control characters in what it says: {odd[:4]}" if odd else None


def run_gitscen(*args: str, folder: Path, moment: float | None = None) -> Ended:
    """Run a command line to its end, or for `moment` seconds."""
    said = folder / "said"
    child = os.fork()
    if child == 0:
        _act(args, said, moment or _WALL)
    _, status, used = os.wait4(child, 0)
    if moment:
        _reap(child)
    text = said.read_bytes().decode("utf-8", "surrogateescape")
    return Ended(os.waitstatus_to_exitcode(status), text, used.ru_maxrss * 1024)


def _act(args: tuple[str, ...], said: Path, moment: float) -> None:
    try:
        os.setpgid(0, 0)
        handle = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(handle, 1)
        os.dup2(handle, 2)
        os.environ["GITSCEN_TRACEBACK"] = "1"
        os.fsync = _unsynced  # no power is cut here, and each takes as long as the disk is busy
        os.sync = lambda: None
        resource.setrlimit(resource.RLIMIT_CPU, (_CPU, _CPU + 5))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, moment)
        cli.main(list(args), prog_name="gitscen")
    except SystemExit as end:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(end.code if isinstance(end.code, int) else int(end.code is not None))
    except BaseException as error:  # noqa: BLE001 - nothing of the parent's may run here
        os.write(2, f"Traceback: {error!r}".encode())
    os._exit(70)


def _unsynced(fd: int | HasFileno) -> None:
    del fd


def adopt() -> None:
    """Become the parent of what killed children leave running, so that their ends can be waited for."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _reap(group: int) -> None:
    """Kill what the child had started, as the end of a container does, and wait until all of it is gone."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)
    while True:
        try:
            os.wait()
        except ChildProcessError:
            return
