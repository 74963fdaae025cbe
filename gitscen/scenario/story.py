"""A story before it is loaded: its name, where it comes from, and its head, which is all that a list tells of it.

A head is read without the typed model, which takes longer to import than most lists to print. Reads one file.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gitscen.scenario.clone import CLONE
from gitscen.scenario.matrix.ways import TOP, parse_cell

if TYPE_CHECKING:
    from gitscen.scenario.model import Scenario

CLONES = ("full", "shallow")
"""What a story that names no clones is played on."""
_CLONE = re.compile(CLONE)
_TABLE = re.compile(r"^\[", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Head:
    """What a story says of itself, as in `Scenario`."""

    title: str
    tags: tuple[str, ...] = ()
    clones: tuple[str, ...] = CLONES


@dataclass(frozen=True, slots=True)
class Story:
    """A scenario file, or a story of the matrix (`path` is None), and the name that its cases have."""

    name: str
    path: Path | None = None

    @property
    def source(self) -> str:
        """The file as text to show, "" for a story without one."""
        return str(self.path or "")

    def load(self) -> Scenario:
        """Return the scenario. Raises `ScenarioError` for a file that is wrong, `KeyError` for a name of no story."""
        if self.path is not None:
            from gitscen.scenario.load import load_scenario

            return load_scenario(self.path)
        from gitscen.scenario.matrix.story import build_story

        cell = parse_cell(self.name)
        if cell is None:
            raise KeyError(self.name)
        return build_story(cell)

    def head(self) -> Head:
        """Return the story's head. What is wrong further down in a file does not show; see `load`.

        Raises `ScenarioError` where the head itself is wrong.
        """
        found = read_head(self.path) if self.path is not None else _generated(self.name)
        if found is not None:
            return found
        scenario = self.load()
        return Head(scenario.title, scenario.tags, scenario.clones)


def read_head(path: Path) -> Head | None:
    """Return the head of a scenario file; None where it cannot be told from the lines above the first table.

    TOML wants these keys above all tables. A line that only looks like a table's, in a text or a list, leaves that one
    open, so what is cut off there is no TOML.
    """
    try:
        text = path.read_text(encoding="utf-8")
        table = _TABLE.search(text)
        raw = tomllib.loads(text[: table.start()] if table else text)
    except (OSError, ValueError, RecursionError):
        return None
    title, tags, clones = raw.get("title"), raw.get("tags", []), raw.get("clones", list(CLONES))
    if not isinstance(title, str) or not (_are_texts(tags) and _are_texts(clones) and clones):
        return None
    return Head(title, tuple(tags), tuple(clones)) if all(map(_CLONE.fullmatch, clones)) else None


def _are_texts(value: Any) -> bool:  # noqa: ANN401 - whatever TOML has
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _generated(name: str) -> Head | None:
    cell = parse_cell(name)
    return Head(cell.title, (TOP,)) if cell else None
