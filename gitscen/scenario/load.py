"""Scenario files as typed scenarios, and back as plain tables.

`load_scenario` reads a file, and whatever is wrong with it comes out as a `ScenarioError` with file, line and what
would be right. Nothing is built and nothing is written here.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from enum import Enum
from pathlib import Path
from typing import Any

import msgspec

from gitscen.errors import ScenarioError
from gitscen.scenario.check import check_scenario
from gitscen.scenario.fault import Fault, Where, suggest
from gitscen.scenario.lines import line_of, scan_lines
from gitscen.scenario.mismatch import explain_mismatch
from gitscen.scenario.model import Scenario
from gitscen.scenario.vocabulary import STEPS, VERBS

MAX_BYTES = 4 << 20
"""No story needs more; whatever is larger is not a scenario."""


def load_scenario(path: Path) -> Scenario:
    """Return the scenario that a file holds.

    Raises `ScenarioError` for a file that cannot be read, is no TOML, or does not tell a sound story.
    """
    source = read_source(path)
    raw = parse_source(path, source)
    faulty = _judge(raw)
    if isinstance(faulty, Scenario):
        return faulty
    lines = scan_lines(source)
    line, first = min(((line_of(lines, fault.where), fault) for fault in faulty), key=lambda pair: pair[0])
    raise ScenarioError(str(path), line, first.says)


def decode_scenario(raw: dict[str, Any]) -> Scenario:
    """Return the scenario that tables of a scenario file's shape tell. Raises `ScenarioError`, without a place."""
    faulty = _judge(raw)
    if isinstance(faulty, Scenario):
        return faulty
    where = ".".join(map(str, faulty[0].where))
    raise ScenarioError(where, 0, faulty[0].says)


def encode_scenario(scenario: Scenario) -> dict[str, Any]:
    """Return a scenario as tables of a scenario file's shape, without what is as it is by default."""
    encoded: dict[str, Any] = _encode(scenario)
    return encoded


def read_source(path: Path) -> str:
    """Return the text of a scenario file. Raises `ScenarioError` for one that cannot be read or is no text."""
    try:
        if path.is_dir():
            raise ScenarioError(str(path), 0, "This is a folder. Name a scenario file in it.")
        if path.exists() and not path.is_file():
            raise ScenarioError(str(path), 0, "This is no ordinary file. Name a scenario file.")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ScenarioError(str(path), 0, f"The file cannot be read: {error.strerror}.") from error
    if len(data) > MAX_BYTES:
        raise ScenarioError(
            str(path), 0, f"The file is larger than {MAX_BYTES >> 20} MiB. No scenario needs that much."
        )
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ScenarioError(
            str(path), line, "The file is not UTF-8. Save it as UTF-8; write other bytes as base64 or a quoted path."
        ) from error


def parse_source(path: Path, source: str) -> dict[str, Any]:
    """Return the tables of a scenario file's text. Raises `ScenarioError` for what is no TOML."""
    if not source.strip():
        raise ScenarioError(str(path), 1, "The file is empty. A scenario has at least a title and one [[step]].")
    try:
        return tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        match = re.search(r"^(.*) \(at (?:line (\d+), column (\d+)|end of document)\)$", str(error), re.DOTALL)
        line = int(match[2]) if match and match[2] else source.count("\n") + 1
        says = match[1] if match else str(error)
        raise ScenarioError(str(path), line, f"This is not TOML: {says}. See https://toml.io for the rules.") from error
    except RecursionError as error:
        raise ScenarioError(str(path), 1, "The file nests too deeply. No scenario needs that.") from error


def _judge(raw: dict[str, Any]) -> Scenario | tuple[Fault, ...]:
    """Return the scenario, or all that is known to be wrong with it."""
    tagged, faults = tag_steps(raw)
    if faults:
        return faults
    try:
        scenario = msgspec.convert(tagged, Scenario)
    except msgspec.ValidationError as error:
        return (explain_mismatch(tagged, error),)
    return check_scenario(scenario) or scenario


def tag_steps(raw: dict[str, Any]) -> tuple[dict[str, Any], tuple[Fault, ...]]:
    """Return the tables with the model's one `step` tag in each step instead of `do` or `ask`."""
    tagged, faults = _tag_list(raw, "step", (), VERBS)
    steps = tagged.get("step")
    if not isinstance(steps, list):
        return tagged, faults
    for number, step in enumerate(steps):
        if isinstance(step, dict) and str(step.get("step")).startswith("ask "):
            steps[number], more = _tag_list(step, "meanwhile", ("step", number), ("do",))
            faults += more
    return tagged, faults


def _tag_list(
    table: dict[str, Any], key: str, where: Where, verbs: Sequence[str]
) -> tuple[dict[str, Any], tuple[Fault, ...]]:
    """Return a table with the steps that it lists under a key tagged, and what is wrong with their verbs."""
    steps = table.get(key)
    if not isinstance(steps, list):
        return table, ()
    tagged = [
        _tag_step(step, (*where, key, number), verbs) if isinstance(step, dict) else step
        for number, step in enumerate(steps)
    ]
    return {**table, key: tagged}, tuple(step for step in tagged if isinstance(step, Fault))


def _tag_step(step: dict[str, Any], where: Where, verbs: Sequence[str]) -> dict[str, Any] | Fault:
    given = [verb for verb in VERBS if verb in step]
    if len(given) != 1:
        has = "both" if given else "neither"
        return Fault(where, f"A step has either 'do' or 'ask', and this one has {has}.")
    verb = given[0]
    if verb not in verbs:
        return Fault((*where, verb), f"Here the world acts, while the workflow is at work: write 'do', not {verb!r}.")
    what = step[verb]
    known = STEPS[verb]
    if not isinstance(what, str) or what not in known:
        return Fault((*where, verb), f"There is no {verb} = {what!r}. {suggest(str(what), known)}")
    if "step" in step:
        return Fault((*where, "step"), f"Unknown key 'step' of '{verb} {what}'. Take it out.")
    return {"step": f"{verb} {what}"} | {key: value for key, value in step.items() if key != verb}


def _encode(value: Any) -> Any:  # noqa: ANN401 - a scenario holds anything that TOML does
    if isinstance(value, msgspec.Struct):
        return _encode_struct(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dict):
        return {key: _encode(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_encode(item) for item in value]
    return value


def _encode_struct(struct: msgspec.Struct) -> dict[str, Any]:
    tag = struct.__struct_config__.tag
    encoded: dict[str, Any] = dict([tag.split(" ", 1)]) if isinstance(tag, str) else {}
    for field in msgspec.structs.fields(struct):
        value = getattr(struct, field.name)
        default = field.default if field.default_factory is msgspec.NODEFAULT else field.default_factory()
        if value != default:
            encoded[field.encode_name] = _encode(value)
    return encoded
