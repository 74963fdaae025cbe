"""`gitscen doctor PATH`: what is wrong with a workspace, where the work in it is, and what would mend it."""

from __future__ import annotations

from pathlib import Path

import click

from gitscen.cli.diagnosis import tell_diagnosis


@click.command()
@click.argument("path", default=".", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Form of the report.",
)
@click.option("-o", "--output", metavar="FILE", help="Write the report there.")
@click.option("--verbose", is_flag=True, help="List everything, also where it is much.")
def doctor(*, path: Path, form: str, output: str | None, verbose: bool) -> int:
    """Tell what is wrong with the workspace at PATH (default: here), where its work is, and what would mend it.

    Nothing is changed, git is not run, and no link or pointer is followed out of the workspace. The exit code is 1
    if there is a warning or an error.
    """
    return tell_diagnosis(path, form=form, output=output, verbose=verbose)
