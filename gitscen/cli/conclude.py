"""The end of a run: its report in the form that is wanted, and its exit code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gitscen.cli.entry import INTERRUPTED

if TYPE_CHECKING:
    from gitscen.verdict import RunResult

FORMATS = ("text", "contract", "json", "junit", "github")


def render(done: RunResult, form: str, *, colour: bool) -> str:
    """Return the report in one of `FORMATS`."""
    if form == "json":
        from gitscen.report.json import json_report

        return json_report(done)
    if form == "contract":
        from gitscen.report.contracttext import contract_text

        return contract_text(done, colour=colour)
    if form == "junit":
        from gitscen.report.junit import junit_report

        return junit_report(done)
    if form == "github":
        from gitscen.report.github import github_report

        return github_report(done)
    from gitscen.report.matrix import matrix_tables
    from gitscen.report.text import text_report

    return matrix_tables(done, colour=colour) + text_report(done, colour=colour)


def conclude(done: RunResult, *, selected: int, to_file: bool) -> int:
    """Say what the report does not, and return the exit code. `selected` counts a case as often as it was wanted."""
    from gitscen.report.summary import summary

    if to_file:
        click.echo(summary(done))
    left = selected - sum(case.times for case in done.cases)
    if left:
        why = "interrupted" if done.interrupted else "stopped at the first case that did not pass"
        click.echo(f"gitscen: {left} of {selected} cases were not judged: {why}.", err=True)
    return exit_code(done)


def exit_code(done: RunResult) -> int:
    """Return how the run went, as docs/reports.md lists the codes."""
    from gitscen.verdict import Verdict

    if done.interrupted:
        return INTERRUPTED
    if any(case.wrong for case in done.cases):
        return 2
    if any(done.count(verdict) for verdict in Verdict if verdict.red):
        return 1
    if not done.count(Verdict.PASSED) and not done.count(Verdict.KNOWN):
        click.echo("gitscen: every case was skipped, so nothing has been shown; this is not a pass.", err=True)
        return 1
    return 0
