"""Every mistake in the tables of a scenario file at once. Pure.

`load` stops at the first. Here each mistake that is found is taken out, and the rest is looked at again. What is
missing only because it was taken out is not told. Whether the story is sound is judged only where every step has
kept its kind: else one mistake would be told as many.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from gitscen.scenario.check import check_scenario
from gitscen.scenario.fault import Fault, Where
from gitscen.scenario.load import tag_steps
from gitscen.scenario.mismatch import explain_mismatch
from gitscen.scenario.model import Scenario

_STEP = {"step": "ask resolve"}
_COMMIT = {"branch": "main"}
"""What takes the place of a step or commit that cannot be kept, so that those after it keep their numbers."""
_MISSING = re.compile(r"The key '(\w+)' of .* is missing\.")


def find_mistakes(raw: dict[str, Any]) -> Scenario | tuple[Fault, ...]:
    """Return the scenario that a file's tables tell, or all that is wrong with them."""
    tagged, faults = tag_steps(raw)
    for fault in faults:
        tagged = _take_out(tagged, fault.where[:2])
    whole, taken = not faults, set[Where]()
    while True:
        try:
            scenario = msgspec.convert(tagged, Scenario)
        except msgspec.ValidationError as error:
            fault = explain_mismatch(tagged, error)
        else:
            return (*faults, *(check_scenario(scenario) if whole else ())) or scenario
        missing = _MISSING.match(fault.says)
        if missing is None or (*fault.where, missing[1]) not in taken:
            faults = (*faults, fault)
        whole = whole and not _is_item(fault.where)
        taken.add(fault.where)
        tagged, before = _take_out(tagged, fault.where), tagged
        if tagged == before:
            return faults


def _is_item(where: Where) -> bool:
    """Whether a place is a whole step or commit, or the list of them, or the scenario itself."""
    return len(where) <= 2 and where[:1] in ((), ("step",), ("origin",))


def _take_out(raw: dict[str, Any], where: Where) -> dict[str, Any]:
    """Return the tables without what is at a place: the key, of an item in a list the whole list."""
    match where:
        case ():
            return {"title": "?", "step": [_STEP], **raw}
        case ("step",):
            return {**raw, "step": [_STEP]}
        case ("step" | "origin" as top, int(number)):
            stand_in = _STEP if top == "step" else _COMMIT
            return {**raw, top: [stand_in if at == number else item for at, item in enumerate(raw[top])]}
        case (*_, int()):
            return _take_out(raw, where[:-1])
        case _:
            copy: dict[str, Any] = _deleted(raw, where)
            return copy


def _deleted(value: Any, where: Where) -> Any:  # noqa: ANN401 - TOML holds anything
    """Return a copy without the key at a place."""
    copy = value.copy()
    if len(where) == 1:
        copy.pop(where[0], None)
    else:
        copy[where[0]] = _deleted(value[where[0]], where[1:])
    return copy
