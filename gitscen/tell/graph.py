"""Commits to a drawing in ASCII, the oldest on top, a row each. Pure.

    *                origin main: older commits
    *-.              origin main: origin's change
    | *-.          1 workspace main: local
    | | ...

A strand is commits of one branch in a row. It has a column from the row that it forks off (`.`) to the row where it
ends or meets another (`'`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from gitscen.tell.commits import Node

WIDTH = 80


@dataclass(slots=True)
class _Strand:
    line: str
    start: int
    """The row of the commit that it forks off, or of its own first one."""
    nodes: list[int] = field(default_factory=list)
    end: int = 0
    """The last row that it reaches."""
    column: int = 0


def draw_graph(nodes: Sequence[Node], *, width: int = WIDTH) -> tuple[str, ...]:
    """Return the lines of a drawing, none longer than `width`."""
    strands = _find_strands(nodes)
    _give_columns(strands)
    columns = 1 + max((strand.column for strand in strands), default=0)
    lines = []
    for row, node in enumerate(nodes):
        number = f"{node.step:3}" if node.step else "   "
        label = f"{_draw_row(row, nodes, strands, columns)} {number} {node.line}: {node.says}"
        lines.append(label if len(label) <= width else f"{label[: width - 3]}...")
    return tuple(lines)


def _find_strands(nodes: Sequence[Node]) -> list[_Strand]:
    strands: list[_Strand] = []
    of: dict[int, _Strand] = {}
    for row, node in enumerate(nodes):
        first = node.parents[0] if node.parents else None
        strand = of.get(first) if first is not None else None
        if strand is None or strand.line != node.line or strand.nodes[-1] != first:
            strand = _Strand(node.line, row if first is None else first)
            strands.append(strand)
        strand.nodes.append(row)
        strand.end = max(strand.end, row)
        of[row] = strand
        for other in node.parents[1:]:
            if of[other].nodes[-1] == other:
                of[other].end = row
    return strands


def _give_columns(strands: Sequence[_Strand]) -> None:
    """Give each strand the leftmost column that is free over its rows."""
    for number, strand in enumerate(strands):
        taken = {other.column for other in strands[:number] if other.start <= strand.end and strand.start <= other.end}
        strand.column = next(column for column in range(len(strands)) if column not in taken)


def _draw_row(row: int, nodes: Sequence[Node], strands: Sequence[_Strand], columns: int) -> str:
    cells = [" "] * (2 * columns - 1)
    own = next(strand for strand in strands if row in strand.nodes)
    for strand in strands:
        if strand.start < row < strand.end:
            cells[2 * strand.column] = "|"
    at = 2 * own.column
    for strand in strands:
        forks = strand.start == row and strand is not own
        joins = strand is not own and any(other in strand.nodes for other in nodes[row].parents[1:])
        if forks or (joins and strand.start < row <= strand.end):
            to = 2 * strand.column
            for between in range(min(at, to) + 1, max(at, to)):
                cells[between] = "-" if cells[between] in " |" else cells[between]
            cells[to] = "." if forks else "'" if strand.end == row else "|"
    cells[at] = "*" if nodes[row].known else "?"
    return "".join(cells)
