"""The transcript of a subject: which git commands it ran, read from the events that git itself writes (trace2).

Only commands that the subject started count, not those that git starts on its own.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(slots=True)
class Trace:
    """Reads a growing file of trace2 events, from where it left off."""

    path: Path
    _read: int = 0

    def commands(self) -> tuple[tuple[str, ...], ...]:
        """Return the commands that were started since the last call, in order."""
        if not self.path.exists():
            return ()
        with self.path.open("rb") as file:
            file.seek(self._read)
            raw = file.read()
        whole = raw[: raw.rfind(b"\n") + 1]
        self._read += len(whole)
        return tuple(argv for line in whole.splitlines() if (argv := _parse_start(line)))


def show_command(argv: Sequence[str]) -> str:
    """Return a command as a shell would take it, its `-c` settings told by three dots: some commands have twenty."""
    at = 1
    while argv[at : at + 1] == ("-c",):
        at += 2
    return shlex.join(["git", *argv[at:]]) if at == 1 else f"git -c ... {shlex.join(argv[at:])}"


def _parse_start(line: bytes) -> tuple[str, ...]:
    """Return the arguments of a command that no other git command started; empty for every other event."""
    if b'"event":"start"' not in line:
        return ()
    event = json.loads(line.decode(errors="replace"))
    if "/" in event["sid"]:
        return ()
    return ("git", *event["argv"][1:])
