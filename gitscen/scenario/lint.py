"""A scenario file to the remarks on it: every mistake with its line, or, in a sound file, hints. Reads one file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from gitscen.errors import ScenarioError
from gitscen.scenario.hints import find_hints
from gitscen.scenario.lines import line_of, scan_lines
from gitscen.scenario.load import parse_source, read_source
from gitscen.scenario.mistakes import find_mistakes
from gitscen.scenario.model import Scenario


class Weight(Enum):
    """How much a remark weighs."""

    MISTAKE = "mistake"
    """The file cannot be played."""
    HINT = "hint"
    """It can, and something would make it better."""


@dataclass(frozen=True, slots=True)
class Remark:
    """What is to be said of one place. `line` counts from 1; 0 means the file as a whole."""

    weight: Weight
    place: str
    line: int
    says: str


def lint_file(path: Path) -> tuple[Remark, ...]:
    """Return the remarks on a file in the order of its lines: all mistakes, or the hints where there is none."""
    try:
        source = read_source(path)
        told = find_mistakes(parse_source(path, source))
    except ScenarioError as error:
        return (Remark(Weight.MISTAKE, error.place, error.line, error.message),)
    weight, faults = (Weight.HINT, find_hints(told)) if isinstance(told, Scenario) else (Weight.MISTAKE, told)
    lines = scan_lines(source)
    remarks = (Remark(weight, str(path), line_of(lines, fault.where), fault.says) for fault in faults)
    return tuple(sorted(dict.fromkeys(remarks), key=lambda remark: remark.line))
