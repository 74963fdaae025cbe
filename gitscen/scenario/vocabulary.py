"""The kinds of step that a scenario may have, by the words that name them in a file. Pure; read off the model."""

from __future__ import annotations

from types import UnionType
from typing import get_args

import msgspec

from gitscen.scenario.acts import DoStep
from gitscen.scenario.asks import AskStep
from gitscen.scenario.hosted import AnyHostStep

VERBS = ("do", "ask")


def _by_word(union: UnionType) -> dict[str, type[msgspec.Struct]]:
    return {str(struct.__struct_config__.tag).split(" ", 1)[1]: struct for struct in get_args(union)}


STEPS: dict[str, dict[str, type[msgspec.Struct]]] = {
    "do": _by_word(DoStep) | _by_word(AnyHostStep),
    "ask": _by_word(AskStep),
}
"""`STEPS["ask"]["switch"]` is the type of `ask = "switch"`."""
