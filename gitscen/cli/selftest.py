"""`gitscen selftest`: whether the catalogue still catches what it is there to catch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gitscen.cli.entry import INTERRUPTED
from gitscen.cli.select import complete_selection

if TYPE_CHECKING:
    from collections.abc import Callable

    from gitscen.verdict import CaseResult
    from gitscen.zoo.selftest import OnTrial
    from gitscen.zoo.trial import Trial


@click.command()
@click.argument("select", nargs=-1, metavar="[SELECT]...", shell_complete=complete_selection)
@click.option(
    "-j", "--jobs", type=click.IntRange(min=1), help="How many cases at once; by default one more than processors."
)
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True)
@click.option("--search", is_flag=True, help="Play every mistake on SELECT, and print which scenario catches which.")
def selftest(*, select: tuple[str, ...], jobs: int | None, form: str, search: bool) -> int:
    """Play workflows with one known mistake each, and tell which scenario catches which.

    The exit code is 1 where a mistake slips through, or a scenario catches none and does not say why.
    """
    from gitscen.cli.interrupt import terminable
    from gitscen.errors import UsageError
    from gitscen.run.pool import default_jobs

    if select and not search:
        raise UsageError("SELECT goes with --search; a selftest is always of the whole catalogue.")
    if search and form == "json":
        raise UsageError("--search prints lines for gitscen/zoo/pairs.toml. Leave out --format json.")
    with terminable():
        if search:
            return _search(select, jobs or default_jobs())
        return _selftest(form, jobs or default_jobs())


def _selftest(form: str, jobs: int) -> int:
    from gitscen.git.command import require_git
    from gitscen.zoo.plan import plan_trials
    from gitscen.zoo.report import json_report, text_report
    from gitscen.zoo.selftest import run_selftest

    git = ".".join(map(str, require_git()))
    plan = plan_trials()
    show, end = _progress(len(plan.trials))
    done = run_selftest(plan, git=git, jobs=jobs, on_trial=show)
    end()
    click.echo(json_report(done) if form == "json" else text_report(done), nl=False)
    return INTERRUPTED if done.interrupted else 0 if done.ok else 1


def _search(select: tuple[str, ...], jobs: int) -> int:
    """Play the product, print pairs as the package keeps them, and name the scenarios that caught nothing.

    Without a selection the scenarios that the table of mistakes names are left out: they need no pair.
    """
    from gitscen.git.command import require_git
    from gitscen.scenario.find import select_cases
    from gitscen.zoo.finding import choose_pairs
    from gitscen.zoo.pairs import format_pairs
    from gitscen.zoo.plan import plan_product
    from gitscen.zoo.selftest import play_all

    require_git()
    trials = plan_product(select_cases(select), without_named=not select)
    results: list[tuple[Trial, CaseResult]] = []
    show, end = _progress(len(trials))

    def note(trial: Trial, result: CaseResult) -> None:
        results.append((trial, result))
        show(trial, result)

    finished = play_all(trials, jobs=jobs, on_trial=note)
    end()
    pairs = choose_pairs(results)
    click.echo(format_pairs(pairs), nl=False)
    for name in sorted({trial.case.name for trial in trials} - {pair.caught_by for pair in pairs}):
        click.echo(f"gitscen: {name} caught nothing.", err=True)
    return 0 if finished else INTERRUPTED


def _progress(total: int) -> tuple[OnTrial, Callable[[], None]]:
    """Return what counts on a terminal, and what takes the count away; nothing elsewhere."""
    import sys

    from gitscen.report.progress import ERASE_LINE

    done = 0

    def show(trial: Trial, result: CaseResult) -> None:
        nonlocal done
        del trial, result
        done += 1
        if sys.stderr.isatty():
            click.echo(f"{ERASE_LINE}{done}/{total}", nl=False, err=True)

    def end() -> None:
        if sys.stderr.isatty():
            click.echo(ERASE_LINE, nl=False, err=True)

    return show, end
