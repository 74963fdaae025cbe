"""Plays one case: build the world, act, ask, look, judge. One case at a time in a process of its own.

The environment of the process becomes that of the case: whatever a subject inherits, it inherits from there.
"""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass, field, replace
from pathlib import Path

from gitscen.errors import ScenarioError, WorldError
from gitscen.judge.answer import judge_answer
from gitscen.judge.expect import judge_expect
from gitscen.judge.invariants import judge_invariants
from gitscen.judge.meanwhile import as_before
from gitscen.judge.story import Request, Work, carry, find_work
from gitscen.names import TreePath, unquote_path
from gitscen.observe.observation import Observation
from gitscen.observe.observer import Observer
from gitscen.outcome import Outcome, Status
from gitscen.run.fingerprint import fingerprint
from gitscen.run.result import conclude
from gitscen.run.session import end_marked, last_pid
from gitscen.run.trace import Trace, show_command
from gitscen.scenario.acts import Commit, DoDamage, DoStep, Job, Write
from gitscen.scenario.asks import OPERATIONS, Ask, Interrupt, Switch
from gitscen.scenario.content import Edits
from gitscen.scenario.hosted import HostStep
from gitscen.scenario.model import Case
from gitscen.scenario.title import step_title
from gitscen.subject.fault import SUBJECT, SubjectFault
from gitscen.subject.find import find_subject
from gitscen.subject.offer import Offer
from gitscen.subject.spec import WORKFLOW, is_class
from gitscen.subject.stops import Missed, Stops, make_door
from gitscen.verdict import CaseResult, Failure
from gitscen.world.act import Actors
from gitscen.world.build import build_world
from gitscen.world.world import World

MARK = "GITSCEN_WORLD"
"""The variable by which processes are known that a subject started: it holds the place of the world."""


def play(case: Case, root: Path, *, workflow: str) -> CaseResult:
    """Return the verdict on one case, played below `root`, an empty folder.

    Raises `WorldError` where the world cannot be built or a `do` step cannot be carried out, and `ScenarioError` where
    the story names a moment that does not come in the workflow that gitscen ships. `workflow` is a text that
    `gitscen.subject.spec` has settled.
    """
    started = time.monotonic()
    if case.scenario.is_hosted:
        from gitscen.run.hosted.play import play_hosted

        return play_hosted(case, root, workflow=workflow)
    world = build_world(case, root)
    actors = Actors(world)
    try:
        playing = Playing(case, world, actors, workflow)
        failures, skipped = playing.run()
    finally:
        actors.close()
    return conclude(case, started, failures=failures, skipped=skipped, state=fingerprint(playing.seen))


