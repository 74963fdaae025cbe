"""`gitscen lint`: every mistake in scenario files at once, and hints for what could be better."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gitscen.errors import NothingSelected

if TYPE_CHECKING:
    from gitscen.scenario.lint import Remark

WRONG = 2


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(path_type=Path))
def lint(*, paths: tuple[Path, ...]) -> int:
    """Tell every mistake in scenario files, with its line and what would be right, and hints for sound files.

    PATH is a file or a folder of files. Nothing is built or played. The exit code is 2 if there is a mistake; hints
    do not change it.
    """
    from gitscen.report.shown import shown
    from gitscen.scenario.lint import Weight, lint_file

    mistakes = 0
    for path in find_files(paths):
        remarks = lint_file(path)
        for remark in remarks:
            click.echo(shown(remark_line(remark)))
            mistakes += remark.weight is Weight.MISTAKE
        if all(remark.weight is Weight.HINT for remark in remarks):
            click.echo(f"{shown(str(path))}: ok")
    return WRONG if mistakes else 0


def find_files(paths: tuple[Path, ...]) -> Iterator[Path]:
    """Yield the files to look at, those in folders sorted. Raises `NothingSelected` for a folder without any."""
    from gitscen.scenario.find import find_stories

    for path in paths:
        if not path.is_dir():
            yield path
            continue
        found = [story.path for story in find_stories(path, "") if story.path is not None]
        if not found:
            raise NothingSelected(f"The folder {str(path)!r} has no file *.toml. Name a folder with scenarios.")
        yield from found


def remark_line(remark: Remark) -> str:
    """Return a remark as compilers print theirs: `mine.toml:7: mistake: ...`."""
    place = f"{remark.place}:{remark.line}" if remark.line else remark.place
    return f"{place}: {remark.weight.value}: {remark.says}"
