"""Which mistake each scenario catches, and by which rule, beside those that `table` names: `pairs.toml`.

A table for each mistake; in it `"scenario" = "rule"`, or `"scenario[clone]"` where it is not the first clone that
counts. `gitscen selftest` holds every line against the world; `gitscen selftest --search` writes them anew.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files

FILE = "pairs.toml"


@dataclass(frozen=True, slots=True, order=True)
class Pair:
    """A mistake by its name, what catches it, and the rule that must be among the failures."""

    mistake: str
    caught_by: str
    rule: str


def read_pairs() -> tuple[Pair, ...]:
    """Return the pairs that are shipped."""
    return parse_pairs(files("gitscen.zoo").joinpath(FILE).read_text(encoding="utf-8"))


def parse_pairs(text: str) -> tuple[Pair, ...]:
    """Return the pairs of a file's text. Pure."""
    tables: dict[str, dict[str, str]] = tomllib.loads(text)
    return tuple(Pair(mistake, by, rule) for mistake, caught in tables.items() for by, rule in caught.items())


def format_pairs(pairs: Iterable[Pair]) -> str:
    """Return the text that `parse_pairs` reads, sorted. Pure."""
    tables: dict[str, list[Pair]] = {}
    for pair in sorted(pairs):
        tables.setdefault(pair.mistake, []).append(pair)
    return "\n".join(
        f"[{mistake}]\n" + "".join(f"{json.dumps(one.caught_by)} = {json.dumps(one.rule)}\n" for one in caught)
        for mistake, caught in tables.items()
    )
