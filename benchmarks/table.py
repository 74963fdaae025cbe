"""Rows as a table: for a terminal, as Markdown, or as JSON. Pure."""

from __future__ import annotations

import json
from collections.abc import Sequence

from benchmarks.goal import Bound, Goal, Row, Verdict
from benchmarks.rounds import Ratio

HEADINGS = ("goal", "case", "wanted", "figure", "quartiles", "verdict", "note")


def text_table(rows: Sequence[Row], goals: Sequence[Goal]) -> str:
    """Return the rows under a line for each goal, columns aligned."""
    cells = [_cells(row)[1:6] for row in rows]
    widths = [max((len(row[column]) for row in cells), default=0) for column in range(5)]
    lines = []
    for goal in goals:
        lines += [f"{goal.name} {goal.title}", f"   against {goal.reference}"]
        for row, shown in zip(rows, cells, strict=True):
            if row.goal == goal.name:
                padded = "  ".join(f"{cell:{width}}" for cell, width in zip(shown, widths, strict=True))
                lines.append(f"   {padded}  {row.note}".rstrip())
    return "\n".join([*lines, summary(rows)])


def markdown_table(rows: Sequence[Row]) -> str:
    """Return the rows as a table for the docs."""
    table = [HEADINGS, ("---",) * len(HEADINGS), *map(_cells, rows)]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in table)


def json_table(rows: Sequence[Row], *, rounds: int, machine: str) -> str:
    """Return the rows as JSON, figures not rounded."""
    listed = [
        {
            "goal": row.goal,
            "case": row.what,
            "bound": row.bound.value,
            "limit": row.limit,
            "figure": row.ratio.median if row.ratio else None,
            "quartiles": [row.ratio.low, row.ratio.high] if row.ratio else None,
            "verdict": row.verdict.value,
            "note": row.note,
        }
        for row in rows
    ]
    return json.dumps(
        {"schema": "gitscen/benchmarks/1", "machine": machine, "rounds": rounds, "rows": listed}, indent=2
    )


def summary(rows: Sequence[Row]) -> str:
    """Return how many figures reach their goals, in one line."""
    counts = [(sum(row.verdict is verdict for row in rows), verdict.value) for verdict in Verdict]
    return f"{len(rows)} figures: " + ", ".join(f"{count} {word}" for count, word in counts if count)


def _cells(row: Row) -> tuple[str, ...]:
    sign = {Bound.AT_MOST: "≤", Bound.AT_LEAST: "≥"}[row.bound]
    figure = _number(row.ratio.median) if row.ratio else "-"
    return row.goal, row.what, f"{sign} {row.limit:.2f}", figure, _quartiles(row.ratio), row.verdict.value, row.note


def _quartiles(ratio: Ratio | None) -> str:
    return f"{_number(ratio.low)}-{_number(ratio.high)}" if ratio else "-"


def _number(value: float) -> str:
    """Return a ratio with as many places as its goal needs: 0.03 is a goal, and 12.3 far from any."""
    return f"{value:.3f}" if value < 0.1 else f"{value:.2f}" if value < 10 else f"{value:.1f}"
