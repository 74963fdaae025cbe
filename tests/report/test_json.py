from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings

from gitscen.report.json import json_report
from gitscen.verdict import RunResult
from tests.report.runs import FAILED, FIXED, KNOWN, PASSED, RUNS, SKIPPED, run

DOCS = Path(__file__).parents[2] / "docs/reports.md"


def documented() -> Any:  # noqa: ANN401 - a JSON document
    match = re.search(r"```json\n(.*?)```", DOCS.read_text(), re.DOTALL)
    assert match is not None
    return json.loads(match[1])


def closed(schema: Any) -> Any:  # noqa: ANN401 - a JSON document
    """Return the schema without room for fields that are not documented, and with all that are required."""
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    more = {"additionalProperties": False, "required": list(schema["properties"])} if "properties" in schema else {}
    return {**{key: closed(value) for key, value in schema.items()}, **more}


@settings(deadline=None)
@given(RUNS)
def test_every_report_is_as_documented(any_run: RunResult) -> None:
    text = json_report(any_run)
    text.encode()
    jsonschema.validate(json.loads(text), closed(documented()))


def test_the_documented_schema_refuses_what_is_wrong() -> None:
    report = json.loads(json_report(run(PASSED)))
    report["cases"][0]["verdict"] = "fine"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(report, documented())


def test_a_report() -> None:
    report = json.loads(json_report(run(PASSED, FAILED, SKIPPED, interrupted=True)))
    assert report["schema"] == "gitscen/run/1"
    assert report["summary"] == {
        "cases": 3, "passed": 1, "failed": 1, "errored": 0, "skipped": 1, "known": 0, "fixed": 0,
        "seconds": 3.142, "interrupted": True,
        "repeat": 1, "seed": None,
    }  # fmt: skip
    assert report["cases"][0] == {
        "id": "switch/safe[full]", "scenario": "switch/safe", "clone": "full", "verdict": "passed", "reason": "",
        "seconds": 0.123, "failures": [], "world": "", "known": "", "steps": 0, "script": "", "times": 1,
        "measured": {}, "state": {},
    }  # fmt: skip
    assert report["cases"][1]["failures"][0] == {
        "step": 4, "title": "ask push", "rule": "work-lost", "message": "greeting.txt is in no file.",
        "wanted": "local\nsame\n", "seen": "incoming\x1b[31m\nsame\n", "commands": ["git fetch", "git merge"],
    }  # fmt: skip
    assert report["cases"][1]["failures"][2]["step"] is None


def test_the_contract_is_in_it_as_data() -> None:
    contract = json.loads(json_report(run(PASSED, FAILED, KNOWN, SKIPPED)))["contract"]
    assert contract["situations"] == [
        {"name": "switch", "kept": 1, "broken": 0, "skipped": 0, "errored": 0},
        {"name": "conflict", "kept": 0, "broken": 2, "skipped": 0, "errored": 0},
        {"name": "scenarios", "kept": 0, "broken": 0, "skipped": 1, "errored": 0},
    ]
    assert contract["breaks"][0] == {
        "rule": "work-lost", "invariant": True, "cases": 2, "known": 1, "smallest": "conflict/both-added[full]",
        "step": 4, "evidence": "greeting.txt is in no file.",
    }  # fmt: skip
    assert contract["lacks"] == [{"reason": "no\nsync", "cases": 1}]
    assert "work-lost" not in contract["kept"]
    assert "history-lost" in contract["kept"]


def test_a_known_failure_has_its_reason() -> None:
    report = json.loads(json_report(run(KNOWN, FIXED)))
    assert [(case["verdict"], case["known"]) for case in report["cases"]] == [("known", "issue #12"), ("fixed", "")]
    assert (report["summary"]["known"], report["summary"]["fixed"]) == (1, 1)
