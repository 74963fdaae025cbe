"""docs/scenarios.md and the schema name every word of the model; the shipped schema is the generated one."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]
import msgspec
import pytest

from gitscen.names import ConflictKind, ConflictNature, InProgress, Side
from gitscen.outcome import Status
from gitscen.scenario import acts, asks, content, damage, hosted, model
from gitscen.scenario.find import catalogue
from gitscen.scenario.gitargs import SUBCOMMANDS
from gitscen.scenario.schema import make_schema, schema_text
from gitscen.scenario.vocabulary import STEPS

ROOT = Path(__file__).parents[2]
SCHEMA = ROOT / "gitscen" / "scenario" / "scenario.schema.json"
STRUCTS: tuple[type[msgspec.Struct], ...] = (
    *STEPS["do"].values(), *STEPS["ask"].values(), asks.Expect, asks.Budget, asks.WantedResolution, content.FileSpec,
    model.OriginCommit, model.Workflow, model.Scenario, hosted.HostWish, hosted.WantedAnswer, hosted.Depths,
)  # fmt: skip
ENUMS: tuple[type[Enum], ...] = (
    damage.Damage, acts.HookBehaviour, acts.OnInterrupt, ConflictKind, ConflictNature, InProgress, Side, Status,
)  # fmt: skip
SHIPPED = sorted(catalogue().rglob("*.toml"))
STORY = 'title = "t"\n[[step]]\n'


def words_of_the_model() -> Iterator[str]:
    for struct in STRUCTS:
        yield from (field.encode_name for field in msgspec.structs.fields(struct))
    for enum in ENUMS:
        yield from (str(member.value) for member in enum)
    yield from (*STEPS["do"], *STEPS["ask"], *SUBCOMMANDS)
    hook = next(field for field in msgspec.structs.fields(acts.Hook) if field.name == "name")
    yield from hook.type.__args__


@pytest.mark.parametrize("word", sorted(set(words_of_the_model())))
def test_the_reference_names_it(word: str) -> None:
    text = "".join((ROOT / "docs" / page).read_text() for page in ("scenarios.md", "sessions.md"))
    assert re.search(rf"""[`\[."]{re.escape(word)}[`\]" ]""", text), f"docs/scenarios.md does not tell of {word}"


def test_the_shipped_schema_is_the_models() -> None:
    assert SCHEMA.read_text() == schema_text(), "run: python -m gitscen.scenario.schema > " + str(SCHEMA)


def test_the_schema_is_a_schema_and_names_no_null() -> None:
    jsonschema.Draft202012Validator.check_schema(make_schema())
    assert "null" not in schema_text()


def test_there_are_scenarios_to_hold_against_the_schema() -> None:
    assert len(SHIPPED) >= 40


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text()))


def test_every_shipped_scenario_fits_the_schema(validator: jsonschema.Draft202012Validator) -> None:
    assert [path for path in SHIPPED if not validator.is_valid(tomllib.loads(path.read_text()))] == []


@pytest.mark.parametrize(
    "step",
    [
        'ask = "pull"',
        'do = "switch"\nbranch = "a"',
        'ask = "push"\noutcom = "done"',
        'ask = "switch"',
        'step = "ask push"',
        'do = "write"\nask = "push"',
        'ask = "push"\noutcome = "good"',
        'do = "write"\nfiles = { a = 1 }',
        "",
    ],
)
def test_the_schema_refuses_what_the_model_refuses(step: str, validator: jsonschema.Draft202012Validator) -> None:
    assert validator.is_valid(tomllib.loads(STORY + 'ask = "push"'))
    assert not validator.is_valid(tomllib.loads(STORY + step))
