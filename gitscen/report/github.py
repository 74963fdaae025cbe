"""A run as commands of GitHub Actions: an error at the scenario's file for each failed case. Pure.

What comes from outside stands only inside escaped messages, so that it cannot be a command of its own.
"""

from __future__ import annotations

from gitscen.report.again import run_again
from gitscen.report.difference import difference
from gitscen.report.shown import shown
from gitscen.report.step import where
from gitscen.report.summary import summary
from gitscen.verdict import CaseResult, RunResult, Verdict

LEVELS = {
    Verdict.FAILED: "error", Verdict.ERRORED: "error", Verdict.FIXED: "error", Verdict.SKIPPED: "warning",
    Verdict.KNOWN: "notice",
}  # fmt: skip


def github_report(run: RunResult) -> str:
    """Return one line for each case that did not pass, and the summary."""
    lines = [_annotation(case) for case in run.cases if case.verdict in LEVELS]
    return "".join(f"{line}\n" for line in (*lines, summary(run)))


def _annotation(case: CaseResult) -> str:
    place = f"file={_property(case.source)},line=1," if case.source else ""
    title = _property(f"{case.id} {case.verdict.value}")
    return f"::{LEVELS[case.verdict]} {place}title={title}::{_message(chr(10).join(_lines(case)))}"


def _lines(case: CaseResult) -> list[str]:
    if case.verdict in (Verdict.SKIPPED, Verdict.KNOWN, Verdict.FIXED):
        return [shown(case.reason), *([f"known: {shown(case.known)}"] if case.known else [])]
    lines = [] if case.failures else [shown(case.reason)]
    for failure in case.failures:
        lines.append(f"{where(failure)}: {shown(failure.rule)}: {shown(failure.message)}")
        lines += difference(failure.wanted, failure.seen)
    return [*lines, f"again: {run_again(case)}"]


def _message(text: str) -> str:
    """Escape what would end a message."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """Escape what would end a property."""
    return _message(shown(text)).replace(":", "%3A").replace(",", "%2C")
