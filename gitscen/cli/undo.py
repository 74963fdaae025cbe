"""`gitscen undo PATH`: the last recover never happened."""

from __future__ import annotations

import click


@click.command()
@click.argument("path", type=click.Path(), default=".")
def undo(*, path: str) -> int:
    """Undo the last 'gitscen recover' of the workspace at PATH (by default here), byte for byte.

    What recover had made is moved into .git/gitscen/recover; nothing is deleted. It refuses, with exit code 1, where
    something has changed since that it would take away, and while a live process is at work there.
    """
    from pathlib import Path

    from gitscen.doctor.evidence.gather import gather
    from gitscen.errors import UsageError, WorkspaceError
    from gitscen.recover.tell import stopped
    from gitscen.recover.undo import undo
    from gitscen.report.shown import shown

    if not Path(path).is_dir():
        raise UsageError(f"{path} is no directory. Give the top of a working tree.")
    try:
        done = undo(gather(path))
    except OSError as error:
        raise WorkspaceError(stopped(str(Path(path).resolve()), error, "undo")) from error
    if done.recovery is None:
        click.echo(f"There is no recovery to undo in {shown(str(Path(path).resolve()))}.")
        return 0
    click.echo(f"Recovery {done.recovery.name} is undone: everything is as it was before it.")
    click.echo(shown(f"What it had made is in {done.displaced}."))
    for way in done.lost:
        click.echo(shown(f"Not brought back, there was no copy of it: {way}"))
    return 1 if done.lost else 0
