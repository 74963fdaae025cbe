"""The JSON Schema of the protocol, made from its messages; `python -m gitscen.subject.schema` prints it.

`$defs/request` is a line to a program, `$defs/introduction` its answer to hello, `$defs/answer` every other one. Pure
but for the printing.
"""

from __future__ import annotations

import json
from typing import Any

import msgspec

from gitscen.subject.message import VERSION, Answer, Introduction, Request

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def make_schema() -> dict[str, Any]:
    """Return the schema as plain values."""
    kinds = {"request": Request, "introduction": Introduction, "answer": Answer}
    tops, parts = msgspec.json.schema_components(list(kinds.values()), ref_template="#/$defs/{name}")
    return {
        "$schema": DRAFT,
        "title": f"The protocol between gitscen and a program under test, version {VERSION}",
        "$defs": {**dict(zip(kinds, tops, strict=True)), **dict(sorted(parts.items()))},
    }


def schema_text() -> str:
    """Return the schema as it is shipped, in `protocol.schema.json`."""
    return json.dumps(make_schema(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    print(schema_text(), end="")  # noqa: T201 - this is what the call is for
