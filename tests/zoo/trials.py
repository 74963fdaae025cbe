"""Mistakes, cases and results made by hand, for tests of the pure parts."""

from __future__ import annotations

from gitscen.scenario.asks import AskPush
from gitscen.scenario.model import Case, Scenario
from gitscen.verdict import CaseResult, Failure, Verdict
from gitscen.zoo.finding import Finding, Selftest, find
from gitscen.zoo.mistake import Mistake
from gitscen.zoo.plan import Plan
from gitscen.zoo.trial import Trial


def mistake(name: str = "forced-push", caught_by: str = "push/plain", rule: str = "remote-rewritten") -> Mistake:
    """Return a mistake that forces its pushes."""
    return Mistake(
        name=name,
        does="forces pushes",
        source="hypershift#8476",
        place="push:ForcedPush",
        caught_by=caught_by,
        rule=rule,
    )


def case(name: str = "push/plain", clone: str = "full", *, catches_nothing: str = "") -> Case:
    """Return a case of a story that pushes."""
    return Case(name, clone, Scenario(title=name, step=(AskPush(),), catches_nothing=catches_nothing))


def result(trial: Trial, *failures: Failure) -> CaseResult:
    """Return what a trial came to: failed by these, or passed."""
    return CaseResult(
        id=trial.as_case.id,
        scenario=trial.as_case.name,
        clone=trial.case.clone,
        verdict=Verdict.FAILED if failures else Verdict.PASSED,
        seconds=0.1,
        reason=failures[0].message if failures else "",
        failures=failures,
    )


def failure(rule: str = "remote-rewritten", message: str = "refs/heads/main was rewritten.") -> Failure:
    """Return a failure by a rule."""
    return Failure(rule=rule, message=message)


def done(plan: Plan, *caught: Trial) -> Selftest:
    """Return a selftest in which these trials were caught and the others passed."""
    findings: dict[str, Finding] = {}
    for trial in plan.trials:
        seen = (failure(trial.rule),) if trial in caught else ()
        findings[trial.as_case.id] = find(trial, result(trial, *seen))
    return Selftest(plan=plan, findings=findings, git="2.39.5", seconds=1.25)
