"""A transport that waits for its service: whatever finds it gone is tried again after a bounded, growing pause."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from gitscen.session.transport.protocol import Depth, Received, Row, Transport, TransportGone

FIRST_PAUSE, LONGEST_PAUSE = 0.05, 2.0
Result = TypeVar("Result")


class PatientTransport:
    """`Transport` on top of another one. It gives up, as `TransportGone`, after `seconds` or once `stop` is set."""

    def __init__(self, inner: Transport, *, seconds: float = 3600.0, stop: threading.Event | None = None) -> None:
        self._inner = inner
        self._seconds = seconds
        self._stop = stop or threading.Event()

    def create_queue(self, name: str, *, dead_letters: str | None = None, tries: int = 3) -> None:
        """As `Transport.create_queue`."""
        self._try(lambda: self._inner.create_queue(name, dead_letters=dead_letters, tries=tries))

    def delete_queue(self, name: str) -> None:
        """As `Transport.delete_queue`."""
        self._try(lambda: self._inner.delete_queue(name))

    def list_queues(self, prefix: str = "") -> list[str]:
        """As `Transport.list_queues`."""
        return self._try(lambda: self._inner.list_queues(prefix))

    def send(self, queue: str, body: bytes, *, group: str, key: str) -> None:
        """As `Transport.send`. A second try is the same message, by its key."""
        self._try(lambda: self._inner.send(queue, body, group=group, key=key))

    def receive(self, queue: str | Sequence[str], *, wait: float, visibility: float) -> Received | None:
        """As `Transport.receive`."""
        return self._try(lambda: self._inner.receive(queue, wait=wait, visibility=visibility))

    def acknowledge(self, queue: str, receipt: str) -> None:
        """As `Transport.acknowledge`."""
        self._try(lambda: self._inner.acknowledge(queue, receipt))

    def extend(self, queue: str, receipt: str, seconds: float) -> bool:
        """As `Transport.extend`."""
        return self._try(lambda: self._inner.extend(queue, receipt, seconds))

    def depth(self, queue: str) -> Depth:
        """As `Transport.depth`."""
        return self._try(lambda: self._inner.depth(queue))

    def put(self, table: str, key: str, row: Mapping[str, Any], *, expect: int | None = None) -> int:
        """As `Transport.put`. After a try whose answer was lost, a conditional one may find itself: `Conflict`."""
        return self._try(lambda: self._inner.put(table, key, row, expect=expect))

    def get(self, table: str, key: str) -> Row | None:
        """As `Transport.get`."""
        return self._try(lambda: self._inner.get(table, key))

    def delete(self, table: str, key: str, *, expect: int | None = None) -> None:
        """As `Transport.delete`."""
        self._try(lambda: self._inner.delete(table, key, expect=expect))

    def scan(self, table: str) -> list[tuple[str, Row]]:
        """As `Transport.scan`."""
        return self._try(lambda: self._inner.scan(table))

    def close(self) -> None:
        """As `Transport.close`."""
        self._inner.close()

    def _try(self, act: Callable[[], Result]) -> Result:
        end, pause = time.monotonic() + self._seconds, FIRST_PAUSE
        while True:
            try:
                return act()
            except TransportGone:
                if time.monotonic() + pause > end or self._stop.wait(pause):
                    raise
            pause = min(pause * 2, LONGEST_PAUSE)
