"""`gitscen shell`: a world built and played up to a step, and the person's shell in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gitscen.cli.select import complete_selection
from gitscen.errors import UsageError

if TYPE_CHECKING:
    from gitscen.scenario.model import Case


@click.command()
@click.argument("name", shell_complete=complete_selection)
@click.option(
    "--at", metavar="STEP", help="The last step that is played: its number or id; 0 for none. All by default."
)
@click.option("--clone", metavar="CLONE", help="On this kind of clone; the story's first by default.")
def shell(*, name: str, at: str | None, clone: str | None) -> int:
    """Build the world of the story NAME, play it up to STEP, and open your shell ($SHELL, else sh) in its workspace.

    Requests are answered by the workflow. The shell has the world's environment and home, and commands may come from
    a pipe. When it ends, all that was started in it is ended and the world is removed; the exit code is the shell's.
    """
    from gitscen.cli.interrupt import terminable
    from gitscen.git.command import require_git
    from gitscen.run.ground import Ground, Keep
    from gitscen.run.shell import open_shell
    from gitscen.run.visit import visit
    from gitscen.scenario.stop import find_stop
    from gitscen.subject.spec import WORKFLOW

    require_git()
    case = choose_case(name, clone)
    until = find_stop(case, at)
    with terminable():
        ground = Ground(Keep.NONE)
        try:
            room, files = ground.room(1, case.id), ground.room(2, "shell")
            with visit(case, room, until=until, workflow=WORKFLOW) as found:
                _greet(case, found.reached, found.trouble, str(found.world.workspace))
                return open_shell(
                    found.world.workspace,
                    environment=found.environment,
                    note=f"{case.id} after step {found.reached}",
                    files=files,
                )
        finally:
            ground.close()


def choose_case(name: str, clone: str | None) -> Case:
    """Return the one story that is selected, on the clone that is wanted or its first. Raises `UsageError`."""
    from gitscen.scenario.find import select_cases

    cases = select_cases([name], clones=[clone] if clone else [])
    names = list(dict.fromkeys(case.name for case in cases))
    if len(names) > 1:
        raise UsageError(f"{name!r} is {len(names)} stories, and a shell is in one. Take {names[0]} for example.")
    return cases[0]


def _greet(case: Case, reached: int, trouble: str, workspace: str) -> None:
    from gitscen.report.shown import shown
    from gitscen.scenario.stop import step_lines

    played, ahead = (lines := list(step_lines(case)))[: reached + 1], lines[reached + 1 :]
    click.echo(f"{shown(case.id)} after step {reached} of {len(lines) - 1}", err=True)
    told = [f"  {line}" for line in played[1:] or played]
    told += [f"trouble: {trouble}"] if trouble else []
    told += [f"next: {ahead[0]}"] if ahead else []
    told += [f"here: {workspace}; origin and peers lie beside it. It all goes when you leave the shell."]
    for line in told:
        click.echo(shown(line), err=True)
