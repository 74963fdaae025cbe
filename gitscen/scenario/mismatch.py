"""What msgspec says of a scenario that does not fit the model, said so that its author can mend it.

Turns the raw tables and a `ValidationError` into a `Fault`: its place (msgspec hides the keys of mappings), the
nearest known word, and what the model says of the field. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import msgspec
from msgspec import inspect

from gitscen.scenario.fault import Fault, Where, suggest
from gitscen.scenario.model import Scenario

_PLACE = re.compile(r" - at `(.*)`$")
_PART = re.compile(r"\.(\w+)|\[(\d+)\]|\[(\.\.\.)\]")
_WORDS = {
    "str": "text", "int": "a whole number", "float": "a number", "bool": "true or false", "array": "a list",
    "object": "a table", "null": "nothing",
}  # fmt: skip
_ANY_KEY = "..."


def explain_mismatch(raw: dict[str, Any], error: msgspec.ValidationError) -> Fault:
    """Return what is wrong in `raw`, whose steps carry their `step` tag already, and what would be right."""
    message = str(error)
    match = _PLACE.search(message)
    where = _name_keys(raw, message, _parse_place(match[1] if match else "$"))
    says = message[: match.start()] if match else message
    types = list(_types_at(raw, where))
    of = _name(raw, where)
    if unknown := re.fullmatch(r"Object contains unknown field `(.*)`", says, re.DOTALL):
        return Fault((*where, unknown[1]), f"Unknown key {unknown[1]!r} of {of}. {suggest(unknown[1], _keys(types))}")
    if missing := re.fullmatch(r"Object missing required field `(.*)`", says):
        return Fault(where, f"The key {missing[1]!r} of {of} is missing. {_about(raw, (*where, missing[1]))}".rstrip())
    if value := re.fullmatch(r"Invalid (?:enum )?value '?(.*?)'?", says, re.DOTALL):
        given = value[1].lower() if value[1] in ("True", "False") else value[1]
        return Fault(where, f"{of} cannot be {given!r}. {suggest(given, _values(types))}")
    about = _about(raw, where) if says.startswith("Expected") else ""
    return Fault(where, f"{of} is wrong: {_plain(says)}. {about}".rstrip())


def _parse_place(text: str) -> Where:
    parts: list[str | int] = []
    for field, number, _ in _PART.findall(text):
        parts.append(field or (int(number) if number else _ANY_KEY))
    return tuple(parts)


def _name_keys(raw: dict[str, Any], message: str, where: Where) -> Where:
    """Return the place with each `...` replaced by the key that is meant: the one that alone makes the same error."""
    for at, part in enumerate(where):
        table = _value_at(raw, where[:at]) if part == _ANY_KEY else None
        if not isinstance(table, dict):
            continue
        for key, value in table.items():
            try:
                msgspec.convert(_replaced(raw, where[:at], {key: value}), Scenario)
            except msgspec.ValidationError as error:
                if str(error) == message:
                    return _name_keys(raw, message, (*where[:at], key, *where[at + 1 :]))
        return where[:at]
    return where


def _value_at(raw: Any, where: Where) -> Any:  # noqa: ANN401 - TOML holds anything
    for part in where:
        try:
            raw = raw[part]
        except (KeyError, IndexError, TypeError):
            return None
    return raw


def _replaced(raw: Any, where: Where, value: Any) -> Any:  # noqa: ANN401 - TOML holds anything
    """Return `raw` with the value at one place replaced; nothing is changed in place."""
    if not where:
        return value
    copy = raw.copy()
    copy[where[0]] = _replaced(raw[where[0]], where[1:], value)
    return copy


def _flat(info: inspect.Type) -> Iterator[inspect.Type]:
    if isinstance(info, inspect.Metadata):
        yield from _flat(info.type)
    elif isinstance(info, inspect.UnionType):
        for one in info.types:
            yield from _flat(one)
    else:
        yield info


@cache
def _model() -> inspect.Type:
    return inspect.type_info(Scenario)


def _fields_at(raw: Any, where: Where) -> tuple[list[inspect.Type], Any]:  # noqa: ANN401 - TOML holds anything
    """Return the types that the model gives a place, as it writes them, and the value there."""
    types = [_model()]
    for part in where:
        types = [inner for one in types for inner in _inner(one, raw, part)]
        raw = _value_at(raw, (part,))
    return types, raw


def _types_at(raw: Any, where: Where) -> Iterator[inspect.Type]:  # noqa: ANN401 - TOML holds anything
    """Yield the types that the model allows at a place, unions taken apart."""
    types, value = _fields_at(raw, where)
    for one in types:
        for flat in _flat(one):
            if not isinstance(flat, inspect.StructType) or _is_meant(flat, value):
                yield flat


def _inner(info: inspect.Type, raw: Any, part: str | int) -> Iterator[inspect.Type]:  # noqa: ANN401 - as above
    for one in _flat(info):
        if isinstance(one, inspect.StructType) and _is_meant(one, raw):
            yield from (field.type for field in one.fields if field.encode_name == part)
        elif isinstance(one, inspect.DictType):
            yield one.value_type
        elif isinstance(one, inspect.VarTupleType) and isinstance(part, int):
            yield one.item_type


def _is_meant(struct: inspect.StructType, raw: Any) -> bool:  # noqa: ANN401 - as above
    return struct.tag is None or not isinstance(raw, dict) or raw.get("step") == struct.tag


def _name(raw: dict[str, Any], where: Where) -> str:
    """Return how to call a place: a step by its kind, anything else by its last key."""
    value = _value_at(raw, where)
    if isinstance(value, dict) and isinstance(value.get("step"), str):
        return repr(value["step"])
    return next((repr(part) for part in reversed(where) if isinstance(part, str)), "the scenario")


def _keys(types: list[inspect.Type]) -> Iterator[str]:
    for one in types:
        if isinstance(one, inspect.StructType):
            yield from (field.encode_name for field in one.fields)


def _values(types: list[inspect.Type]) -> Iterator[str]:
    for one in types:
        if isinstance(one, inspect.EnumType):
            yield from (str(member.value) for member in one.cls)
        elif isinstance(one, inspect.LiteralType):
            yield from ("false" if value is False else str(value) for value in one.values)
        elif isinstance(one, inspect.StrType):
            yield "text"
        elif isinstance(one, inspect.DictType | inspect.StructType):
            yield "a table"


def _about(raw: dict[str, Any], where: Where) -> str:
    """Return what the model says of a place: of an item or a key of its own, else of the field that holds it."""
    while where:
        said = next((said for info in _fields_at(raw, where)[0] if (said := _description(info))), "")
        holders = _types_at(raw, where[:-1])
        is_field = any(isinstance(one, inspect.StructType) and where[-1] in set(_keys([one])) for one in holders)
        if said or is_field:
            return f"{where[-1]}: {said}." if said and is_field else said and f"Wanted: {said}."
        where = where[:-1]
    return ""


def _description(info: inspect.Type) -> str:
    """Return the description of a type, with its examples; "" where it has none."""
    if isinstance(info, inspect.Metadata):
        extra = info.extra_json_schema or {}
        examples = ", ".join(map(repr, extra.get("examples", ())))
        said = str(extra.get("description", "")) or _description(info.type)
        return ", ".join(filter(None, (said, examples and f"for example {examples}")))
    if isinstance(info, inspect.UnionType):
        return next((said for one in info.types if (said := _description(one))), "")
    return ""


def _plain(says: str) -> str:
    """Return msgspec's own sentence without its names of types."""
    says = says.replace("matching regex", "that matches")
    says = re.sub(r"Expected `([^`]*)`", lambda m: "it must be " + _alternatives(m[1]), says)
    says = re.sub(r"got `([^`]*)`", lambda m: "not " + _alternatives(m[1]), says)
    return says.replace("`", "'")


def _alternatives(names: str) -> str:
    return " or ".join(_WORDS.get(name, name) for name in names.split(" | ") if name != "null") or "nothing"
