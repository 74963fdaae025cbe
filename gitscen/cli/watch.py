"""`gitscen run --watch`: runs again whenever a selected file changes, until ^C.

Files are looked at a few times a second, by their stat data. One that is wrong at the moment, or gone, shows its
error and is waited on.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from gitscen.cli.entry import INTERRUPTED
from gitscen.cli.face import say
from gitscen.cli.terminal import clear_screen
from gitscen.errors import GitscenError

PERIOD = 0.25
"""Seconds between looks at the files."""

Look = dict[str, tuple[int, int, int] | str]
"""What was seen of each file: time, size and inode, or the error instead."""


def watch(play: Callable[[], int], look: Callable[[], Look]) -> int:
    """Play, wait for a change, and so on. Returns 130 where a run was interrupted; otherwise ^C comes through."""
    while True:
        seen = look()
        clear_screen()
        try:
            code = play()
        except GitscenError as error:
            say(str(error))
        else:
            if code == INTERRUPTED:
                return code
        click.echo(f"gitscen: waiting for a change of {_count(seen)}; ^C ends.", err=True)
        while look() == seen:
            time.sleep(PERIOD)


def look_at_files(selections: Sequence[str]) -> Look:
    """Return what is to be seen of the files of a selection, those that a folder has gained meanwhile too."""
    from gitscen.scenario.find import select_stories

    try:
        paths = [story.path for story in select_stories(selections) if story.path is not None]
    except GitscenError as error:
        return {"": str(error)}
    return {str(path): _look_at(path) for path in paths}


def _look_at(path: Path) -> tuple[int, int, int] | str:
    try:
        about = path.stat()
    except OSError as error:
        return str(error.strerror)
    return about.st_mtime_ns, about.st_size, about.st_ino


def _count(seen: Look) -> str:
    return "1 file" if len(seen) == 1 else f"{len(seen)} files"
