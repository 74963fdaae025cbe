"""The letters of a case: what was sent and which answers came, and what the tables say of containers.

Looks through the desk and the transport only, as a client could.
"""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass, field

from gitscen.session.desk import Desk
from gitscen.session.lease import read_container
from gitscen.session.message import Answer, parse_dead_letter
from gitscen.session.naming import QueueKind, queue_name
from gitscen.session.record import (
    ANSWERS,
    CONTAINERS,
    AnswerRecord,
    ContainerRecord,
    ContainerState,
    SessionRecord,
    SessionState,
    answer_key,
    from_row,
)
from gitscen.session.transport.protocol import NoSuchQueue, Transport

_GONE = (ContainerState.STOPPED, ContainerState.FAILED)


@dataclass
class Mailbox:
    """What a client knows. `sent` has the commands of each session that must be answered, in order."""

    desk: Desk
    transport: Transport
    sent: dict[str, list[str]] = field(default_factory=dict)
    records: dict[str, SessionRecord] = field(default_factory=dict)
    """The sessions as they were opened."""
    heard: dict[str, list[Answer]] = field(default_factory=dict)
    dead: dict[str, list[str]] = field(default_factory=dict)
    processes: set[int] = field(default_factory=set)
    """Every process that a container's row has named."""

    def listen(self) -> None:
        """Take in whatever has come out of the queues of all sessions."""
        for session in self.sent:
            with contextlib.suppress(NoSuchQueue):
                self.heard[session] = self.desk.heard(session)

    def answer(self, command: str) -> Answer | None:
        """Return the first answer to a command that is known: heard, or in the table where its queue is gone."""
        if command in (known := self.answered()):
            return known[command]
        session = next((session for session, commands in self.sent.items() if command in commands), None)
        if session is None or self.has_queues(session):
            return None
        row = self.transport.get(ANSWERS, answer_key(session, command))
        return from_row(row.data, AnswerRecord).answer if row else None

    def answered(self) -> dict[str, Answer]:
        """Return the answers that were heard, by command, each command's first."""
        found: dict[str, Answer] = {}
        for answers in self.heard.values():
            for answer in answers:
                found.setdefault(answer.command_id, answer)
        return found

    def answers(self) -> dict[str, tuple[Answer, ...]]:
        """Return the one answer that counts of every command that was sent and is answered, by session."""
        known = self.answered()
        found = {
            session: [known.get(command) or self.answer(command) for command in commands]
            for session, commands in self.sent.items()
        }
        return {session: tuple(answer for answer in answers if answer) for session, answers in found.items()}

    def pending(self) -> list[str]:
        """Return the commands that wait for their answer."""
        known = self.answered()
        left = [command for commands in self.sent.values() for command in commands if command not in known]
        return [command for command in left if self.answer(command) is None]

    def has_queues(self, session: str) -> bool:
        """Whether any queue of a session is there."""
        names = {queue_name(kind, session) for kind in QueueKind}
        return bool(names & set(self.transport.list_queues("webordinary-")))

    def depth(self, kind: QueueKind, session: str) -> int:
        """Return how much lies in a queue; a dead letter that was looked at still counts. -1 without such a queue."""
        try:
            depth = self.transport.depth(queue_name(kind, session))
        except NoSuchQueue:
            return -1
        taken = len(self.dead.get(session, ())) if kind is QueueKind.DEAD else 0
        return depth.waiting + depth.in_flight + taken

    def sessions(self) -> list[SessionRecord]:
        """Return the sessions' rows."""
        found = (self.desk.session(session) for session in self.sent)
        return [record for record in found if record is not None]

    def containers(self) -> dict[str, ContainerRecord]:
        """Return the containers that run, by id: those whose row says so and whose process lives."""
        read = [read_container(row.data) for _, row in self.transport.scan(CONTAINERS)]
        self.processes |= {row.pid for row in read if row and row.pid}
        return {row.container_id: row for row in read if row and row.state not in _GONE and _lives(row.pid)}

    def fallen(self) -> set[int]:
        """Return the processes of containers that are gone, of those that were seen."""
        return {pid for pid in self.processes if not _lives(pid)}

    def groups(self) -> list[tuple[str, ...]]:
        """Return for each running container the sessions that it serves, sorted."""
        served = [one for one in self.sessions() if one.state is not SessionState.CLOSED]
        return sorted(
            tuple(sorted(one.session_id for one in served if one.container_id == name)) for name in self.containers()
        )

    def collect_dead(self, session: str) -> None:
        """Take in what has come into a session's queue of dead letters."""
        queue = queue_name(QueueKind.DEAD, session)
        with contextlib.suppress(NoSuchQueue):
            while received := self.transport.receive(queue, wait=0.0, visibility=30.0):
                self.dead.setdefault(session, []).append(parse_dead_letter(received.body).reason)
                self.transport.acknowledge(queue, received.receipt)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, ValueError):
        return False
    except PermissionError:
        return True
    return pid > 0
