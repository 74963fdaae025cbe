"""Rows of the tables as values: sessions, containers, and the commands that were answered. Pure.

Moments are milliseconds since the epoch, as in messages. Fields that a newer program wrote are passed over in reading,
and new ones need a default: several versions may run on one table.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any, TypeVar

import msgspec

from gitscen.session.message import Answer
from gitscen.session.naming import QueueKind, queue_name

SESSIONS = "webordinary-edit-sessions"
CONTAINERS = "webordinary-containers"
ANSWERS = "webordinary-answers"

KEYS = {SESSIONS: "sessionId", CONTAINERS: "containerId", ANSWERS: "answerId"}
"""The field of each table's rows that is their key."""


class SessionState(Enum):
    """Whether a session takes commands. A closing one answers what it was sent, then its queues go."""

    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"


class ContainerState(Enum):
    """What a container's process is doing. A stopped one keeps its workspace and may start again."""

    STARTING = "starting"
    IDLE = "idle"
    WORKING = "working"
    STOPPING = "stopping"
    STOPPED = "stopped"
    FAILED = "failed"


class Record(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A row."""


class SessionRecord(Record, frozen=True, kw_only=True):
    """A chat session: who talks, on which thread, and in which container."""

    session_id: str
    chat_thread_id: str
    client_id: str
    project_id: str
    user_id: str
    container_id: str
    branch: str
    state: SessionState = SessionState.OPEN
    opened: int = 0
    active: int = 0
    """When it was last sent or answered something."""

    def queue(self, kind: QueueKind) -> str:
        """Return the name of one of its queues."""
        return queue_name(kind, self.session_id)


class ContainerRecord(Record, frozen=True, kw_only=True):
    """A container: its process, and the lease that keeps a second one off its workspace."""

    container_id: str
    client_id: str
    project_id: str
    user_id: str
    state: ContainerState
    task_arn: str = ""
    """Names the process that runs it, one of its lives: `process/<host>/<pid>/<number>`."""
    pid: int = 0
    holder: str = ""
    """Whose lease it is: the host and process that look after it."""
    lease: int = 0
    """Until when."""
    session_id: str = ""
    command_id: str = ""
    """What it works on, "" when on nothing."""
    workspace: str = ""
    starts: int = 0
    started: int = 0
    beat: int = 0
    """When it last said that it lives."""
    pushed: int = 0
    """When it last brought something to the remote."""
    waiting: tuple[str, ...] = ()
    """Branches whose push waits for the remote."""
    error: str = ""


class AnswerRecord(Record, frozen=True, kw_only=True):
    """A command that is answered. Put before the answer is sent, so that a redelivered command is not done twice."""

    answer_id: str
    answer: Answer
    sent: bool = False


def answer_key(session: str, command: str) -> str:
    """Return the key of a command's answer: command ids are unique in their session only."""
    return f"{session}/{command}"


Kind = TypeVar("Kind", bound=Record)


def to_row(record: Record) -> dict[str, Any]:
    """Return a record as a table takes it."""
    row: dict[str, Any] = msgspec.to_builtins(record)
    return row


def from_row(data: Mapping[str, Any], kind: type[Kind]) -> Kind:
    """Return the record that a row holds. Raises `msgspec.ValidationError` for a row that is none."""
    return msgspec.convert(data, kind)
