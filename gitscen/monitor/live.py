"""The live view: a snapshot drawn with rich, again and again, until ^C. The one place that imports rich."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from gitscen.monitor.snapshot import Snapshot
from gitscen.monitor.text import headline, tables
from gitscen.report.shown import shown

COLOURS = {
    "HEALTHY": "green", "working": "cyan", "DEAD": "bold red", "SILENT": "yellow", "STOPPED": "dim", "stopped": "dim",
    "failed": "red", "no": "yellow", "yes": "green",
}  # fmt: skip
MOST_LOG = 6
"""Lines of the log that are shown."""
_PLAIN = ("subject", "branch", "works on", "sessions", "session")
"""Columns whose words are names, never states."""


def watch(look: Callable[[], Snapshot], *, every: float) -> None:
    """Show what `look` sees every so many seconds, until KeyboardInterrupt."""
    console = Console()
    with Live(console=console, screen=True, auto_refresh=False) as live:
        while True:
            live.update(draw(look(), height=console.size.height), refresh=True)
            time.sleep(every)


def draw(seen: Snapshot, *, height: int) -> RenderableType:
    """Return a snapshot as rich draws it, in so many lines: tables that shrink to them, the log at the bottom."""
    parts: list[RenderableType] = [Text(headline(seen), style="bold" if seen.healthy else "bold yellow")]
    parts += [Text(f"trouble: {shown(one)}", style="red") for one in seen.trouble]
    listed, log = tuple(tables(seen)), seen.log[-MOST_LOG:]
    room = height - len(parts) - (len(log) + 2 if log else 0) - 2 * len(listed)
    most = share_out([len(rows) for _, _, rows in listed], room)
    for title, columns, rows in listed:
        left = f" (and {len(rows) - most} more)" if len(rows) > most else ""
        parts.append(_draw_table(title + left, columns, rows[:most]))
    if log:
        parts.append(Panel(Text("\n".join(map(shown, log)), overflow="ellipsis", no_wrap=True), title="Log"))
    return Group(*parts)


def share_out(counts: Sequence[int], room: int) -> int:
    """Return how many rows each table may have at most, so that all have room together; at least one. Pure."""
    most = max(counts, default=1)
    while most > 1 and sum(min(count, most) for count in counts) > room:
        most -= 1
    return most


def _draw_table(title: str, columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False, expand=True)
    for column in columns:
        table.add_column(column, header_style="dim", overflow="ellipsis", no_wrap=True)
    for row in rows:
        cells = zip(columns, row, strict=True)
        table.add_row(*(Text(cell, style="" if name in _PLAIN else COLOURS.get(cell, "")) for name, cell in cells))
    return table
