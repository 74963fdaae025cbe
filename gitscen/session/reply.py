"""Answers, exactly one to every command, whatever is redelivered and whoever is killed in between.

The order is: the row of the answer, which only one can put; the message, whose key is the command's; the row again,
marked as sent; the acknowledgement. What is not a command goes to the queue of dead letters, with the reason.
"""

from __future__ import annotations

import contextlib

import msgspec

from gitscen.session.lease import milliseconds
from gitscen.session.message import Answer, BadMessage, dead_letter, encode_message
from gitscen.session.naming import QueueKind, queue_name
from gitscen.session.record import ANSWERS, AnswerRecord, answer_key, from_row, to_row
from gitscen.session.transport.protocol import Conflict, NoSuchQueue, Received, Transport


class Replies:
    """Gives answers for a container, or for a host."""

    def __init__(self, transport: Transport, container: str) -> None:
        self._transport = transport
        self._container = container

    def given(self, session: str, command: str) -> AnswerRecord | None:
        """Return the answer that a command has, if it has one."""
        row = self._transport.get(ANSWERS, answer_key(session, command))
        return from_row(row.data, AnswerRecord) if row else None

    def answer(self, received: Received, answer: Answer) -> Answer:
        """Give the answer and acknowledge the command. Return the one that counts: another may have been first."""
        record = self._record(answer)
        self._send(record)
        self.acknowledge(received)
        return record.answer

    def repeat(self, received: Received, record: AnswerRecord) -> None:
        """Acknowledge a command that has its answer; the answer is sent if nobody knows that it was."""
        self._send(record)
        self.acknowledge(received)

    def refuse(self, received: Received, session: str, bad: BadMessage) -> None:
        """Move a message that cannot be carried out to the session's dead letters, and answer it if it has an id."""
        now = milliseconds()
        letter = encode_message(dead_letter(received.body, bad, timestamp=now))
        with contextlib.suppress(NoSuchQueue):
            dead = queue_name(QueueKind.DEAD, session)
            self._transport.send(dead, letter, group=session, key=f"{received.sent:.6f}-{bad.command_id or 'unknown'}")
        if bad.command_id and bad.session_id in (session, None) and not self.given(session, bad.command_id):
            answer = Answer(
                session_id=session,
                command_id=bad.command_id,
                success=False,
                error=bad.reason,
                container_id=self._container,
                timestamp=now,
            )
            self._send(self._record(answer))
        self.acknowledge(received)

    def acknowledge(self, received: Received) -> None:
        """Take a message off its queue. One whose queue is deleted is gone already."""
        with contextlib.suppress(NoSuchQueue):
            self._transport.acknowledge(received.queue, received.receipt)

    def _record(self, answer: Answer) -> AnswerRecord:
        key = answer_key(answer.session_id, answer.command_id)
        record = AnswerRecord(answer_id=key, answer=answer)
        try:
            self._transport.put(ANSWERS, key, to_row(record), expect=0)
        except Conflict:
            return self.given(answer.session_id, answer.command_id) or record
        return record

    def _send(self, record: AnswerRecord) -> None:
        if record.sent:
            return
        answer = record.answer
        with contextlib.suppress(NoSuchQueue):  # the session was closed, and its queues are gone
            self._transport.send(
                queue_name(QueueKind.OUTPUT, answer.session_id),
                encode_message(answer),
                group=answer.session_id,
                key=record.answer_id,
            )
        self._transport.put(ANSWERS, record.answer_id, to_row(msgspec.structs.replace(record, sent=True)))
