"""Every mistake is caught by the scenario that must catch it, and every scenario catches the one it is paired with.

The trials are played in parts, so that several processors share them.
"""

from __future__ import annotations

import pytest

from gitscen.verdict import CaseResult
from gitscen.zoo.plan import Plan, plan_trials
from gitscen.zoo.selftest import run_selftest
from gitscen.zoo.trial import Trial

PARTS = 24


@pytest.fixture(scope="module")
def plan() -> Plan:
    """Return what the shipped selftest plays."""
    return plan_trials()


@pytest.mark.parametrize("part", range(PARTS))
def test_every_trial_comes_out_as_it_must(plan: Plan, part: int) -> None:
    mine = Plan(mistakes=plan.trials[part::PARTS], scenarios=(), excused={}, bare=())
    seen: list[str] = []
    done = run_selftest(mine, git="", jobs=1, on_trial=lambda trial, _: seen.append(trial.as_case.id))
    assert {one.trial.as_case.id: one.evidence for one in done.mistakes if not one.caught} == {}
    assert sorted(seen) == sorted(trial.as_case.id for trial in mine.trials)
    assert done.ok
    assert len(done.findings) == len(mine.trials) >= len(plan.trials) // PARTS > 0


def test_an_interrupt_ends_it_with_what_there_is(plan: Plan) -> None:
    def interrupt(trial: Trial, result: CaseResult) -> None:  # noqa: ARG001 - as it is called
        raise KeyboardInterrupt

    few = Plan(mistakes=plan.mistakes[:3], scenarios=(), excused={}, bare=())
    done = run_selftest(few, git="", jobs=1, on_trial=interrupt)
    assert (done.interrupted, done.ok, len(done.mistakes)) == (True, False, 1)
