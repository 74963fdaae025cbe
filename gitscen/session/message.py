"""Messages of the queues as values and as JSON: commands, answers, dead letters. Pure.

Fields are as the documents have them. Everything that comes out of a queue is untrusted: `parse_command` refuses what
it does not know to the last field, with a reason for a person, and with the ids as far as they can be read, so that an
answer can be given.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import Meta

from gitscen.errors import BadName
from gitscen.session.naming import Id, check_id, thread_branch

COMMAND_LIMIT = 256 * 1024
"""Bytes of a command or an answer, as SQS had for most of its life and as the documents know it."""

FUTURE = 300.0
"""Seconds that a sender's clock may be ahead of ours."""

_TEXT_LIMIT = 4_000


class Message(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    """A message. An unknown or missing field is an error."""


class Command(Message, frozen=True, kw_only=True):
    """What a person wants to have done in a session."""

    session_id: str
    command_id: str
    chat_thread_id: str
    client_id: str
    project_id: str
    user_id: str
    instruction: str
    timestamp: Annotated[int, Meta(ge=0, description="milliseconds since the epoch")]


class Answer(Message, frozen=True, kw_only=True):
    """What became of a command; there is one for each."""

    session_id: str
    command_id: str
    success: bool
    interrupted: bool = False
    summary: str = ""
    error: str = ""
    files: Annotated[tuple[str, ...], Meta(description="changed paths, quoted as git quotes them where need be")] = ()
    more_files: Annotated[int, Meta(description="changed paths that did not fit in the message")] = 0
    branch: str = ""
    commit: str = ""
    pushed: Annotated[bool, Meta(description="whether the remote has the commit")] = False
    container_id: str = ""
    timestamp: int = 0
    duration_ms: int = 0


class DeadLetter(Message, frozen=True, kw_only=True):
    """A message that was not carried out. `body` is its text, cut where it is long; `size` its bytes."""

    reason: str
    session_id: str | None = None
    command_id: str | None = None
    body: str = ""
    size: int = 0
    timestamp: int = 0


Told = TypeVar("Told", bound=Message)


_NO_JSON = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)


class BadMessage(ValueError):
    """A message that is refused: `reason` for a person, and the ids where they could be read and are good names."""

    def __init__(self, reason: str, session_id: str | None = None, command_id: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.session_id = session_id
        self.command_id = command_id


def encode_message(message: Message) -> bytes:
    """Return a message as JSON in UTF-8. Of an answer, long texts and lists of files are cut to fit the limit."""
    return msgspec.json.encode(_fit(message) if isinstance(message, Answer) else message)


def parse_command(body: bytes, *, now: float, session: str | None = None) -> Command:
    """Return the command that a body holds. Raises `BadMessage`.

    `now` is the time in seconds; `session` is whose queue the body was in, which the message has to agree with.
    """
    if len(body) > COMMAND_LIMIT:
        reason = f"the message has {len(body):,} bytes; {COMMAND_LIMIT:,} are the most."
        raise BadMessage(reason, *_read_ids(None, body, session))
    told: Any = None
    try:
        told = msgspec.json.decode(body)
        command = msgspec.convert(told, Command)
        _check(command, now, session)
    except (*_NO_JSON, BadName) as error:
        raise BadMessage(_explain(error), *_read_ids(told, body, session)) from error
    return command


def parse_answer(body: bytes) -> Answer:
    """Return the answer that a body holds. Raises `BadMessage`."""
    return _parse(body, Answer)


def parse_dead_letter(body: bytes) -> DeadLetter:
    """Return the dead letter that a body holds; a body as a transport moved it becomes one, so this never raises."""
    try:
        return _parse(body, DeadLetter)
    except BadMessage:
        return dead_letter(
            body, BadMessage("it was delivered again and again, and never acknowledged.", *_read_ids(None, body))
        )


def dead_letter(body: bytes, why: BadMessage, *, timestamp: int = 0) -> DeadLetter:
    """Return the letter that goes to the dead-letter queue in place of a refused message."""
    text = body[: _TEXT_LIMIT * 4].decode(errors="replace")[:_TEXT_LIMIT]
    return DeadLetter(
        reason=why.reason,
        session_id=why.session_id,
        command_id=why.command_id,
        body=text,
        size=len(body),
        timestamp=timestamp,
    )


def _check(command: Command, now: float, session: str | None) -> None:
    """Raise `BadName` for what the types of the fields do not tell."""
    for kind, text in (
        (Id.SESSION, command.session_id),
        (Id.COMMAND, command.command_id),
        (Id.CLIENT, command.client_id),
        (Id.PROJECT, command.project_id),
        (Id.USER, command.user_id),
    ):
        check_id(kind, text)
    thread_branch(command.chat_thread_id)
    if session is not None and command.session_id != session:
        raise BadName(f"sessionId {command.session_id!r} is not that of the queue it was sent to, {session!r}.")
    if not command.instruction.strip() or "\0" in command.instruction:
        raise BadName("the instruction is empty or holds a NUL character.")
    if command.timestamp > (now + FUTURE) * 1000:
        ahead = command.timestamp / 1000 - now
        raise BadName(f"timestamp {command.timestamp} is {ahead:.0f} s in the future; {FUTURE:.0f} s are the most.")


def _parse(body: bytes, kind: type[Told]) -> Told:
    try:
        return msgspec.json.decode(body, type=kind)
    except _NO_JSON as error:
        raise BadMessage(_explain(error), *_read_ids(None, body)) from error


def _explain(error: Exception) -> str:
    match error:
        case msgspec.ValidationError():
            return f"the message is not as agreed: {error}."
        case BadName():
            return str(error)
        case _:
            return f"the message is not JSON in UTF-8: {error}."


_FIELD = rb'"%s"\s*:\s*"([^"\\\x00-\x1f]{1,96})"'


def _read_ids(
    told: Any,  # noqa: ANN401 - whatever JSON has
    body: bytes,
    session: str | None = None,
) -> tuple[str | None, str | None]:
    """Return session and command id, each only if it is a good name. Text that is no JSON is searched for them.

    Where it is known whose queue it was, that is the session: no message makes another session get an answer.
    """
    found: list[str | None] = []
    for kind in (Id.SESSION, Id.COMMAND):
        name = kind.value.field
        if isinstance(told, dict):
            text = told.get(name)
        else:
            match = re.search(_FIELD % name.encode(), body)
            text = match[1].decode(errors="replace") if match else None
        try:
            found.append(check_id(kind, text) if isinstance(text, str) else None)
        except BadName:
            found.append(None)
    return session or found[0], found[1]


def _fit(answer: Answer) -> Answer:
    """Return the answer cut to `COMMAND_LIMIT`: texts first, then the list of files, of which the rest is counted."""
    if len(msgspec.json.encode(answer)) <= COMMAND_LIMIT:
        return answer
    answer = msgspec.structs.replace(answer, summary=_cut(answer.summary), error=_cut(answer.error))
    while answer.files and len(msgspec.json.encode(answer)) > COMMAND_LIMIT:
        kept = len(answer.files) // 2
        more = answer.more_files + len(answer.files) - kept
        answer = msgspec.structs.replace(answer, files=answer.files[:kept], more_files=more)
    return answer


def _cut(text: str) -> str:
    return text if len(text) <= _TEXT_LIMIT else text[: _TEXT_LIMIT - 3] + "..."
