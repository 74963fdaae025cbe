"""The JSON Schema of scenario files, made from the model; `python -m gitscen.scenario.schema` prints it.

Editors complete and check scenario files with it. It cannot tell whether a story is sound; `check` does that. Where
the model has one `step` tag, files have `do` or `ask`. Pure but for the printing.
"""

from __future__ import annotations

import json
from typing import Any

import msgspec

from gitscen.scenario.model import Scenario

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def make_schema() -> dict[str, Any]:
    """Return the schema as plain values."""
    _, parts = msgspec.json.schema_components([Scenario], ref_template="#/$defs/{name}")
    defs = {name: _without_nulls(_as_written(part)) for name, part in sorted(parts.items())}
    top = defs.pop("Scenario")
    for part in (top, *defs.values()):
        for key in ("step", "meanwhile"):
            part.get("properties", {}).get(key, {}).get("items", {}).pop("discriminator", None)
    return {"$schema": DRAFT, **top, "title": "A scenario of gitscen", "$defs": defs}


def schema_text() -> str:
    """Return the schema as it is shipped, in `scenario.schema.json`."""
    return json.dumps(make_schema(), indent=1, ensure_ascii=False) + "\n"


def _as_written(part: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a step with `do` or `ask` for the model's tag; any other one as it is."""
    tag = part.get("properties", {}).get("step", {}).get("enum")
    if tag is None:
        return part
    verb, what = tag[0].split(" ", 1)
    properties = {verb: {"const": what}} | {key: value for key, value in part["properties"].items() if key != "step"}
    required = [verb if key == "step" else key for key in part["required"]]
    return {**part, "properties": properties, "required": required}


def _without_nulls(part: Any) -> Any:  # noqa: ANN401 - a schema holds anything that JSON does
    """Return a schema without what TOML cannot say: null, and defaults of null and of nothing."""
    if isinstance(part, list):
        return [_without_nulls(item) for item in part]
    if not isinstance(part, dict):
        return part
    kept = {key: _without_nulls(value) for key, value in part.items() if key != "default" or value not in (None, "")}
    if isinstance(kept.get("default"), dict):
        del kept["default"]
    choices = [choice for choice in kept.pop("anyOf", []) if choice != {"type": "null"}]
    if len(choices) == 1:
        return choices[0] | kept
    return kept | ({"anyOf": choices} if choices else {})


if __name__ == "__main__":
    print(schema_text(), end="")  # noqa: T201 - this is what the call is for
