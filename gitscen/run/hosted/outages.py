"""What can be put out of reach and back: the queue service, and the remotes of projects.

A SQLite file is held by a writer; a service on SQS that this run started is stopped, so that it accepts and never
answers. A remote is moved aside.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path

from gitscen.errors import WorldError


@dataclass
class Outages:
    """What is out of reach now. `service` is the process of a queue service, None for a `database` in a file."""

    database: Path
    service: int | None
    _held: sqlite3.Connection | None = None
    _stopped: bool = False
    _moved: dict[Path, Path] = field(default_factory=dict)

    @property
    def queues_away(self) -> bool:
        """Whether the queue service is out of reach."""
        return self._held is not None or self._stopped

    @property
    def any(self) -> bool:
        """Whether anything is out of reach."""
        return self.queues_away or bool(self._moved)

    def take_queues(self) -> None:
        """Put the queue service out of reach."""
        if self.service is not None:
            os.kill(self.service, signal.SIGSTOP)
            self._stopped = True
            return
        self._held = sqlite3.connect(self.database, isolation_level=None, timeout=30.0)
        self._held.execute("BEGIN IMMEDIATE")

    def give_queues(self) -> None:
        """Put the queue service within reach again."""
        if self._held is not None:
            self._held.rollback()
            self._held.close()
            self._held = None
        if self._stopped and self.service is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.service, signal.SIGCONT)
            self._stopped = False

    def take_remote(self, place: Path) -> None:
        """Put a remote out of reach. Raises `WorldError` where there is none."""
        aside = place.with_suffix(".away")
        try:
            place.rename(aside)
        except OSError as error:
            raise WorldError(f"the remote {place.name} cannot be taken away: {error.strerror}") from error
        self._moved[place] = aside

    def give_remote(self, place: Path) -> None:
        """Put a remote within reach again."""
        self._moved.pop(place).rename(place)

    def close(self) -> None:
        """Put everything within reach again."""
        self.give_queues()
        for place in list(self._moved):
            self.give_remote(place)
