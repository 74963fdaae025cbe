"""`gitscen monitor`: what a host, or any workspace, is doing."""

from __future__ import annotations

import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from gitscen.monitor.snapshot import Snapshot


@click.command()
@click.argument("place", default=".", type=click.Path(path_type=Path))
@click.option("--watch", "watching", is_flag=True, help="Look again and again, until ^C.")
@click.option("--every", type=click.FloatRange(min=0.05), default=1.0, show_default=True, metavar="S", help="Seconds.")
@click.option("--count", type=click.IntRange(1, 200), default=8, show_default=True, help="Commits, pushes, log lines.")
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True)
def monitor(*, place: Path, watching: bool, every: float, count: int, form: str) -> int:
    """Show containers and their health, queues, thread branches, newest commits, last pushes and the log's tail.

    PLACE is the home of a host, or any workspace; the current directory without it. Nothing is changed. Looked at
    once, the exit code is 1 where something is amiss: a dead process, a dead letter, a service out of reach.
    """
    from gitscen.cli.interrupt import terminable
    from gitscen.errors import UsageError
    from gitscen.monitor.read import read_snapshot
    from gitscen.monitor.text import json_snapshot, text_snapshot

    look = partial(read_snapshot, place, count=count)
    if not watching:
        seen = look()
        click.echo(json_snapshot(seen) if form == "json" else text_snapshot(seen), nl=False)
        return 0 if seen.healthy else 1
    if form == "json":
        raise UsageError("--watch is for people. Leave out --format json, or ask again and again.")
    with terminable():
        if not sys.stdout.isatty():
            _follow(look, every)
        from gitscen.monitor.live import watch

        watch(look, every=every)
    return 0


def _follow(look: Callable[[], Snapshot], every: float) -> NoReturn:
    """Print text again and again: nobody draws in a pipe or a file."""
    from gitscen.monitor.text import text_snapshot

    while True:
        click.echo(text_snapshot(look()))
        time.sleep(every)
