"""The journal of one recovery: a line for everything that is about to be done, on disk before it is done.

Each line is a JSON object with `event`; `did` closes what `step` began. Nothing is decided from it but what is told:
a recovery that was killed is brought back to its byte copy and begun again, whichever step it was in.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path


class Journal:
    """An append-only file of one recovery."""

    def __init__(self, path: Path) -> None:
        """Take the file; it is made by the first line."""
        self._path = path

    def note(self, event: str, **facts: str | int | None) -> None:
        """Write a line and wait until it is on disk."""
        line = json.dumps({"event": event, **{name: fact for name, fact in facts.items() if fact is not None}}) + "\n"
        handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o666)
        try:
            os.write(handle, line.encode())
            os.fsync(handle)
        finally:
            os.close(handle)

    def lines(self) -> Iterator[dict[str, str | int]]:
        """Yield the lines that are whole; a torn last one was never acted on."""
        try:
            text = self._path.read_text(errors="replace")
        except OSError:
            return
        for line in text.splitlines():
            try:
                yield json.loads(line)
            except ValueError:
                continue
