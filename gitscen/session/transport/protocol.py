"""`Transport`: the queues and tables between desk, host and containers, and what every implementation keeps to.

Queues deliver at least once: what was received and not acknowledged comes again when its visibility is over, and after
`tries` deliveries it is moved to the queue of dead letters. Messages of one group come in the order they were sent, and
while one of them is in flight the others of its group wait. Times are seconds, moments are seconds since the epoch.

    GitscenError
    +- TransportError          exit 1: the service did not do what it was asked
       +- TransportGone        it cannot be reached, or is busy: try again after a pause, a bounded number of times
       +- NoSuchQueue          the queue was never made, or is deleted
       +- MessageTooLarge      the body is over `BODY_LIMIT`; nothing was sent
       +- Conflict             a conditional write met another version; nothing was written

Not promised: exactly one delivery, an order between groups, exact counts in `depth` on a distributed service.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from gitscen.errors import BadName, GitscenError

BODY_LIMIT = 1024 * 1024
"""Bytes that a transport carries in one message, as SQS since 2025. Commands have a lower limit of their own."""

DEDUPLICATION = 300.0
"""Seconds in which a second message with the same key is none, as with SQS FIFO."""


class TransportError(GitscenError):
    """The queues or tables did not do what they were asked."""

    exit_code = 1


class TransportGone(TransportError):
    """The queues and tables cannot be reached, or are busy: try again after a pause."""


class NoSuchQueue(TransportError):
    """The queue was never made, or is deleted."""


class MessageTooLarge(TransportError):
    """The body has more than `BODY_LIMIT` bytes."""


class Conflict(TransportError):
    """A conditional write or delete met another version of the row; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Received:
    """A message in flight. Who acknowledges it names `queue` and `receipt`; every delivery has its own receipt."""

    queue: str
    body: bytes
    receipt: str
    group: str
    sent: float
    count: int
    """How often it was delivered, this time included."""


@dataclass(frozen=True, slots=True)
class Depth:
    """How many messages a queue has: `waiting` to be received, and received without being acknowledged."""

    waiting: int
    in_flight: int


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table. `version` is a number that no other write of this row had; it tells nothing else."""

    version: int
    data: Mapping[str, Any]


class Transport(Protocol):
    """Queues and tables. Every method may raise `TransportGone`. Threads may share one transport, forks may not."""

    def create_queue(self, name: str, *, dead_letters: str | None = None, tries: int = 3) -> None:
        """Make a queue; one that is there keeps its messages, and its settings where `dead_letters` is None.

        After `tries` deliveries a message is moved to `dead_letters`. Raises `NoSuchQueue` where that is not there.
        """

    def delete_queue(self, name: str) -> None:
        """Delete a queue and all of its messages; one that is not there is deleted already."""

    def list_queues(self, prefix: str = "") -> list[str]:
        """Return the names of the queues that begin so, sorted."""

    def send(self, queue: str, body: bytes, *, group: str, key: str) -> None:
        """Put a message at the end of its group. With the same `key` within `DEDUPLICATION` it is the same message.

        So one that ended as `TransportGone`, and may have come through, is sent again with its key.
        Raises `NoSuchQueue` and `MessageTooLarge`; `BadName` for a group that is not 1 to 128 visible ASCII characters.
        """

    def receive(self, queue: str | Sequence[str], *, wait: float, visibility: float) -> Received | None:
        """Return one message of the first queue that has one, or None when there was none for `wait` seconds.

        Nobody else gets it for `visibility` seconds; a service may round that up to whole ones. Raises `NoSuchQueue`.
        """

    def acknowledge(self, queue: str, receipt: str) -> None:
        """Delete a received message; this does nothing once it is gone or another has it. Raises `NoSuchQueue`."""

    def extend(self, queue: str, receipt: str, seconds: float) -> bool:
        """Keep a message for so many seconds from now; 0 gives it back at once. False where it is no longer held.

        Given back is not undelivered: the delivery counts among the `tries`. Raises `NoSuchQueue`.
        """

    def depth(self, queue: str) -> Depth:
        """Count a queue's messages. Raises `NoSuchQueue`."""

    def put(self, table: str, key: str, row: Mapping[str, Any], *, expect: int | None = None) -> int:
        """Write a row of whatever JSON has, but NaN and infinity, and return its new version.

        With `expect` only over that version, or with 0 only where there is no row: else `Conflict`.
        """

    def get(self, table: str, key: str) -> Row | None:
        """Return a row as it was last put by anybody, or None."""

    def delete(self, table: str, key: str, *, expect: int | None = None) -> None:
        """Delete a row; one that is not there is deleted already. With another version than `expect`: `Conflict`."""

    def scan(self, table: str) -> list[tuple[str, Row]]:
        """Return all rows with their keys, sorted by key."""

    def close(self) -> None:
        """Let go of files and connections; queues and tables stay."""


def check_message(queue: str, body: bytes, group: str) -> None:
    """Raise what every `send` raises for a message that no transport takes."""
    if len(body) > BODY_LIMIT:
        raise MessageTooLarge(f"a message to {queue} has {len(body):,} bytes; {BODY_LIMIT:,} are the most.")
    if not re.fullmatch("[!-~]{1,128}", group):
        raise BadName(f"group {group[:130]!a} is not taken. Use 1 to 128 visible ASCII characters.")
