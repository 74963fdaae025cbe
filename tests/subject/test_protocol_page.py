"""docs/protocol.md is true: its example is played, and its lines are what the schema says."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]
import pytest

from gitscen.scenario.find import select_cases
from gitscen.subject.schema import make_schema
from gitscen.verdict import Verdict
from tests.subject.plays import play_cases

PAGE = (Path(__file__).parents[2] / "docs/protocol.md").read_text()
LINES = sorted(set(re.findall(r'(?m)^(?:    (?:> )?|\| `)(\{"[^`\n]*\})', PAGE.replace(',\n     "', ', "'))))


def test_every_operation_is_there() -> None:
    told = {json.loads(line).get("op") for line in LINES}
    assert set(make_schema()["$defs"]["request"]["discriminator"]["mapping"]) <= told


@pytest.mark.parametrize("line", LINES)
def test_its_lines_are_what_the_schema_says(line: str) -> None:
    told = json.loads(line)
    kind = "request" if "op" in told else "introduction" if "gitscen" in told else "answer"
    jsonschema.validate(told, {**make_schema(), "$ref": f"#/$defs/{kind}"})


def test_its_example_is_played_and_skipped_as_told(tmp_path: Path) -> None:
    found = re.search(r"(?s)```sh\n(.*?)```", PAGE)
    assert found is not None
    (tmp_path / "adapter.sh").write_text(found[1])
    cases = select_cases(["push/plain[full]", "push/rejected-then-merged[full]", "switch/untracked[full]"])
    results = play_cases(f"sh {tmp_path}/adapter.sh", cases)
    told = {result.id: (result.verdict, result.reason) for result in results}
    assert told["push/plain[full]"][0] is Verdict.PASSED, told
    assert told["push/rejected-then-merged[full]"][0] is Verdict.FAILED
    assert told["switch/untracked[full]"] == (Verdict.SKIPPED, "a dozen lines has no switch")
