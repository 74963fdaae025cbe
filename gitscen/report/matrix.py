"""A run of the conflict matrix as tables: on each route, what came of every pair. Pure.

A cell tells what came out, not what was wanted: of a case that passed, each file was seen to be as the pair's kind
says; of one that failed, a pair that a failure names is marked, and the others count as told only if every failure
names a pair. Where kinds of clone differ, the worst shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import Enum

import click

from gitscen.report.shown import shown
from gitscen.scenario.matrix.meet import Came, meet
from gitscen.scenario.matrix.ways import Cell, Route, Way, parse_cell
from gitscen.verdict import CaseResult, Failure, RunResult, Verdict

CODES = {
    Way.EDIT_TOP: "et", Way.EDIT_BOTTOM: "eb", Way.EDIT_ALL: "ea", Way.EDIT_SAME: "es", Way.APPEND: "ap",
    Way.EMPTY: "em", Way.BINARY_EDIT: "bi", Way.CHMOD: "ch", Way.TO_LINK: "li", Way.DELETE: "de", Way.RENAME: "rn",
    Way.RENAME_SAME: "rs", Way.RENAME_AND_EDIT: "re", Way.MOVE_INTO_DIRECTORY: "mv", Way.REPLACE_BY_DIRECTORY: "rd",
    Way.ADD: "ad", Way.ADD_SAME: "as", Way.ADD_DIRECTORY: "dd",
}  # fmt: skip
"""Two letters for each way, so that all columns fit into 80 characters."""
FAILED_SHOWN = 10


class Mark(Enum):
    """What a cell shows. The order is from the best to the worst."""

    SAME = "="
    BOTH = "+"
    LOCAL = "L"
    UNKNOWN = "?"
    FAILED = "X"


LEGEND = {
    Mark.BOTH: "both kept",
    Mark.LOCAL: "clash, local won",
    Mark.SAME: "same on both",
    Mark.FAILED: "failed",
    Mark.UNKNOWN: "not told",
}
_WORST = list(Mark)
_MARKS = {Came.SAME: Mark.SAME, Came.BOTH: Mark.BOTH, Came.LOCAL: Mark.LOCAL}
_COLOURS = {Mark.FAILED: "red", Mark.UNKNOWN: "magenta", Mark.LOCAL: "yellow"}


def matrix_tables(run: RunResult, *, colour: bool) -> str:
    """Return a table for each route, and what the marks mean; nothing for a run that played other stories too."""
    cells = [(parse_cell(case.scenario), case) for case in run.cases]
    marks: dict[Cell, Mark] = {}
    failed: list[str] = []
    for cell, case in cells:
        if cell is None:
            return ""
        for pair, mark in read_marks(cell, case).items():
            marks[pair] = max(marks.get(pair, mark), mark, key=_WORST.index)
            if mark is Mark.FAILED:
                failed.append(f"{pair.name}[{case.clone}]")
    if not marks:
        return ""
    tables = [_table(route, marks, colour=colour) for route in Route if any(pair.route is route for pair in marks)]
    legend = "   ".join(f"{_painted(mark, colour=colour)} {LEGEND[mark]}" for mark in LEGEND if mark in marks.values())
    return "\n".join([*tables, legend, *_failed_lines(failed), ""]) + "\n"


def read_marks(cell: Cell, case: CaseResult) -> dict[Cell, Mark]:
    """Return the mark of each pair that a case of this row or pair played."""
    pairs = [Cell(cell.route, cell.local, way) for way in ([cell.incoming] if cell.incoming else Way)]
    named = [_named(cell.local, failure) for failure in case.failures]
    bad: set[Way | None] = set().union(*named)
    failed = case.verdict in (Verdict.FAILED, Verdict.KNOWN)
    if failed and cell.incoming:
        bad.add(cell.incoming)  # there is no other that it could be
    told = case.verdict in (Verdict.PASSED, Verdict.FIXED) or (failed and bool(named) and all(named))
    return {pair: _mark(pair, told=told) if pair.incoming not in bad else Mark.FAILED for pair in pairs}


def _mark(pair: Cell, *, told: bool) -> Mark:
    """Return what a pair that no failure names came to."""
    return _MARKS[meet(pair.local, pair.incoming).came] if told and pair.incoming else Mark.UNKNOWN


def _named(local: Way, failure: Failure) -> set[Way]:
    """Return the incoming ways of the pairs whose folder a failure names."""
    texts = f"{failure.message}\n{failure.wanted}\n{failure.seen}"
    found = re.findall(rf"(?<![\w/-]){re.escape(local.value)}/([a-z-]+)/", texts)
    return {way for way in Way if way.value in found}


def _table(route: Route, marks: Mapping[Cell, Mark], *, colour: bool) -> str:
    here = {(pair.local, pair.incoming): mark for pair, mark in marks.items() if pair.route is route}
    rows = [way for way in Way if any(local is way for local, _ in here)]
    columns = [way for way in Way if any(incoming is way for _, incoming in here)]
    lines = [f"{route.value}: local down, incoming across"]
    lines.append(" " * _WIDTH + "".join(f" {CODES[way]}" for way in columns))
    for row in rows:
        cells = (_cell(here.get((row, column)), colour=colour) for column in columns)
        lines.append((f"{CODES[row]} {row.value:{_WIDTH - 3}}" + "".join(cells)).rstrip())
    return "\n".join(lines) + "\n"


_WIDTH = 3 + max(len(way.value) for way in Way)


def _cell(mark: Mark | None, *, colour: bool) -> str:
    return "  " + (_painted(mark, colour=colour) if mark else " ")


def _painted(mark: Mark, *, colour: bool) -> str:
    return click.style(mark.value, fg=_COLOURS[mark]) if colour and mark in _COLOURS else mark.value


def _failed_lines(failed: list[str]) -> Iterator[str]:
    for name in failed[:FAILED_SHOWN]:
        yield f"failed: gitscen run {shown(name)!r}"
    if len(failed) > FAILED_SHOWN:
        yield f"... and {len(failed) - FAILED_SHOWN} more"
