"""A plan played: trials in worker processes, and what became of them. KeyboardInterrupt ends it early."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import closing

from gitscen.verdict import CaseResult
from gitscen.zoo.finding import Finding, Selftest, find
from gitscen.zoo.plan import Plan
from gitscen.zoo.trial import Trial, run_trials

OnTrial = Callable[[Trial, CaseResult], None]


def run_selftest(plan: Plan, *, git: str, jobs: int, on_trial: OnTrial) -> Selftest:
    """Play all trials of a plan, show each to `on_trial`, and return what became of them."""
    began = time.monotonic()
    findings: dict[str, Finding] = {}

    def note(trial: Trial, result: CaseResult) -> None:
        findings[result.id] = find(trial, result)
        on_trial(trial, result)

    finished = play_all(plan.trials, jobs=jobs, on_trial=note)
    seconds = time.monotonic() - began
    return Selftest(plan=plan, findings=findings, git=git, seconds=seconds, interrupted=not finished)


def play_all(trials: Sequence[Trial], *, jobs: int, on_trial: OnTrial) -> bool:
    """Play trials and show each to `on_trial`; return whether all of them were played."""
    played = run_trials(trials, jobs=jobs)
    try:
        with closing(played):
            for trial, result in played:
                on_trial(trial, result)
    except KeyboardInterrupt:
        return False
    return True
