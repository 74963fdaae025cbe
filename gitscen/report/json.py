"""A run as JSON, `gitscen/run/1`, as docs/reports.md tells it. Pure.

Fields may be added under this name; one that changes its meaning or goes away makes it `gitscen/run/2`.
"""

from __future__ import annotations

import json
from typing import Any

from gitscen.report.contract import Break, Contract, draw_contract
from gitscen.report.shown import valid
from gitscen.verdict import CaseResult, Failure, RunResult, Verdict

SCHEMA = "gitscen/run/1"


def json_report(run: RunResult) -> str:
    """Return the report as one JSON document with a newline at its end."""
    report = {
        "schema": SCHEMA,
        "git": valid(run.git),
        "workflow": valid(run.workflow),
        "summary": {
            "cases": len(run.cases),
            **{verdict.value: run.count(verdict) for verdict in Verdict},
            "seconds": round(run.seconds, 3),
            "interrupted": run.interrupted,
            "repeat": run.repeat,
            "seed": run.seed,
        },
        "cases": [_case(case) for case in run.cases],
        "contract": _contract(draw_contract(run)),
    }
    return json.dumps(report, indent=2, ensure_ascii=False) + "\n"


def _case(case: CaseResult) -> dict[str, Any]:
    return {
        "id": valid(case.id),
        "scenario": valid(case.scenario),
        "clone": valid(case.clone),
        "verdict": case.verdict.value,
        "reason": valid(case.reason),
        "seconds": round(case.seconds, 3),
        "failures": [_failure(failure) for failure in case.failures],
        "world": valid(case.world),
        "known": valid(case.known),
        "steps": case.steps,
        "script": valid(case.script),
        "times": case.times,
        "measured": {valid(name): round(seconds, 3) for name, seconds in case.measured.items()},
        "state": {valid(name): valid(value) for name, value in case.state.items()},
    }


def _failure(failure: Failure) -> dict[str, Any]:
    return {
        "step": failure.step,
        "title": valid(failure.title),
        "rule": valid(failure.rule),
        "message": valid(failure.message),
        "wanted": valid(failure.wanted),
        "seen": valid(failure.seen),
        "commands": [valid(command) for command in failure.commands],
    }


def _contract(contract: Contract) -> dict[str, Any]:
    return {
        "situations": [
            {"name": valid(one.name), "kept": one.kept, "broken": one.broken, "skipped": one.skipped,
             "errored": one.errored}
            for one in contract.situations
        ],
        "kept": list(contract.kept),
        "breaks": [_break(one) for one in contract.breaks],
        "lacks": [{"reason": valid(reason), "cases": cases} for reason, cases in contract.lacks],
    }  # fmt: skip


def _break(one: Break) -> dict[str, Any]:
    return {
        "rule": valid(one.rule),
        "invariant": one.is_invariant,
        "cases": one.cases,
        "known": one.known,
        "smallest": valid(one.smallest.id),
        "step": one.evidence.step,
        "evidence": valid(one.evidence.message),
    }
