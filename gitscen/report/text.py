"""A run as text for people: each case that did not pass, with what it takes to understand and repeat it. Pure.

Cases that passed are only counted; `progress` names them while they come.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from itertools import zip_longest

import click

from gitscen.report.again import run_again
from gitscen.report.difference import difference
from gitscen.report.shown import shown, shown_lines
from gitscen.report.step import where
from gitscen.report.summary import summary
from gitscen.scenario.moments import subcommand
from gitscen.verdict import INVARIANTS, CaseResult, Failure, RunResult, Verdict

COLOURS = {
    Verdict.PASSED: "green", Verdict.FAILED: "red", Verdict.ERRORED: "magenta", Verdict.SKIPPED: "yellow",
    Verdict.KNOWN: "yellow", Verdict.FIXED: "red",
}  # fmt: skip
COMMANDS_SHOWN = 12
"""git commands of a step that are shown, the last ones; a merge by hand may take a hundred."""

READS = frozenset({
    "cat-file", "check-attr", "check-ignore", "diff", "diff-files", "diff-index", "diff-tree", "for-each-ref", "log",
    "ls-files", "ls-remote", "ls-tree", "merge-base", "rev-list", "rev-parse", "show", "show-ref", "status", "var",
    "version",
})  # fmt: skip
"""git's commands that change nothing; they are left out where there are many."""


def text_report(run: RunResult, *, colour: bool) -> str:
    """Return the report; with `colour`, for a terminal that shows it."""
    told = [case for case in run.cases if case.verdict is not Verdict.PASSED]
    blocks = ["\n".join(case_lines(case, colour=colour)) + "\n\n" for case in told]
    blocks += [f"{line}\n" for case in run.cases for line in measured_lines(case)]
    return "".join(blocks) + _painted(summary(run), worst(run), colour=colour) + "\n"


def measured_lines(case: CaseResult) -> Iterator[str]:
    """Yield a line for each thing that was measured in a case."""
    for what, seconds in case.measured.items():
        yield f"{seconds:.2f} s {shown(what)}: {shown(case.id)}"


def case_line(case: CaseResult, *, colour: bool) -> str:
    """Return a case in one line: `passed conflict/both-added[full] 0.12 s`."""
    verdict = _painted(case.verdict.value, case.verdict, colour=colour)
    return f"{verdict} {shown(case.id)} {case.seconds:.2f} s"


def worst(run: RunResult) -> Verdict:
    """Return the verdict that a run as a whole shows; without any passed case it has not passed."""
    for verdict in (Verdict.FAILED, Verdict.ERRORED, Verdict.FIXED, Verdict.PASSED, Verdict.KNOWN):
        if run.count(verdict):
            return verdict
    return Verdict.SKIPPED


def case_lines(case: CaseResult, *, colour: bool, place: str = "", again: str = "") -> Iterator[str]:
    """Yield all lines about a case that did not pass.

    `place` is where in its file it went wrong, left out without one; `again` is the command that plays it again, the
    command line's own without one.
    """
    yield case_line(case, colour=colour)
    if case.verdict in (Verdict.SKIPPED, Verdict.KNOWN, Verdict.FIXED):
        yield from (f"  {line}" for line in shown_lines(case.reason))
        yield from (f"  known: {line}" for line in shown_lines(case.known) if case.known)
        return
    if not case.failures:
        yield from (f"  {line}" for line in shown_lines(case.reason))
    for failure, following in zip_longest(case.failures, case.failures[1:]):
        yield from _failure_lines(failure, colour=colour)
        # What a request ran stands once, below the last thing that it broke.
        if following is None or (following.step, following.commands) != (failure.step, failure.commands):
            yield from _command_lines(failure.commands)
    if place:
        yield f"  place: {shown(place)}"
    if case.world:
        yield f"  world: {shown(case.world)}"
    if case.script:
        yield f"  script: sh {shown(shlex.quote(case.script))}"
    yield f"  again: {shown(again) or run_again(case)}"
    rules = dict.fromkeys(failure.rule for failure in case.failures if failure.rule in INVARIANTS)
    yield from (f"  why:   gitscen explain {rule}" for rule in rules)


def _failure_lines(failure: Failure, *, colour: bool) -> Iterator[str]:
    rule = click.style(shown(failure.rule), bold=True) if colour else shown(failure.rule)
    yield f"  {where(failure)}: {rule}"
    yield from (f"    {line}" for line in shown_lines(failure.message))
    for line in difference(failure.wanted, failure.seen):
        yield f"      {_painted_difference(line) if colour else line}".rstrip()


def _command_lines(commands: Sequence[str]) -> Iterator[str]:
    if not commands:
        return
    told, cut = commands, ""
    if len(commands) > COMMANDS_SHOWN:  # what only reads has broken nothing
        told = [command for command in commands if subcommand(command.split()) not in READS][-COMMANDS_SHOWN:]
        cut = f", the last {len(told)} of {len(commands)} that do more than read"
    yield f"    git commands of this step{cut}:"
    yield from (f"      {shown(command)}" for command in told)


def _painted(text: str, verdict: Verdict, *, colour: bool) -> str:
    return click.style(text, fg=COLOURS[verdict]) if colour else text


def _painted_difference(line: str) -> str:
    return click.style(line, fg={"-": "green", "+": "red"}.get(line[:1]))
