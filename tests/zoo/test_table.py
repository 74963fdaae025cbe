"""The table of mistakes: each class of the zoo once, each from a failure that is told of, every invariant broken."""

from __future__ import annotations

import ast
import pkgutil
import re
from pathlib import Path

import msgspec

import gitscen.zoo
from gitscen.scenario.asks import Expect
from gitscen.verdict import Invariant
from gitscen.workflow import Workspace
from gitscen.zoo.table import MISTAKES

ROOT = Path(__file__).parents[2]
BASES = {"Broken", "Tampered", "Swapped", "Joins"}
EXPECTATIONS = {f"expect {field.name}" for field in msgspec.structs.fields(Expect)} | {"outcome", "resolved"}


def broken_classes() -> set[str]:
    """Return every class of the zoo that stands for a mistake, as the table names it."""
    found: set[str] = set()
    for path in Path(gitscen.zoo.__file__).parent.glob("*.py"):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.ClassDef) and {getattr(base, "id", "") for base in node.bases} & BASES:
                found.add(f"{path.stem}:{node.name}")
    return {one for one in found if one.partition(":")[2] not in BASES}


def test_every_broken_workflow_is_in_the_table_once() -> None:
    places = [mistake.place for mistake in MISTAKES]
    assert sorted(places) == sorted(broken_classes())


def test_every_row_names_a_workflow() -> None:
    for mistake in MISTAKES:
        workflow = pkgutil.resolve_name(mistake.workflow)
        assert issubclass(workflow, Workspace), mistake
        assert workflow.__doc__, mistake


def test_rows_are_plain_and_short() -> None:
    names = [mistake.name for mistake in MISTAKES]
    assert len(set(names)) == len(names) >= 30
    assert [name for name in names if not re.fullmatch(r"[a-z]+(-[a-z]+)*", name)] == []
    assert [mistake.name for mistake in MISTAKES if not 10 < len(mistake.does) <= 48] == []


def test_every_mistake_was_made_by_a_program_that_the_page_of_failures_names() -> None:
    page = (ROOT / "docs" / "failures.md").read_text()
    assert [one.name for one in MISTAKES if not re.search(rf"(?<![\w#]){re.escape(one.source)}\b", page)] == []


def test_every_invariant_is_broken_by_a_mistake_and_every_rule_is_one() -> None:
    rules = {mistake.rule for mistake in MISTAKES}
    invariants = {invariant.value for invariant in Invariant}
    assert invariants - rules == set()
    assert rules - invariants - EXPECTATIONS == set()
