"""`gitscen capture PATH`: a scenario file that rebuilds the state of a workspace."""

from __future__ import annotations

from pathlib import Path

import click

from gitscen.cli.output import Output


@click.command()
@click.argument("path", default=".", type=click.Path(path_type=Path))
@click.option("-o", "--output", metavar="FILE", help="Write the scenario there.")
@click.option("--placeholders", is_flag=True, help="Replace contents and messages by others of the same shape.")
@click.option("--names", is_flag=True, help="With --placeholders: replace names of files, branches and tags too.")
def capture(*, path: Path, output: str | None, placeholders: bool, names: bool) -> int:
    """Write a scenario that rebuilds the state of the workspace at PATH (default: here), damage and all.

    The workspace is only read, and git is not run in it. What no scenario can say is told on standard error and in
    the file. The story is tried in a temporary world first: the exit code is 1 if the doctor's warnings and errors
    differ there.
    """
    from gitscen.capture.capture import capture
    from gitscen.cli.waiting import waiting
    from gitscen.errors import UsageError
    from gitscen.git.command import require_git
    from gitscen.report.shown import shown

    if names and not placeholders:
        raise UsageError("--names replaces names beside contents: give --placeholders too.")
    require_git()
    with Output(output) as out:
        with waiting("gitscen capture: reading the workspace, and trying the story"):
            captured = capture(path, contents=placeholders, names=names)
        out.write(captured.text)
    for line in captured.unsaid:
        click.echo(f"gitscen capture: {shown(line)}", err=True)
    return 0 if captured.same else 1
