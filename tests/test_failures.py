"""docs/failures.md: every known failure has scenarios that are there, or a reason why it has none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gitscen.scenario.find import catalogue

ROOT = Path(__file__).parents[1]
ROW = re.compile(r"^\| (S?\d+) \| (.+) \| (.+) \| (.+) \|$", re.MULTILINE)
ROWS = {match[1]: match.groups()[1:] for match in ROW.finditer((ROOT / "docs/failures.md").read_text(encoding="utf-8"))}
SHIPPED = {path.relative_to(catalogue()).with_suffix("").as_posix() for path in catalogue().rglob("*.toml")}


def test_every_row_is_there_once_and_in_order() -> None:
    numbers = ROW.findall((ROOT / "docs/failures.md").read_text(encoding="utf-8"))
    assert [row[0] for row in numbers] == [*map(str, range(1, 53)), *(f"S{number}" for number in range(1, 8))]


@pytest.mark.parametrize("number", ROWS)
def test_a_row_has_scenarios_or_a_reason(number: str) -> None:
    _, source, held = ROWS[number]
    assert re.fullmatch(r"[\w./-]+#\d+(, ([\w./-]+#\d+|CVE-\d{4}-\d+))*", source) or (
        source == "—" and number[0] == "S"
    )
    if held.startswith("No scenario: "):
        assert len(held) > 60, "a reason is a whole sentence"
        assert held.endswith(".")
    else:
        names = re.findall(r"`([^`]+)`", held)
        assert held == ", ".join(f"`{name}`" for name in names)
        assert [name for name in names if name not in SHIPPED] == []


def test_few_rows_have_no_scenario() -> None:
    assert [number for number, row in ROWS.items() if row[2].startswith("No")] == ["48", "S4", "S5", "S6", "S7"]
