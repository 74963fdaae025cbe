from __future__ import annotations

import json
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]
import pytest

from gitscen.doctor.finding import Diagnosis, Finding, Level, Remedy, Safety, Severity
from gitscen.doctor.judge import judge
from gitscen.doctor.report.json import json_report
from gitscen.doctor.report.schema import report_schema
from tests.doctor.made import DEEP, SOUND, lock, made

DOCS = Path(__file__).parents[3] / "docs" / "doctor.md"


@pytest.mark.parametrize("evidence", [SOUND, made(locks=(lock("index.lock"),))])
def test_the_report_is_as_its_schema_says(evidence: object) -> None:
    report = json.loads(json_report(judge(evidence, DEEP)))  # type: ignore[arg-type]
    jsonschema.validate(report, report_schema())


def test_the_schema_refuses_what_is_none() -> None:
    report = json.loads(json_report(judge(SOUND, DEEP)))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**report, "level": "fine"}, report_schema())


def test_all_of_a_finding_is_told() -> None:
    finding = Finding(
        code="lock-stale",
        severity=Severity.WARNING,
        message="It was left.",
        path=".git/index.lock",
        evidence=("\udcff is no UTF-8",),
        at_risk=("work",),
        remedy=Remedy.MOVE_LOCK_ASIDE,
        safety=Safety.SAFE,
    )
    report = json.loads(json_report(Diagnosis(workspace="/w", level=Level.INTERRUPTED, findings=(finding,))))
    assert report["findings"] == [
        {
            "code": "lock-stale",
            "severity": "warning",
            "path": ".git/index.lock",
            "message": "It was left.",
            "evidence": ["\\xff is no UTF-8"],
            "at_risk": ["work"],
            "remedy": {"name": "move-lock-aside", "safety": "safe"},
        }
    ]


def test_the_page_has_the_schema() -> None:
    text = DOCS.read_text().partition("```json\n")[2].partition("```")[0]
    assert json.loads(text) == report_schema()
