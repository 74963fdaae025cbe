"""`gitscen init`: a starting point in a user's project."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

LANGUAGES = ("python", "gitpython", "pygit2", "shell", "node")


@click.command()
@click.option(
    "--language", type=click.Choice(LANGUAGES), default="python", show_default=True,
    help="What the adapter is written in.",
)  # fmt: skip
@click.argument("folder", default=".", metavar="[DIR]", type=click.Path(path_type=Path))
def init(*, language: str, folder: Path) -> int:
    """Write a starting point into DIR, the current folder without it.

    That is a scenario, an adapter through which gitscen asks your workflow, and a workflow file for GitHub Actions.
    Nothing is overwritten: the exit code is 2 if one of them is there.
    """
    from gitscen.init.starter import Language, read_starter
    from gitscen.init.write import write_files
    from gitscen.report.shown import shown

    starter = read_starter(Language(language))
    for place in write_files(folder, starter.files):
        click.echo(f"wrote {shown(str(place))}")
    enter = "" if folder == Path() else f"cd {shlex.quote(str(folder))} && "
    click.echo(f"Play the scenario:        {enter}{starter.command}")
    click.echo(f"Then the whole catalogue: {enter}{starter.next_command}")
    return 0
