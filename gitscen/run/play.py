"""Plays one case: build the world, act, ask, look, judge. One case at a time in a process of its own.

The environment of the process becomes that of the case: whatever a subject inherits, it inherits from there.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field, replace
from pathlib import Path

from gitscen.judge.answer import judge_answer
from gitscen.judge.expect import judge_expect
from gitscen.judge.invariants import judge_invariants
from gitscen.judge.story import Request, Work, carry, find_work
from gitscen.names import TreePath, unquote_path
from gitscen.observe.observation import Observation
from gitscen.observe.observer import Observer
from gitscen.outcome import Outcome, Status
from gitscen.run.trace import Trace, show_command
from gitscen.scenario.acts import Commit, DoStep, Job, Write
from gitscen.scenario.asks import Ask, Interrupt, Switch
from gitscen.scenario.model import Case
from gitscen.scenario.title import step_title
from gitscen.subject.killed import ask_and_kill
from gitscen.subject.python import PythonSubject
from gitscen.verdict import CaseResult, Failure, Verdict
from gitscen.world.act import Actors
from gitscen.world.build import build_world
from gitscen.world.world import World


def play(case: Case, root: Path, *, workflow: str) -> CaseResult:
    """Return the verdict on one case, played below `root`, an empty folder, with the workflow `module:Class`.

    Raises `WorldError` where the world cannot be built or a `do` step cannot be carried out.
    """
    started = time.monotonic()
    world = build_world(case, root)
    actors = Actors(world)
    try:
        failures, skipped = _Play(case, world, actors, workflow).run()
    finally:
        actors.close()
    verdict = Verdict.FAILED if failures else Verdict.SKIPPED if skipped else Verdict.PASSED
    return CaseResult(
        id=case.id,
        scenario=case.name,
        clone=case.clone,
        verdict=verdict,
        seconds=time.monotonic() - started,
        reason=failures[0].message if failures else skipped,
        failures=failures,
        source=case.source,
    )


@dataclass
class _Play:
    """A case under way: what was seen last, whose work is whose, and the looks that steps gave a name."""

    case: Case
    world: World
    actors: Actors
    workflow: str
    works: tuple[Work, ...] = ()
    named: dict[str, Observation] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.observer = Observer(
            workspace=self.world.workspace,
            remotes={name: self.world.remote(name) for name in ("origin", *self.case.scenario.remotes)},
            untouchable=(self.world.home, self.world.outside),
            fired=self.world.fired,
            environment=dict(self.actors.environment),
        )
        self.trace = Trace(self.world.trace)
        self.seen = self.observer.look()

    def run(self) -> tuple[tuple[Failure, ...], str]:
        """Play the steps up to the first that fails; return its failures, or why the story cannot be played on."""
        for number, step in enumerate(self.case.scenario.step, 1):
            failures: tuple[Failure, ...] = ()
            if isinstance(step, Ask):
                self.actors.tick()
                failures, skipped = self._ask(step)
                if skipped:
                    return (), skipped
            else:
                self._do(step)
            if step.id:
                self.named[step.id] = self.seen
            if failures:
                title = step_title(step)
                return tuple(replace(failure, step=number, title=title) for failure in failures), ""
        last = judge_expect(self.case.scenario.expect, self.seen, self.named)
        return tuple(replace(failure, title="at the end") for failure in last), ""

    def _do(self, step: DoStep) -> None:
        self.actors.act(step)
        before, self.seen = self.seen, self.observer.look()
        self.works += find_work(before, self.seen, typed=isinstance(step, Write | Commit | Job))

    def _ask(self, step: Ask) -> tuple[tuple[Failure, ...], str]:
        """Ask, look and judge; return the failures, and why the case is skipped if the subject lacks the operation."""
        before = self.seen
        self._enter_environment()
        self.trace.commands()
        started = time.monotonic()
        try:
            outcome = self._answer(step)
        except Exception as error:  # noqa: BLE001 - whatever a subject raises is its answer, and a bad one
            failure = Failure(rule="outcome", message=f"the subject raised {type(error).__name__}: {error}")
            self.seen = self.observer.look()
            return (failure,), ""
        seconds = time.monotonic() - started
        if isinstance(outcome, Failure):
            return (outcome,), ""
        if outcome is not None and outcome.status is Status.UNSUPPORTED:
            return (), outcome.reason
        self.seen = self.observer.look()
        carries = step.carries or (isinstance(step, Switch) and self.case.scenario.workflow.policy == "carry")
        commands = self.trace.commands()
        request = Request(
            ask=step,
            before=before,
            after=self.seen,
            outcome=outcome,
            seconds=seconds,
            commands=commands,
            works=self.works,
            carries=carries,
            remote=self.case.scenario.workflow.remote,
            default=next((commit.branch for commit in self.case.scenario.origin), None),
            job_alive=self.actors.job is not None,
            rewritten=self._rewritten(step),
        )
        failures = (
            *judge_invariants(request),
            *(judge_answer(step, outcome) if outcome else ()),
            *judge_expect(step.expect, self.seen, self.named),
        )
        if carries:
            self.works = carry(self.works, before, self.seen)
        shown = tuple(map(show_command, commands))
        return tuple(replace(failure, commands=shown) for failure in failures), ""

    def _rewritten(self, step: Ask) -> frozenset[TreePath]:
        """Return the paths that the jobs of the story write while they end, where this request is to end one."""
        jobs = [one for one in self.case.scenario.step if isinstance(one, Job)] if isinstance(step, Interrupt) else []
        return frozenset(unquote_path(path) for job in jobs for path in job.last_files)

    def _answer(self, step: Ask) -> Outcome | Failure | None:
        """Return the subject's outcome; None where the story had it killed, a failure where that moment never came."""
        job = self.actors.job
        if step.kill is None:
            return self._open().ask(step, job)
        if ask_and_kill(lambda: self._open().ask(step, job), step.kill, self.world.root / "kill"):
            return None
        ran = ", ".join(sorted({" ".join(argv[:3]) for argv in self.trace.commands()}))
        return Failure(rule="kill", message=f"the moment '{step.kill}' never came. The subject ran: {ran}.")

    def _open(self) -> PythonSubject:
        return PythonSubject.open(self.workflow, self.world.workspace, self.case.scenario.workflow)

    def _enter_environment(self) -> None:
        """Make the environment of this process that of the case, as it stands at this step."""
        os.environ.clear()
        os.environ.update(self.actors.environment, GIT_TRACE2_EVENT=str(self.world.trace))
        if self.actors.umask is not None:
            os.umask(self.actors.umask)
