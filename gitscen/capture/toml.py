"""A scenario as the text of its file, in the house's form: one table a step, contents inline. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gitscen.scenario.load import encode_scenario
from gitscen.scenario.model import Scenario

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_WIDTH = 100
_LISTS = ("origin", "step")
_TABLES = ("workflow", "expect")


def write_toml(scenario: Scenario, comments: Sequence[str] = ()) -> str:
    """Return the file of a scenario, with comments at its top. `load_scenario` reads the same scenario from it."""
    raw = encode_scenario(scenario)
    top = {key: value for key, value in raw.items() if key not in (*_LISTS, *_TABLES)}
    parts = ["".join(f"# {line}\n" for text in comments for line in _comment_lines(text)) + _table("", top)]
    for key in ("workflow", "origin", "step", "expect"):
        value = raw.get(key)
        if isinstance(value, list):
            parts += [_table(f"[[{key}]]", each) for each in value]
        elif value:
            parts.append(_table(f"[{key}]", value))
    return "\n".join(parts)


def _table(header: str, values: Mapping[str, Any]) -> str:
    return "".join([f"{header}\n" if header else "", *(f"{line}\n" for line in _lines(values))])


def _lines(values: Mapping[str, Any]) -> Iterator[str]:
    """Yield the keys of a table, short values before tables of files."""
    for key, value in sorted(values.items(), key=lambda item: isinstance(item[1], dict)):
        line = f"{_key(key)} = {_value(value)}"
        if isinstance(value, dict) and value and len(line) > _WIDTH and key in ("files", "set"):
            # TOML 1.0 wants an inline table on one line; dotted keys say the same line by line.
            yield from (f"{_key(key)}.{_key(name)} = {_value(inner)}" for name, inner in value.items())
        else:
            yield line


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _string(name)


def _value(value: Any) -> str:  # noqa: ANN401 - a scenario holds anything that TOML does
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, dict):
        inner = ", ".join(f"{_key(key)} = {_value(item)}" for key, item in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    return f"[{', '.join(_value(item) for item in value)}]"


def _string(text: str) -> str:
    """Return a basic string: JSON's escapes are TOML's, but for DEL, which TOML does not take bare."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _comment_lines(text: str) -> list[str]:
    return ["".join(one if one.isprintable() else "?" for one in line) for line in text.split("\n")]
