"""Waits on a stage until what a story wants is so, and judges whatever is quiet then."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace

from gitscen.judge.expect import judge_expect
from gitscen.judge.hosted import UNANSWERED, judge_answers
from gitscen.run.hosted.mailbox import Mailbox
from gitscen.run.hosted.stage import Stage
from gitscen.run.hosted.waits import State, find_amiss
from gitscen.scenario.hosted import Await, Depths
from gitscen.session.message import Answer
from gitscen.session.naming import QueueKind
from gitscen.session.record import ContainerRecord, ContainerState
from gitscen.verdict import Failure

SETTLES = 20.0
"""Seconds in which everything must be answered and acknowledged in the end."""


@dataclass
class Watch:
    """One case as it is seen from outside. `ledger` tells whether a witness keeps one.

    `measured` is in seconds, by what was measured.
    """

    stage: Stage
    ledger: bool
    measured: dict[str, float] = field(default_factory=dict)
    running: dict[str, ContainerRecord] = field(default_factory=dict)
    """The containers that ran at the last look, by id."""
    most: int = 0
    """How many ran at once, as far as was seen."""
    _lives: dict[str, str] = field(default_factory=dict)
    _killed: tuple[str, float, int] | None = None
    _fallen: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Begin with empty hands."""
        self.mail = Mailbox(self.stage.desk, self.stage.transport)

    def wait(self, step: Await, *, last: bool) -> tuple[Failure, ...]:
        """Wait until all is so that a step wants; return what is not, or what does not hold where all is quiet."""
        end = time.monotonic() + step.within
        while True:
            state = self._look(step)
            amiss, may_change = find_amiss(step, state)
            if not amiss or not may_change or time.monotonic() > end:
                break
            time.sleep(self.stage.pause)
        self._lives |= state.lives
        if amiss:
            return amiss
        if step.begun or self.stage.outages.any:
            return ()
        if self.mail.pending():
            return self._expect(step) if step.expect else ()
        return (*self._calm(max(end - time.monotonic(), SETTLES)), *self._judge(thorough=last), *self._expect(step))

    def settle(self) -> tuple[Failure, ...]:
        """Wait until every command is answered and acknowledged; return what does not hold then."""
        if self.stage.outages.any or not self.stage.hosts:
            return ()
        return (*self._calm(SETTLES), *self._judge(thorough=False))

    def conclude(self) -> tuple[Failure, ...]:
        """As `settle`, with a thorough look at the end."""
        return (*self._calm(SETTLES), *self._judge(thorough=True))

    def look(self) -> None:
        """Take in the answers that are there, and which containers run."""
        self.mail.listen()
        self._measure()
        self.running = self.mail.containers()
        self._note_fallen()
        self.most = max(self.most, len(self.running))

    def look_at_workspaces(self) -> None:
        """See what somebody else has just done, so that it is not held against a container, nor lost unseen."""
        if not self._busy():
            self.stage.workspaces.look(self.mail.sessions(), thorough=False)

    def killed(self, what: str, moment: float) -> None:
        """Take note of a kill: how long it takes until the next answer comes is measured."""
        self.mail.listen()
        self._killed = (f"from the kill of {what} to the next answer", moment, self._count())

    def has_restarted(self) -> bool:
        """Whether any container has had more than one life."""
        self.mail.containers()
        return bool(self.mail.fallen())

    def state(self) -> dict[str, str]:
        """Return what must come out the same in every round: what each command was answered."""
        return {answer.command_id: _tell(answer) for answers in self.mail.answers().values() for answer in answers}

    def _look(self, step: Await) -> State:
        mail, away = self.mail, self.stage.outages.queues_away
        begun = {command: self.stage.ledger.count(command) for command in step.begun}
        pushed = {session: self.stage.workspaces.is_pushed(mail.records[session]) for session in step.pushed}
        if away:
            return State(
                answers={}, begun=begun, queues={}, dead={}, groups=(), pushed=pushed, lives={}, before=self._lives,
                most=self.most,
            )  # fmt: skip
        self.look()
        for session in {*step.queues, *step.dead}:
            mail.collect_dead(session)
        answers = {command: answer for command in step.answers if (answer := mail.answer(command))}
        depths = {
            session: Depths(input=mail.depth(QueueKind.INPUT, session), dlq=mail.depth(QueueKind.DEAD, session))
            for session in step.queues
        }
        return State(
            answers=answers,
            begun=begun,
            queues=depths,
            dead=mail.dead,
            groups=mail.groups() if step.containers is not None else (),
            pushed=pushed,
            lives={name: row.task_arn for name, row in self.running.items()},
            before=self._lives,
            most=self.most,
        )

    def _calm(self, seconds: float) -> tuple[Failure, ...]:
        """Wait until nothing is under way: all answered, all acknowledged, no container at work."""
        end = time.monotonic() + seconds
        while (busy := self._busy()) and time.monotonic() < end:
            time.sleep(self.stage.pause)
        if busy:
            return (Failure(rule=UNANSWERED, message=f"after {seconds:.0f} s there is still something to do: {busy}."),)
        return ()

    def _busy(self) -> str:
        """Return what is under way, "" for nothing."""
        mail = self.mail
        self.look()
        if pending := mail.pending():
            return f"no answer to {', '.join(pending)}"
        held = [session for session in mail.sent if mail.depth(QueueKind.INPUT, session) > 0]
        if held:
            return f"messages in the input queues of {', '.join(held)}"
        working = [name for name, row in self.running.items() if row.state is ContainerState.WORKING]
        return f"{', '.join(working)} at work" if working else ""

    def _judge(self, *, thorough: bool) -> tuple[Failure, ...]:
        """Look at every workspace and judge it, and the answers."""
        sessions, spaces = self.mail.sessions(), self.stage.workspaces
        before = spaces.look(sessions, thorough=thorough)
        written = self.stage.ledger.read() if self.ledger else ()
        found = (
            *judge_answers(self.mail.sent, self.mail.heard),
            *spaces.judge(before, sessions, written, self.mail.answers()),
        )
        return tuple(dict.fromkeys(found))

    def _expect(self, step: Await) -> tuple[Failure, ...]:
        """Hold what a step expects of workspaces against what is seen in them."""
        failures: list[Failure] = []
        by_session = {record.session_id: record.container_id for record in self.mail.sessions()}
        for session, expect in step.expect.items():
            seen = self.stage.workspaces.seen.get(by_session[session])
            if seen is None:
                failures.append(Failure(rule="expect", message=f"{session} has no workspace."))
                continue
            found = judge_expect(expect, seen, {})
            failures.extend(replace(failure, message=f"{session}: {failure.message}") for failure in found)
        return tuple(failures)

    def _note_fallen(self) -> None:
        """Take note of containers that are gone in a story that has them killed at a moment."""
        if not self.stage.case.scenario.host.kill:
            return
        new = self.mail.fallen() - self._fallen
        self._fallen |= new
        if new and not self._killed:
            self.killed("the container", time.monotonic())

    def _measure(self) -> None:
        if self._killed and self._count() > self._killed[2]:
            what, moment, _ = self._killed
            self.measured[what] = time.monotonic() - moment
            self._killed = None

    def _count(self) -> int:
        return sum(map(len, self.mail.heard.values()))


def _tell(answer: Answer) -> str:
    return "interrupted" if answer.interrupted else "success" if answer.success else "no success"
