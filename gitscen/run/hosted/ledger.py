"""The ledger that witnesses of agents write, as values. Reads one file."""

from __future__ import annotations

import base64
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gitscen.judge.hosted import Written
from gitscen.names import Oid, TreePath


@dataclass(frozen=True, slots=True)
class Ledger:
    """A file that grows while agents are at work."""

    path: Path

    def read(self) -> tuple[Written, ...]:
        """Return what is written down, in order; a line that a killed witness did not finish is left out."""
        raw = self.path.read_bytes() if self.path.exists() else b""
        return tuple(_parse(json.loads(line)) for line in raw[: raw.rfind(b"\n") + 1].splitlines())

    def count(self, command: str) -> int:
        """Return how many files have been written for a command so far."""
        return len({one.path for one in self.read() if one.command == command and one.blob})


def _parse(told: dict[str, Any]) -> Written:
    content = told.get("content")
    return Written(
        session=told["session"],
        command=told["command"],
        thread=told["thread"],
        run=told["run"],
        path=TreePath(os.fsencode(told["path"])),
        blob=Oid(told["blob"]) if "blob" in told else None,
        content=base64.b64decode(content) if content is not None else None,
    )