@dataclass
class Playing:
    """A case under way: what was seen last, whose work is whose, and the looks that steps gave a name."""

    case: Case
    world: World
    actors: Actors
    workflow: str
    works: tuple[Work, ...] = ()
    named: dict[str, Observation] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.observer = Observer.of(self.world, remotes=self.case.scenario.remotes, environment=self.actors.environment)
        self.trace = Trace(self.world.trace)
        stopped = any(step.kill or step.meanwhile for step in self.case.scenario.asks)
        door = make_door(self.world.root) if stopped and not is_class(self.workflow) else None
        self.subject = find_subject(self.workflow, self.world.workspace, self.case.scenario.workflow, door=door)
        self.began = last_pid()
        self.seen = self.observer.look()

    def run(self) -> tuple[tuple[Failure, ...], str]:
        """Play the steps up to the first that fails; return its failures, or why the story cannot be played on.

        The subject has ended then, with all that it started.
        """
        try:
            failures, skipped = self._play()
            return (failures, skipped) if failures or skipped else (self._end(), "")
        finally:
            if said := self.subject.kill():
                sys.stderr.write(said)
            end_marked(MARK, str(self.world.root), since=self.began)

    def _end(self) -> tuple[Failure, ...]:
        """Let the subject end; return a failure where it does not do that well."""
        try:
            self.subject.end()
        except SubjectFault as fault:
            return (Failure(rule=fault.rule, message=str(fault), title="at the end"),)
        return ()

    def _play(self) -> tuple[tuple[Failure, ...], str]:
        for number, step in enumerate(self.case.scenario.step, 1):
            failures: tuple[Failure, ...] = ()
            if isinstance(step, Ask):
                self.actors.tick()
                failures, skipped = self._ask(step, number)
                if skipped:
                    return (), skipped
            elif not isinstance(step, HostStep):
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
        before, self.seen = self.seen, self.observer.look(thorough=isinstance(step, DoDamage))
        self.works += find_work(before, self.seen, typed=isinstance(step, Write | Commit | Job))

    def _ask(self, step: Ask, number: int) -> tuple[tuple[Failure, ...], str]:
        """Ask, look and judge; return the failures, and why the case is skipped if the subject lacks the operation."""
        self._enter_environment()
        try:
            offer = self.subject.begin()
            if lacking := offer.lacks(self.case.scenario.workflow, OPERATIONS[type(step)]):
                return (), lacking
            self.trace.commands()
            started = time.monotonic()
            outcome, missed = self._answer(step)
            seconds = time.monotonic() - started
        except WorldError:
            raise
        except SubjectFault as fault:
            return self._without_answer(fault.rule, str(fault)), ""
        except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever a subject raises is its answer, and a bad one
            return self._without_answer(SUBJECT, f"the subject raised {type(error).__name__}: {error}"), ""
        if outcome is not None and outcome.status is Status.UNSUPPORTED:
            return (), outcome.reason
        last = not any(isinstance(later, Ask) for later in self.case.scenario.step[number:])
        before, self.seen = self.seen, self.observer.look(thorough=last)
        if outcome is not None and not self.subject.names_head:
            outcome = replace(outcome, branch=self.seen.branch, head=self.seen.head)
        request = self._request(step, before, outcome, seconds, offer)
        failures = tuple(judge_invariants(request))
        if missed is None:
            answered = judge_answer(step, outcome) if outcome else ()
            failures += (*answered, *judge_expect(step.expect, self.seen, self.named))
        elif not failures:
            return (), self._miss(step, number, missed)
        if request.carries:
            self.works = carry(self.works, before, self.seen)
        shown = tuple(map(show_command, request.commands))
        return tuple(replace(failure, commands=shown) for failure in failures), ""

    def _without_answer(self, rule: str, message: str) -> tuple[Failure, ...]:
        self.seen = self.observer.look()
        return (Failure(rule=rule, message=message, commands=tuple(map(show_command, self.trace.commands()))),)

    def _request(
        self, step: Ask, before: Observation, outcome: Outcome | None, seconds: float, offer: Offer
    ) -> Request:
        """Return what is to be judged: one request, and what was seen before and after it."""
        return Request(
            ask=step,
            before=before,
            after=self.seen,
            outcome=outcome,
            seconds=seconds,
            commands=self.trace.commands(),
            works=self.works,
            carries=step.carries or (isinstance(step, Switch) and offer.carries(self.case.scenario.workflow)),
            remote=self.case.scenario.workflow.remote,
            default=next((commit.branch for commit in self.case.scenario.origin), None),
            job_alive=self.actors.job is not None,
            rewritten=self._rewritten(step),
            meanwhile=frozenset(
                unquote_path(path) for one in step.meanwhile if isinstance(one, Edits) for path in one.paths
            ),
        )

    def _rewritten(self, step: Ask) -> frozenset[TreePath]:
        """Return the paths that the jobs of the story write while they end, where this request is to end one."""
        jobs = [one for one in self.case.scenario.step if isinstance(one, Job)] if isinstance(step, Interrupt) else []
        return frozenset(unquote_path(path) for job in jobs for path in job.last_files)

    def _answer(self, step: Ask) -> tuple[Outcome | None, Missed | None]:
        """Return the subject's outcome, None where the story had it killed; and a moment that never came."""

        def ask() -> Outcome:
            return self.subject.ask(step, self.actors.job, seconds=step.budget.seconds)

        if step.kill is None and not step.meanwhile:
            return ask(), None
        moments = [one.at for one in step.meanwhile if one.at is not None]
        stops = Stops(self.world.root, kill=step.kill, moments=moments, at=lambda moment: self._meanwhile(step, moment))
        return stops.ask(ask, self.subject.group), stops.missed

    def _meanwhile(self, step: Ask, moment: str) -> None:
        """Let the world act in the middle of a request; what it does is not the subject's doing."""
        was = self.observer.look()
        for one in step.meanwhile:
            if one.at == moment:
                self.actors.act(one)
                now = self.observer.look(thorough=isinstance(one, DoDamage))
                self.works += find_work(was, now, typed=isinstance(one, Write | Commit))
                self.seen, was = as_before(self.seen, was, now), now

    def _miss(self, step: Ask, number: int, missed: Missed) -> str:
        """Return why the case is skipped; raise where the story is wrong, as it was written for this workflow."""
        says = f"step {number}, {step_title(step)}: the moment '{missed.moment}' never came"  # type: ignore[arg-type]
        if self.workflow == WORKFLOW:
            raise ScenarioError(self.case.source or self.case.name, 0, f"{says}. Name one that is there: {missed.ran}.")
        return f"{says} in {self.workflow}, which ran: {missed.ran}."

    def _enter_environment(self) -> None:
        """Make the environment of this process that of the case, as it stands at this step."""
        os.environ.clear()
        os.environ.update(self.actors.environment, GIT_TRACE2_EVENT=str(self.world.trace))
        os.environ[MARK] = str(self.world.root)
        if self.actors.umask is not None:
            os.umask(self.actors.umask)
