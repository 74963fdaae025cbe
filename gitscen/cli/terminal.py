"""What the terminal gets: progress that fits it, colours where they show and are wanted, a clear screen."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gitscen.report.progress import Progress


def choose_progress(total: int, *, report_on_stdout: bool) -> Progress:
    """Return a line that changes where standard error is a terminal, else lines on standard output if it is free."""
    from gitscen.report.progress import Bar, Lines, Silent

    if sys.stderr.isatty() and not _is_dumb() and (sys.stdout.isatty() or report_on_stdout):
        return Bar(sys.stderr, total, colour=not os.environ.get("NO_COLOR"))
    return Silent() if report_on_stdout else Lines(sys.stdout)


def shows_colour() -> bool:
    """Whether standard output shows colours and the person wants them (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and not _is_dumb()


def text_width() -> int:
    """Return in how many columns text reads well: those of the terminal up to 100, or 80 where there is none."""
    if not sys.stdout.isatty():
        return 80
    import shutil

    return min(100, shutil.get_terminal_size().columns)


def clear_screen() -> None:
    """Clear the screen if standard output is a terminal that can."""
    import click

    if not _is_dumb():
        click.clear()


def _is_dumb() -> bool:
    return os.environ.get("TERM") == "dumb"
