"""The client's desk: opens and closes sessions, sends commands, waits for answers. It needs no host to be there.

Several desks may use one transport, but each session's answers are for one of them: who receives an answer takes it off
its queue.
"""

from __future__ import annotations

import contextlib
import time
import uuid

import msgspec

from gitscen.errors import GitscenError, UsageError
from gitscen.session.closing import remove_queues
from gitscen.session.lease import milliseconds, read_container
from gitscen.session.message import Answer, BadMessage, Command, encode_message, parse_answer
from gitscen.session.naming import Id, QueueKind, check_id, container_id, queue_name, thread_branch
from gitscen.session.record import (
    ANSWERS,
    CONTAINERS,
    SESSIONS,
    AnswerRecord,
    ContainerRecord,
    SessionRecord,
    SessionState,
    answer_key,
    from_row,
    to_row,
)
from gitscen.session.transport.protocol import NoSuchQueue, Transport

TRIES = 100
"""Deliveries before the transport itself gives a message up; containers judge what poison is much sooner."""

_WAIT, _PAUSE, _VISIBILITY = 0.25, 0.02, 30.0


class NoAnswer(GitscenError):
    """A command was not answered in time."""

    exit_code = 1


class NoSuchSession(UsageError):
    """There is no such session, or it takes no commands any more."""


class Desk:
    """Sessions as a client has them."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._heard: dict[str, list[Answer]] = {}
        self._sent = 0

    def open(self, *, client: str, project: str, user: str, thread: str, session: str | None = None) -> SessionRecord:
        """Open a session, or one again that was closed; its queues are made. Raises `BadName` and `UsageError`."""
        branch = thread_branch(thread)
        container = container_id(client, project, user)
        session = session or f"session-{uuid.uuid4().hex[:12]}-1"
        check_id(Id.SESSION, session)
        before = self.session(session)
        if before and (before.container_id, before.chat_thread_id) != (container, thread):
            raise UsageError(f"session {session} is another one's: {before.container_id}, {before.chat_thread_id}.")
        make_queues(self._transport, session)
        now = milliseconds()
        record = SessionRecord(
            session_id=session,
            chat_thread_id=thread,
            client_id=client,
            project_id=project,
            user_id=user,
            container_id=container,
            branch=branch,
            opened=now,
            active=now,
        )
        self._transport.put(SESSIONS, session, to_row(record))
        return record

    def send(self, session: str, instruction: str, *, command: str | None = None, timestamp: int | None = None) -> str:
        """Send a command and return its id. `timestamp` is in milliseconds. Raises `NoSuchSession`."""
        record = self.session(session)
        if record is None or record.state is not SessionState.OPEN:
            raise NoSuchSession(f"session {session} is not open. Open it first.")
        self._sent += 1
        told = Command(
            session_id=session,
            command_id=command or f"cmd-{self._sent:03}-{uuid.uuid4().hex[:6]}",
            chat_thread_id=record.chat_thread_id,
            client_id=record.client_id,
            project_id=record.project_id,
            user_id=record.user_id,
            instruction=instruction,
            timestamp=milliseconds() if timestamp is None else timestamp,
        )
        self.send_raw(session, encode_message(told), key=told.command_id)
        return told.command_id

    def send_raw(self, session: str, body: bytes, *, key: str) -> None:
        """Put any bytes into a session's input queue; the same `key` within five minutes is the same message."""
        queue = queue_name(QueueKind.INPUT, session)
        try:
            self._transport.send(queue, body, group=session, key=key)
        except NoSuchQueue:  # it was opened again while a host was just deleting its queues
            make_queues(self._transport, session)
            self._transport.send(queue, body, group=session, key=key)

    def wait(self, session: str, *commands: str, limit: float = 30.0) -> dict[str, Answer]:
        """Return the answers to these commands, waiting for them `limit` seconds together. Raises `NoAnswer`."""
        end = time.monotonic() + limit
        while missing := [one for one in commands if one not in self._known(session)]:
            left = end - time.monotonic()
            if left <= 0:
                raise NoAnswer(f"{', '.join(missing)} of {session}: no answer within {limit:g} s. Is a host running?")
            if self._receive(session, min(left, _WAIT)) is None:
                self._look_up(session, missing)
        known = self._known(session)
        return {one: known[one] for one in commands}

    def heard(self, session: str) -> list[Answer]:
        """Return every answer that has come out of the session's output queue so far, in order, duplicates too."""
        while self._receive(session, 0.0):
            pass
        return list(self._heard.get(session, []))

    def close(self, session: str) -> None:
        """Close a session. What it was sent is still carried out; then its queues go, with their last answers."""
        row = self._transport.get(SESSIONS, session)
        if row is None:
            raise NoSuchSession(f"there is no session {session}.")
        record = from_row(row.data, SessionRecord)
        if record.state is SessionState.OPEN:
            self._transport.put(
                SESSIONS,
                session,
                to_row(msgspec.structs.replace(record, state=SessionState.CLOSING)),
                expect=row.version,
            )
        remove_queues(self._transport, session)

    def session(self, session: str) -> SessionRecord | None:
        """Return a session's row, or None."""
        row = self._transport.get(SESSIONS, session)
        return from_row(row.data, SessionRecord) if row else None

    def container(self, session: str) -> ContainerRecord | None:
        """Return the row of the container that a session has, or None while it has had none."""
        record = self.session(session)
        row = self._transport.get(CONTAINERS, record.container_id) if record else None
        return read_container(row.data) if row else None

    def _known(self, session: str) -> dict[str, Answer]:
        return {answer.command_id: answer for answer in reversed(self._heard.get(session, []))}

    def _receive(self, session: str, wait: float) -> bool | None:
        """Take one answer off the queue and return whether there was one; None where there is no queue any more."""
        queue = queue_name(QueueKind.OUTPUT, session)
        try:
            received = self._transport.receive(queue, wait=wait, visibility=_VISIBILITY)
            if received is None:
                return False
            with contextlib.suppress(BadMessage):  # whoever wrote that is no container of ours
                self._heard.setdefault(session, []).append(parse_answer(received.body))
            self._transport.acknowledge(queue, received.receipt)
        except NoSuchQueue:
            return None
        return True

    def _look_up(self, session: str, commands: list[str]) -> None:
        """Take the answers that a closed session gave from the table, where they stay."""
        for command in commands:
            if row := self._transport.get(ANSWERS, answer_key(session, command)):
                self._heard.setdefault(session, []).append(from_row(row.data, AnswerRecord).answer)
        time.sleep(_PAUSE)


def make_queues(transport: Transport, session: str) -> None:
    """Make the three queues of a session; those that are there stay as they are."""
    dead = queue_name(QueueKind.DEAD, session)
    transport.create_queue(dead, tries=TRIES)
    transport.create_queue(queue_name(QueueKind.OUTPUT, session), tries=TRIES)
    transport.create_queue(queue_name(QueueKind.INPUT, session), dead_letters=dead, tries=TRIES)
