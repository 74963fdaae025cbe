"""A container's loop: takes the messages of its sessions in the order they were sent, and sees each to its answer."""

from __future__ import annotations

import contextlib
import time

from gitscen.errors import GitscenError
from gitscen.outcome import Act
from gitscen.session.bench import Bench
from gitscen.session.errand import Errand, Stop, Surroundings
from gitscen.session.inbox import Inbox
from gitscen.session.lease import Lease, milliseconds
from gitscen.session.log import say
from gitscen.session.message import Answer, BadMessage, Command, parse_command
from gitscen.session.pulse import Pulse
from gitscen.session.record import ContainerState, SessionRecord
from gitscen.session.reply import Replies
from gitscen.session.settings import ContainerSettings
from gitscen.session.transport.protocol import NoSuchQueue, Received, Transport
from gitscen.session.underway import forget_underway, read_receipts, read_underway, write_receipts

WAIT = 0.1
"""Seconds that the queues are listened to before it is looked for new sessions again."""

OLDER = 60.0
"""Seconds that a command may be older, by its sender's clock, than the one before it in its session."""


class Carrier:
    """Carries out the commands of one container, until it is asked to stop. It has the lease of the workspace."""

    def __init__(self, settings: ContainerSettings, transport: Transport, lease: Lease, stop: Stop) -> None:
        habits = settings.habits
        self._settings, self._transport, self._lease, self._stop = settings, transport, lease, stop
        every = min(habits.visibility, habits.lease) / 3
        self._pulse = Pulse(transport, lease, visibility=habits.visibility, every=every, lost=stop.lost)
        self._inbox = Inbox(transport, settings.container, settings.folder, self._pulse, visibility=habits.visibility)
        self._replies = Replies(transport, settings.container)
        self._bench = Bench(settings)
        self._latest: dict[str, int] = {}

    def run(self) -> None:
        """Work until it is asked to stop. Raises `LeaseLost`."""
        try:
            self.begin()
            while not self._stop.drain.is_set():
                self._stop.check()
                if not self.step(WAIT):
                    self._push_waiting()
            self._stop.check()
            self._inbox.give_back()
        finally:
            self.close()

    def step(self, wait: float) -> bool:
        """Do what the next message asks for, and return whether one came within `wait` seconds. Raises `LeaseLost`."""
        taken = self._inbox.take(wait)
        if taken:
            self._handle(*taken)
        return taken is not None

    def close(self) -> None:
        """Hold nothing any longer."""
        self._pulse.close()

    def begin(self) -> None:
        """Give back what a life before this one had in flight, and bring its workspace back."""
        folder = self._settings.folder
        for queue, receipt in read_receipts(folder):
            with contextlib.suppress(NoSuchQueue):
                self._transport.extend(queue, receipt, 0)
        write_receipts(folder, [])
        for task in read_underway(folder):
            if self._replies.given(task.session, task.command):
                forget_underway(folder, task.session, task.command)
        try:
            self._bench.open(read_underway(folder))
        except (GitscenError, OSError) as error:  # the next command tries again, and is told where that fails too
            say(f"no workspace yet: {error}")
        self._tell(ContainerState.IDLE)

    def _handle(self, session: SessionRecord, received: Received) -> None:
        try:
            command = self._read(session, received)
            if given := self._replies.given(command.session_id, command.command_id):
                self._replies.repeat(received, given)
                say(f"{given.answer_id}: had its answer already")
            else:
                self._carry_out(received, command)
        except BadMessage as bad:
            self._replies.refuse(received, session.session_id, bad)
            if bad.command_id:
                forget_underway(self._settings.folder, session.session_id, bad.command_id)
            say(f"{session.session_id}/{bad.command_id or '?'}: refused: {bad.reason}")
        self._inbox.done(received)

    def _carry_out(self, received: Received, command: Command) -> None:
        self._lease.tell(ContainerState.WORKING, session_id=command.session_id, command_id=command.command_id)
        folder, ids = self._settings.folder, (command.session_id, command.command_id)
        before = next((task for task in read_underway(folder) if (task.session, task.command) == ids), None)
        around = Surroundings(self._settings, self._bench, self._inbox, self._stop, self._is_work)
        answer = Errand(around, received, command).run(before)
        self._stop.check()
        self._latest[command.session_id] = command.timestamp
        self._replies.answer(received, answer)
        forget_underway(folder, *ids)
        say(_show(answer))
        self._tell(ContainerState.IDLE, pushed=answer.pushed)

    def _is_work(self, session: SessionRecord, received: Received) -> bool:
        try:
            command = self._read(session, received)
        except BadMessage:
            return False
        return self._replies.given(command.session_id, command.command_id) is None

    def _read(self, session: SessionRecord, received: Received) -> Command:
        """Return the command. Raises `BadMessage` for one that is none, or that does not belong to its session."""
        command = parse_command(received.body, now=time.time(), session=session.session_id)
        ids = command.session_id, command.command_id
        for name, said, known in (
            ("clientId", command.client_id, session.client_id),
            ("projectId", command.project_id, session.project_id),
            ("userId", command.user_id, session.user_id),
            ("chatThreadId", command.chat_thread_id, session.chat_thread_id),
        ):
            if said != known:
                raise BadMessage(f"{name} is {said!r}, but the session's is {known!r}.", *ids)
        behind = self._latest.get(session.session_id, 0) - command.timestamp
        if behind > OLDER * 1000 and not self._replies.given(*ids):
            late = f"the message is out of order: {behind / 1000:.0f} s older than the one before it."
            raise BadMessage(late, *ids)
        return command

    def _push_waiting(self) -> None:
        outcome = self._bench.push_waiting()
        if outcome is None:
            return
        say(f"a push that had to wait: {outcome.status.value} {outcome.branch} {outcome.reason}")
        self._tell(ContainerState.IDLE, pushed=any(deed.act is Act.PUSHED for deed in outcome.deeds))

    def _tell(self, state: ContainerState, *, pushed: bool = False) -> None:
        """Write the container's row: what it does, what waits, and when it last pushed."""
        waiting = tuple(self._bench.waiting)
        last = milliseconds() if pushed else self._lease.record.pushed
        self._lease.tell(state, session_id="", command_id="", waiting=waiting, pushed=last)


def _show(answer: Answer) -> str:
    end = "interrupted" if answer.interrupted else "done" if answer.success else "failed"
    push = "" if answer.pushed else ", not pushed"
    what = f" {answer.error}" if answer.error else ""
    return f"{answer.session_id}/{answer.command_id}: {end} on {answer.branch}{push}, {answer.duration_ms} ms{what}"
