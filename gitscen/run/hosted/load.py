"""A host under load: many sessions, commands at once or at a rate, processes killed at random; and what came of it.

The stage, the mail and the judging are those of stories; the clock is the machine's, as answers have it.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from gitscen.run.hosted.options import Options
from gitscen.run.hosted.stage import Stage
from gitscen.run.hosted.steps import Steps
from gitscen.run.hosted.watch import Watch
from gitscen.run.session import end_marked, last_pid
from gitscen.scenario.hosted import Await, HostWish, Kill, Open
from gitscen.scenario.model import Case, OriginCommit, Scenario
from gitscen.session.message import Answer
from gitscen.verdict import Failure


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is asked of the host. Sessions of one of the `users` on one project share a container.

    `rate` is commands a second over all sessions, None for all of them at once.
    `kills` processes are killed at random moments, chosen by `seed`. `limit` is in seconds, for everything together.
    """

    sessions: int = 10
    projects: int = 3
    users: int = 4
    commands: int = 1
    most: int = 4
    rate: float | None = None
    head_start: float = 10.0
    kills: int = 0
    seed: int = 0
    clone: str = "full"
    limit: float = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What came of it. Times are in seconds; `latencies` go from the sending of a command to its answer.

    `recoveries` go from a kill to the next answer; `failures` are what the judge found.
    """

    plan: Plan
    sent: int
    answers: tuple[Answer, ...]
    latencies: tuple[float, ...]
    seconds: float
    containers: int
    most: int
    kills: tuple[str, ...]
    recoveries: tuple[float, ...]
    failures: tuple[Failure, ...]


Tell = Callable[[int, int], None]
"""Is told now and then how many commands are answered, of how many."""


def run_load(plan: Plan, root: Path, options: Options, *, tell: Tell) -> Load:
    """Put a host that lives below `root` under load, judge, and return what came of it. Raises `WorldError`."""
    since = last_pid()
    stage = Stage(Case("load", plan.clone, _scenario(plan)), root, options)
    try:
        return _Run(plan, stage, ledger=not options.agent).run(tell)
    finally:
        stage.close()
        end_marked(*stage.mark, since=since)


def _scenario(plan: Plan) -> Scenario:
    """Return the stage's beginning, and the sessions: those of the documents, three users to each three."""
    projects = tuple(f"project-{number}" for number in range(plan.projects))
    opens = tuple(
        Open(
            session=f"session-{number}",
            client="load-test",
            project=projects[number % plan.projects],
            user=f"user{number // plan.projects % plan.users}@example.com",
        )
        for number in range(plan.sessions)
    )
    return Scenario(
        title="load",
        projects=projects,
        host=HostWish(most=plan.most, head_start=plan.head_start),
        origin=(OriginCommit(branch="main", files={"app.txt": "one\n"}),),
        step=(*opens, Await()),
    )


class _Run:
    """One load under way."""

    def __init__(self, plan: Plan, stage: Stage, *, ledger: bool) -> None:
        self._plan, self._stage = plan, stage
        self._watch = Watch(stage, ledger=ledger)
        self._steps = Steps(stage, self._watch)
        self._random = random.Random(plan.seed)  # noqa: S311 - to be repeated, not to be secret
        self._sent: dict[str, float] = {}
        self._containers: set[str] = set()
        self._kills: list[str] = []
        self._recoveries: list[float] = []

    def run(self, tell: Tell) -> Load:
        """Open, send, kill, wait, judge."""
        plan, stage = self._plan, self._stage
        stage.start_host()
        for step in stage.case.scenario.step:
            if isinstance(step, Open):
                self._steps.do(step)
        began, commands = time.monotonic(), list(self._commands())
        kills = self._kill_times(len(commands))
        while len(self._watch.mail.answered()) < len(commands) and time.monotonic() - began < plan.limit:
            passed = time.monotonic() - began
            while len(self._sent) < len(commands) and (not plan.rate or len(self._sent) <= passed * plan.rate):
                self._send(*commands[len(self._sent)])
            if kills and len(self._watch.mail.answered()) >= kills[0]:
                kills.pop(0)
                self._kill()
            self._look()
            tell(len(self._watch.mail.answered()), len(commands))
            time.sleep(stage.pause)
        seconds = time.monotonic() - began
        failures = self._watch.conclude()
        answers = self._watch.mail.answered()
        return Load(
            plan=plan,
            sent=len(self._sent),
            answers=tuple(answers.values()),
            latencies=tuple(sorted(one.timestamp / 1000 - self._sent[name] for name, one in answers.items())),
            seconds=seconds,
            containers=len(self._containers),
            most=self._watch.most,
            kills=tuple(self._kills),
            recoveries=tuple(self._recoveries),
            failures=failures,
        )

    def _commands(self) -> Iterator[tuple[str, str, str]]:
        """Yield session, command and instruction, turn by turn."""
        for turn in range(self._plan.commands):
            for number in range(self._plan.sessions):
                text = "Add a test file" if turn == 0 else f'Append "{turn}" to log.txt'
                if turn % 3 == 2:
                    text = f'Create file{turn}.txt with content "{turn} of {number}"'
                yield f"session-{number}", f"cmd-{number}-{turn}", text

    def _send(self, session: str, command: str, instruction: str) -> None:
        self._stage.desk.send(session, instruction, command=command)
        self._sent[command] = time.time()
        self._watch.mail.sent[session].append(command)

    def _look(self) -> None:
        self._watch.look()
        self._containers |= self._watch.running.keys()
        for what in list(self._watch.measured):
            self._recoveries.append(self._watch.measured.pop(what))

    def _kill_times(self, commands: int) -> list[int]:
        """Return after how many answers a process is killed."""
        return sorted(self._random.randrange(max(1, commands)) for _ in range(self._plan.kills))

    def _kill(self) -> None:
        """Kill a process: a container, what is at work in one, or the host, which is started again."""
        who = self._random.choice(("container", "container", "agent", "host"))
        if who == "host":
            self._steps.do(Kill(who="host"))
            self._stage.start_host()
            self._kills.append("the host")
            return
        sessions = sorted(self._watch.mail.sent)
        self._random.shuffle(sessions)
        for session in sessions:
            if self._steps.kill_in(session, who):
                self._watch.killed(f"the {who}", time.monotonic())
                self._kills.append(f"the {who} of {session}")
                return
