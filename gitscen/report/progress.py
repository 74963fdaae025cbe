"""What a run shows while it goes on: one line that changes on a terminal, a line for each case elsewhere."""

from __future__ import annotations

import shutil
from typing import Protocol, TextIO

import click

from gitscen.report.shown import shown
from gitscen.report.text import case_line
from gitscen.verdict import CaseResult

ERASE_LINE = "\r\x1b[K"


class Progress(Protocol):
    """Whoever is told of each result."""

    def show(self, result: CaseResult) -> None:
        """Show that a case has ended."""

    def end(self) -> None:
        """Leave nothing behind that the report would run into."""


class Silent:
    """No progress: the report is all that is wanted."""

    def show(self, result: CaseResult) -> None:
        """Show nothing."""

    def end(self) -> None:
        """Leave nothing."""


class Lines:
    """One plain line for each case, for files, pipes and logs."""

    def __init__(self, stream: TextIO) -> None:
        """Write to `stream`."""
        self._stream = stream

    def show(self, result: CaseResult) -> None:
        """Print the case's line at once, so that a pipe shows where a run is."""
        click.echo(case_line(result, colour=False), file=self._stream)

    def end(self) -> None:
        """Leave nothing."""


class Bar:
    """One line on a terminal: how many of how many, what did not pass, and the last case as far as it fits."""

    def __init__(self, stream: TextIO, total: int, *, colour: bool) -> None:
        """Write to `stream`, for `total` cases."""
        self._stream, self._total, self._colour = stream, total, colour
        self._done = 0
        self._bad = 0

    def show(self, result: CaseResult) -> None:
        """Draw the line anew."""
        self._done += 1
        self._bad += result.verdict.red
        line = bar_line(self._done, self._total, self._bad, result.id, shutil.get_terminal_size().columns)
        painted = click.style(line, fg="red" if self._bad else "green") if self._colour else line
        self._stream.write(ERASE_LINE + painted)
        self._stream.flush()

    def end(self) -> None:
        """Take the line away."""
        self._stream.write(ERASE_LINE)
        self._stream.flush()


def bar_line(done: int, total: int, bad: int, last: str, columns: int) -> str:
    """Return the progress in less than `columns` characters. Pure."""
    counted = f"{done}/{total}" + (f", {bad} not passed" if bad else "")
    line = f"{counted}  {shown(last)}"
    room = max(0, columns - 1)
    return line if len(line) <= room else f"{line[: max(0, room - 1)]}…"[:room]
