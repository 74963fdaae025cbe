"""Plays one story of sessions: remotes, queues and a host in a room of their own, the steps, the waits, the judging.

Whatever was started is ended before the result is given, by the mark that all of it carries.
"""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

from gitscen.errors import GitscenError, WorldError
from gitscen.run.hosted.options import Options, parse_options
from gitscen.run.hosted.stage import Stage
from gitscen.run.hosted.steps import Steps
from gitscen.run.hosted.watch import Watch
from gitscen.run.result import conclude
from gitscen.run.session import end_marked, last_pid
from gitscen.scenario.hosted import Await, Outage
from gitscen.scenario.model import Case
from gitscen.scenario.title import step_title
from gitscen.subject.spec import is_class
from gitscen.verdict import CaseResult, Failure


def play_hosted(case: Case, root: Path, *, workflow: str) -> CaseResult:
    """Return the verdict on one case, played below `root`, an empty folder.

    Raises `WorldError` where the stage cannot be built or a step cannot be carried out.
    """
    started = time.monotonic()
    options = parse_options(workflow)
    if options is None:
        return conclude(case, started, skipped=f"no container asks {workflow}; see 'gitscen session run --container'.")
    if skipped := _find_lacking(case, options):
        return conclude(case, started, skipped=skipped)
    since = last_pid()
    stage = Stage(case, root, options)
    watch = Watch(stage, ledger=not options.agent)
    try:
        failures = _play(stage, watch)
        state = watch.state()
    finally:
        stage.close()
        end_marked(*stage.mark, since=since)
    return conclude(case, started, failures=failures, state=state, measured=watch.measured)


def _find_lacking(case: Case, options: Options) -> str:
    """Return why a story cannot be played with these options, "" where it can."""
    steps = case.scenario.step
    if options.container and not is_class(options.container) and case.scenario.host.kill:
        return "it kills at a moment that only gitscen's own container has."
    if options.agent and any(isinstance(step, Await) and step.begun for step in steps):
        return "it waits for what the scripted agent writes."
    if options.endpoint and any(isinstance(step, Outage) and step.of == "queues" for step in steps):
        return "it puts the queue service out of reach, and this one is not its own."
    return ""


def _play(stage: Stage, watch: Watch) -> tuple[Failure, ...]:
    """Play the steps up to the first that fails; return its failures."""
    scenario = stage.case.scenario
    steps = Steps(stage, watch)
    if not scenario.host.waits:
        stage.start_host()
    last = max(number for number, step in enumerate(scenario.step, 1) if isinstance(step, Await))
    for number, step in enumerate(scenario.step, 1):
        try:
            failures = watch.wait(step, last=number == last) if isinstance(step, Await) else steps.do(step)
        except WorldError:
            raise
        except (GitscenError, OSError) as error:
            raise WorldError(f"step {number}, {step_title(step)}, could not be carried out: {error}") from error
        if failures:
            title = step_title(step)
            return tuple(replace(failure, step=number, title=title) for failure in failures)
    if scenario.host.kill and not watch.has_restarted():
        raise WorldError(f"no container was killed: the moment {scenario.host.kill!r} never came.")
    return tuple(replace(failure, title="at the end") for failure in watch.settle())
