"""`gitscen run`: select cases, play them, show the results, and answer with an exit code."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from gitscen.cli.select import selection
from gitscen.cli.shard import parse_shard

if TYPE_CHECKING:
    from gitscen.report.progress import Progress
    from gitscen.verdict import RunResult

FORMATS = ("text", "json", "junit", "github")


@click.command(short_help="Play scenarios and judge the workflow.")
@selection
@click.option("-j", "--jobs", type=click.IntRange(min=1), help="How many cases at once; one a processor by default.")
@click.option("--shard", metavar="K/N", help="Only the K-th of N equal parts of the selection.")
@click.option("-x", "--exitfirst", is_flag=True, help="Stop at the first case that fails.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="The report.")
@click.option("-o", "--output", metavar="FILE", help="Write the report to FILE.")
@click.option(
    "--keep", type=click.Choice(("failed", "all", "none")), default="failed", show_default=True,
    help="Which worlds stay on disk.",
)  # fmt: skip
def run(
    *,
    select: tuple[str, ...],
    clones: tuple[str, ...],
    tags: tuple[str, ...],
    jobs: int | None,
    shard: str | None,
    exitfirst: bool,
    form: str,
    output: str | None,
    keep: str,
) -> int:
    """Play scenarios in worlds of their own, on full and shallow clones, and judge what the workflow does.

    SELECT is a folder (conflict), a name (conflict/both-added), a glob, a case (conflict/both-added[shallow]), or
    a path to a scenario file or folder of yours; everything without it.
    """
    from gitscen.cli.interrupt import terminable
    from gitscen.cli.output import Output
    from gitscen.git.command import require_git
    from gitscen.run.collect import collect_results
    from gitscen.run.ground import Keep
    from gitscen.run.pool import WORKFLOW, default_jobs, run_cases
    from gitscen.scenario.find import select_cases

    part = parse_shard(shard or "1/1")
    version = ".".join(map(str, require_git()))
    cases = part.part(select_cases(select, clones=clones, tags=tags))
    if not cases:
        click.echo(f"gitscen: shard {part} has no case: the selection is smaller than the number of shards.")
        return 0
    with Output(output) as out, terminable():
        progress = choose_progress(len(cases), report_on_stdout=form != "text" and out.is_stdout)
        results = run_cases(cases, jobs=min(jobs or default_jobs(), len(cases)), keep=Keep(keep), exitfirst=exitfirst)
        try:
            done = collect_results(cases, results, git=version, workflow=WORKFLOW, on_result=progress.show)
        finally:
            progress.end()
        out.write(render(done, form, colour=out.is_stdout and shows_colour()))
    return conclude(done, selected=len(cases), to_file=not out.is_stdout)


def choose_progress(total: int, *, report_on_stdout: bool) -> Progress:
    """Return a line that changes where standard error is a terminal, else lines on standard output if it is free."""
    from gitscen.report.progress import Bar, Lines, Silent

    if sys.stderr.isatty() and os.environ.get("TERM") != "dumb" and (sys.stdout.isatty() or report_on_stdout):
        return Bar(sys.stderr, total, colour=not os.environ.get("NO_COLOR"))
    return Silent() if report_on_stdout else Lines(sys.stdout)


def shows_colour() -> bool:
    """Whether standard output shows colours and the person wants them (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def render(done: RunResult, form: str, *, colour: bool) -> str:
    """Return the report in one of `FORMATS`."""
    if form == "json":
        from gitscen.report.json import json_report

        return json_report(done)
    if form == "junit":
        from gitscen.report.junit import junit_report

        return junit_report(done)
    if form == "github":
        from gitscen.report.github import github_report

        return github_report(done)
    from gitscen.report.text import text_report

    return text_report(done, colour=colour)


def conclude(done: RunResult, *, selected: int, to_file: bool) -> int:
    """Say what the report does not, and return the exit code."""
    from gitscen.report.summary import summary
    from gitscen.verdict import Verdict

    if to_file:
        click.echo(summary(done))
    left = selected - len(done.cases)
    if left:
        why = "interrupted" if done.interrupted else "stopped at the first case that did not pass"
        click.echo(f"gitscen: {left} of {selected} cases were not judged: {why}.", err=True)
    if done.interrupted:
        return 130
    if done.count(Verdict.FAILED) or done.count(Verdict.ERRORED):
        return 1
    if not done.count(Verdict.PASSED):
        click.echo("gitscen: every case was skipped, so nothing has been shown; this is not a pass.", err=True)
        return 1
    return 0
