"""A container's messages: the queues of its sessions, found in the table; at most one message of each is in flight.

What was received for another session while a command runs stays in flight: it is what comes next. Messages are done in
the order in which they were sent, whatever session they are of.
"""

from __future__ import annotations

import contextlib
import time
from pathlib import Path

import msgspec

from gitscen.errors import BadName
from gitscen.session.naming import QUEUES, Id, QueueKind, check_id, container_id, thread_branch
from gitscen.session.pulse import Pulse
from gitscen.session.record import SESSIONS, SessionRecord, SessionState, from_row
from gitscen.session.transport.protocol import NoSuchQueue, Received, Transport
from gitscen.session.underway import write_receipts

LOOK = 0.1
"""Seconds between looks for new sessions."""


class Inbox:
    """The messages for one container."""

    def __init__(self, transport: Transport, container: str, folder: Path, pulse: Pulse, *, visibility: float) -> None:
        self._transport, self._container, self._folder = transport, container, folder
        self._pulse, self._visibility = pulse, visibility
        self._sessions: dict[str, SessionRecord] = {}
        self._held: dict[str, Received] = {}
        self._missing: set[str] = set()
        self._looked = 0.0

    def take(self, wait: float) -> tuple[SessionRecord, Received] | None:
        """Return the message that was sent first, or None where there was none for `wait` seconds."""
        self.look()
        if not self._held:
            self._receive(self._queues(), wait)
            self.look()
        if not self._held:
            return None
        queue = min(self._held, key=lambda name: self._held[name].sent)
        return self._sessions[queue], self._held[queue]

    def look(self, *, working_on: str = "") -> None:
        """Receive what is there, but for the session that is worked on: its next message waits for its turn."""
        self._discover()
        while queues := [name for name in self._queues() if self._sessions[name].session_id != working_on]:
            if not self._receive(queues, 0.0):
                return

    def newer(self, than: Received) -> list[tuple[SessionRecord, Received]]:
        """Return the messages held for other sessions that were sent after this one."""
        later = [queue for queue, held in self._held.items() if queue != than.queue and held.sent > than.sent]
        return [(self._sessions[queue], self._held[queue]) for queue in later]

    def done(self, received: Received) -> None:
        """Forget a message that was acknowledged."""
        self._pulse.drop((received.queue, received.receipt))
        self._held.pop(received.queue, None)
        self._note()

    def give_back(self) -> None:
        """Give everything that is held back to its queue."""
        for received in tuple(self._held.values()):
            with contextlib.suppress(NoSuchQueue):
                self._transport.extend(received.queue, received.receipt, 0)
            self.done(received)

    def _receive(self, queues: list[str], wait: float) -> bool:
        if not queues:
            time.sleep(wait)
            return False
        try:
            received = self._transport.receive(queues, wait=wait, visibility=self._visibility)
        except NoSuchQueue:
            self._missing = set(queues) - set(self._transport.list_queues(QUEUES))
            return False
        if received is None:
            return False
        self._held[received.queue] = received
        self._pulse.hold((received.queue, received.receipt))
        self._note()
        return True

    def _queues(self) -> list[str]:
        """Return the queues that may be received from: one message of a session at a time."""
        return [name for name in self._sessions if name not in self._held and name not in self._missing]

    def _discover(self) -> None:
        now = time.monotonic()
        if now - self._looked < LOOK:
            return
        self._looked = now
        found = {record.queue(QueueKind.INPUT): record for record in read_sessions(self._transport)}
        mine = {queue: record for queue, record in found.items() if record.container_id == self._container}
        held = {queue: self._sessions[queue] for queue in self._held}
        if self._missing and mine.keys() != self._sessions.keys():
            self._missing = set()
        self._sessions = {**held, **mine}

    def _note(self) -> None:
        write_receipts(self._folder, [(held.queue, held.receipt) for held in self._held.values()])


def read_sessions(transport: Transport) -> list[SessionRecord]:
    """Return the sessions that are not closed. A row that is none, or has hostile names, is passed over."""
    found: list[SessionRecord] = []
    for _, row in transport.scan(SESSIONS):
        with contextlib.suppress(msgspec.ValidationError, BadName):
            record = from_row(row.data, SessionRecord)
            if record.state is not SessionState.CLOSED and _is_sound(record):
                found.append(record)
    return found


def _is_sound(record: SessionRecord) -> bool:
    """Whether the names in a row are good and agree: folders and branches are named after them. Raises `BadName`."""
    check_id(Id.SESSION, record.session_id)
    named = container_id(record.client_id, record.project_id, record.user_id)
    return (named, thread_branch(record.chat_thread_id)) == (record.container_id, record.branch)
