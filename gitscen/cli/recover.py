"""`gitscen recover PATH`: shows the plan, asks, mends, and says where everything is now."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from gitscen.doctor.evidence.model import Evidence
    from gitscen.recover.plan import Plan


@click.command()
@click.argument("path", type=click.Path(), default=".")
@click.option("--yes", "-y", is_flag=True, help="Do it without asking.")
@click.option("--dry-run", is_flag=True, help="Show the plan and touch nothing.")
@click.option(
    "--only", metavar="CODE", multiple=True, help="Mend only findings of this code; may be given more than once."
)
@click.option("--keep-operations", is_flag=True, help="Leave merges, rebases and the like in progress.")
@click.option("--trust", is_flag=True, help="Trust the programs that the workspace's own configuration names.")
def recover(*, path: str, yes: bool, dry_run: bool, only: tuple[str, ...], keep_operations: bool, trust: bool) -> int:
    """Mend the workspace at PATH (by default here) without losing a byte.

    Everything it may touch is copied first, below .git/gitscen/recover, and 'gitscen undo' brings it all back. It
    deletes nothing, and refuses while a live process is at work there. Exit code 0 where the workspace is sound, 1
    where a person is still needed, and it says for what.
    """
    from pathlib import Path

    from gitscen.doctor.diagnose import examine
    from gitscen.errors import UsageError, WorkspaceError
    from gitscen.git.command import require_git
    from gitscen.recover.hostile import find_named
    from gitscen.recover.recover import Wish, recover
    from gitscen.recover.tell import ask_lines, end_lines, plan_lines, sound, stopped

    place = Path(path)
    if not place.is_dir():
        raise UsageError(f"{path} is no directory. Give the top of a working tree.")
    require_git()
    wish = Wish(only=_codes(only), keep_operations=keep_operations, trust=trust)

    def ask(plan: Plan, evidence: Evidence) -> bool:
        _show(plan_lines(plan, find_named(evidence), trust=trust))
        return not dry_run and (yes or _agreed(ask_lines(plan)))

    try:
        result = recover(place, wish, examine=examine, ask=ask)
    except OSError as error:
        raise WorkspaceError(stopped(str(place.resolve()), error, "recover")) from error
    _show(end_lines(result, dry_run=dry_run, only=wish.only))
    return 0 if sound(result, only=wish.only, dry_run=dry_run) else 1


def _codes(only: tuple[str, ...]) -> tuple[str, ...]:
    from gitscen.doctor.explain import PAGES
    from gitscen.errors import UsageError

    for code in only:
        if code not in PAGES:
            raise UsageError(f"{code!r} is no code of the doctor. 'gitscen doctor' prints those of this workspace.")
    return only


def _agreed(question: str) -> bool:
    from gitscen.errors import UsageError

    if not sys.stdin.isatty():
        raise UsageError(
            "recover asks before it changes anything, and there is nobody to ask. Give --yes, or --dry-run."
        )
    return click.confirm(question)


def _show(lines: list[str]) -> None:
    from gitscen.report.shown import shown

    for line in lines:
        click.echo(shown(line))
