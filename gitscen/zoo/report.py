"""A selftest as text in 80 columns and as JSON, `gitscen/selftest/1`. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from gitscen.zoo.finding import Finding, Selftest

COLUMNS = 80
SCHEMA = "gitscen/selftest/1"


def text_report(done: Selftest) -> str:
    """Return the table: two lines a mistake, then what is wrong, then the sums."""
    lines = [*_table(done), "", *_wrong(done), *_sums(done)]
    return "".join(f"{line}\n" for line in lines)


def _table(done: Selftest) -> Iterator[str]:
    width = max((len(one.trial.mistake.name) for one in done.mistakes), default=0)
    for one in done.mistakes:
        by = one.trial.case.id if one.caught else "NOT CAUGHT"
        yield fit(f"{one.trial.mistake.name:{width}}  {by}")
        yield fit(f"    {one.trial.rule}: {one.evidence}" if one.caught else f"    {one.trial.case.id}: {one.evidence}")


def fit(line: str) -> str:
    """Return a line cut to the width of the table."""
    return line if len(line) <= COLUMNS else f"{line[: COLUMNS - 3]}..."


def _wrong(done: Selftest) -> Iterator[str]:
    """Yield what makes the selftest fail, in full."""
    for one in done.mistakes:
        if not one.caught:
            mistake = one.trial.mistake
            yield f"slipped through: {mistake.name} ({mistake.does}; {mistake.source})"
            yield f"    {one.trial.case.id}: {one.evidence}."
    for one in done.scenarios:
        if not one.caught:
            yield f"not justified: {one.trial.case.id} does not catch {one.trial.mistake.name}"
            yield f"    {one.evidence}. Run 'gitscen selftest --search {one.trial.case.name}'."
    for name in done.plan.bare:
        yield f"not justified: {name} is paired with no mistake"
        yield f"    Run 'gitscen selftest --search {name}'; or say why, with catches_nothing."


def _sums(done: Selftest) -> Iterator[str]:
    caught = sum(one.caught for one in done.mistakes)
    slack = sum(not one.caught for one in done.scenarios)
    names = {trial.case.name for trial in done.plan.trials}
    total = len(names) + len(done.plan.excused) + len(done.plan.bare)
    yield f"{len(done.plan.mistakes)} mistakes: {caught} caught"
    excused = f", {len(done.plan.excused)} say why they catch none" if done.plan.excused else ""
    yield f"{total} scenarios: {len(names) - slack} catch one of them{excused}"
    how = "interrupted after" if done.interrupted else "in"
    yield f"{len(done.findings)} cases {how} {done.seconds:.1f} s (git {done.git})"


def json_report(done: Selftest) -> str:
    """Return the report as one JSON document with a newline at its end."""
    report = {
        "schema": SCHEMA,
        "git": done.git,
        "ok": done.ok,
        "interrupted": done.interrupted,
        "seconds": round(done.seconds, 3),
        "mistakes": [_mistake(one) for one in done.mistakes],
        "scenarios": [_finding(one) for one in done.scenarios],
        "excused": dict(done.plan.excused),
        "bare": list(done.plan.bare),
    }
    return json.dumps(report, indent=2, ensure_ascii=False) + "\n"


def _mistake(one: Finding) -> dict[str, Any]:
    mistake = one.trial.mistake
    told = {"does": mistake.does, "source": mistake.source, "workflow": mistake.workflow}
    return {**_finding(one), **told}


def _finding(one: Finding) -> dict[str, Any]:
    return {
        "mistake": one.trial.mistake.name,
        "case": one.trial.case.id,
        "rule": one.trial.rule,
        "caught": one.caught,
        "evidence": one.evidence,
    }
