"""A selection played once, as `gitscen run` was told to: from its cases to the report and the exit code."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from gitscen.cli.conclude import conclude, render
from gitscen.cli.output import Output
from gitscen.cli.shard import Shard
from gitscen.cli.terminal import choose_progress, shows_colour

if TYPE_CHECKING:
    from gitscen.run.known import Known
    from gitscen.run.nursery import Nursery
    from gitscen.scenario.model import Case
    from gitscen.verdict import CaseResult, RunResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """The options of `gitscen run`, in its words; the workflow is settled.

    `jobs` is None for the usual number, `output` for standard output.
    """

    select: tuple[str, ...]
    clones: tuple[str, ...]
    tags: tuple[str, ...]
    jobs: int | None
    shard: Shard
    exitfirst: bool
    form: str
    known: str | None
    workflow: str
    output: str | None
    keep: str
    repeat: int
    seed: int | None


def play_selection(wish: Wish) -> int:
    """Play what is selected, write the report and return the exit code.

    The process that workers come from is begun first: it imports while scenarios are read here.
    """
    from gitscen.git.command import require_git
    from gitscen.run.nursery import Nursery

    version = ".".join(map(str, require_git()))
    with Nursery() as nursery:
        from gitscen.scenario.find import select_cases, workflow_folders

        select = wish.select or workflow_folders()
        cases = wish.shard.part(select_cases(select, clones=wish.clones, tags=wish.tags))
        if not cases:
            told = f"gitscen: shard {wish.shard} has no case: the selection is smaller than the number of shards."
            click.echo(told, err=True)
            return 0
        known = _read_known(wish, cases)
        with Output(wish.output) as out:
            done = _play(wish, cases, known, nursery, version, report_on_stdout=wish.form != "text" and out.is_stdout)
            out.write(render(done, wish.form, colour=out.is_stdout and shows_colour()))
    return conclude(done, selected=len(cases) * wish.repeat, to_file=not out.is_stdout)


def _read_known(wish: Wish, cases: tuple[Case, ...]) -> Known:
    if wish.known is None:
        return {}
    from gitscen.run.knownfile import read_known

    return read_known(wish.known, cases)


def _play(
    wish: Wish, cases: tuple[Case, ...], known: Known, nursery: Nursery, version: str, *, report_on_stdout: bool
) -> RunResult:
    from gitscen.run.collect import collect_results

    results = _play_rounds(wish, cases, known, nursery)
    progress = choose_progress(len(cases) * wish.repeat, report_on_stdout=report_on_stdout)
    try:
        return collect_results(
            cases,
            results,
            git=version,
            workflow=wish.workflow,
            repeat=wish.repeat,
            seed=wish.seed,
            on_result=progress.show,
        )
    finally:
        progress.end()


def _play_rounds(wish: Wish, cases: tuple[Case, ...], known: Known, nursery: Nursery | None) -> Iterator[CaseResult]:
    """Yield the results of all rounds. Each has processes of its own: what hangs on their hash seed differs too."""
    from gitscen.run.ground import Keep
    from gitscen.run.pool import default_jobs, run_cases
    from gitscen.run.rounds import plan_rounds

    jobs = min(wish.jobs or default_jobs(), len(cases))
    for order in plan_rounds(cases, repeat=wish.repeat, seed=wish.seed):
        played = run_cases(
            order,
            workflow=wish.workflow,
            jobs=jobs,
            keep=Keep(wish.keep),
            exitfirst=wish.exitfirst,
            nursery=nursery,
            known=known,
        )
        with closing(played):
            for result in played:
                yield result
                if wish.exitfirst and result.verdict.red:
                    return
        nursery = None
