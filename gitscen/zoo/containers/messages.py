"""Mistakes with messages: what is heard, believed, answered and acknowledged."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

import msgspec

from gitscen.session import carrier
from gitscen.session.inbox import Inbox
from gitscen.session.message import Answer, BadMessage, Command, encode_message
from gitscen.session.naming import QueueKind, queue_name
from gitscen.session.record import AnswerRecord, SessionRecord
from gitscen.session.reply import Replies
from gitscen.session.transport.protocol import Received


class AnswersAgain(Replies):
    """A command that comes again gets its answer again."""

    place: ClassVar = (carrier, "Replies")

    def repeat(self, received: Received, record: AnswerRecord) -> None:
        """Send the answer once more, as something new."""
        queue = queue_name(QueueKind.OUTPUT, record.answer.session_id)
        body = encode_message(record.answer)
        self._transport.send(queue, body, group=record.answer.session_id, key=uuid.uuid4().hex)
        self.acknowledge(received)


class DoesItAgain(Replies):
    """Nobody remembers what was done: a command that comes again is carried out again."""

    place: ClassVar = (carrier, "Replies")

    def given(self, session: str, command: str) -> AnswerRecord | None:  # noqa: ARG002 - as it is called
        """Know of no answer."""
        return None

    def _record(self, answer: Answer) -> AnswerRecord:
        return AnswerRecord(answer_id=uuid.uuid4().hex, answer=answer)


class NeverAcknowledges(Replies):
    """A command that is answered stays in its queue."""

    place: ClassVar = (carrier, "Replies")

    def acknowledge(self, received: Received) -> None:
        """Forget to."""


class AnswersLate(Replies):
    """The first answer waits for the next command, and goes out after that one's."""

    place: ClassVar = (carrier, "Replies")
    _kept: AnswerRecord | None = None
    _sent = False

    def _send(self, record: AnswerRecord) -> None:
        if self._kept is None and not self._sent:
            self._kept = record
            return
        super()._send(record)
        if self._kept is not None:
            kept, self._kept, self._sent = self._kept, None, True
            super()._send(kept)


class SwallowsPoison(Replies):
    """What is no command disappears without a word."""

    place: ClassVar = (carrier, "Replies")

    def refuse(self, received: Received, session: str, bad: BadMessage) -> None:  # noqa: ARG002 - as it is called
        """Take it off the queue."""
        self.acknowledge(received)


class FallsOverPoison(Replies):
    """What is no command ends the container, again and again."""

    place: ClassVar = (carrier, "Replies")

    def refuse(self, received: Received, session: str, bad: BadMessage) -> None:  # noqa: ARG002 - as it is called
        """Raise it."""
        raise bad


class HearsNothingNew(Inbox):
    """Sessions that are opened while it runs are not heard."""

    place: ClassVar = (carrier, "Inbox")

    def _discover(self) -> None:
        if not self._sessions:
            super()._discover()


class BelievesEverything:
    """A message is taken as it is: what it lacks is made up, what it says besides is passed over."""

    place: ClassVar = (carrier, "parse_command")

    def __new__(cls, body: bytes, *, now: float, session: str | None = None) -> Command:  # type: ignore[misc]
        """Return a command whatever was sent. Raises `BadMessage` for what is no JSON."""
        try:
            told: Mapping[str, Any] = msgspec.json.decode(body)
        except msgspec.MsgspecError as error:
            raise BadMessage(str(error)) from error
        ids = {"session_id": session or "", "command_id": str(told["commandId"])}
        known = _SESSIONS[session or ""]
        made = {
            "chat_thread_id": known.chat_thread_id,
            "client_id": known.client_id,
            "project_id": known.project_id,
            "user_id": known.user_id,
        }
        return Command(**ids, **made, instruction=str(told["instruction"])[:1000], timestamp=int(now * 1000))


class GoesByClocks:
    """A message that is a moment older than the one before it, by its sender's clock, is refused."""

    place: ClassVar = (carrier, "OLDER")
    value: ClassVar = 0.0


_SESSIONS: dict[str, SessionRecord] = {}


def note_sessions() -> None:
    """Remember the session of each message, for the container that believes everything."""
    handle = carrier.Carrier._handle  # noqa: SLF001 - a mistake lies beneath the surface

    def note(self: carrier.Carrier, session: SessionRecord, received: Received) -> None:
        _SESSIONS[session.session_id] = session
        handle(self, session, received)

    carrier.Carrier._handle = note  # type: ignore[method-assign]  # noqa: SLF001
