"""A run as JUnit XML, one test suite a folder of scenarios. Pure; valid XML whatever bytes names and contents hold."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from gitscen.report.again import run_again
from gitscen.report.contract import situation
from gitscen.report.difference import difference
from gitscen.report.shown import shown, shown_lines
from gitscen.report.step import where
from gitscen.report.summary import summary
from gitscen.verdict import CaseResult, Failure, RunResult, Verdict


def junit_report(run: RunResult) -> str:
    """Return the report as one XML document with a newline at its end."""
    top = ET.Element("testsuites", {"name": "gitscen", **_counts(run.cases), "time": f"{run.seconds:.3f}"})
    folders: dict[str, list[CaseResult]] = {}
    for case in run.cases:
        folders.setdefault(situation(case), []).append(case)
    for folder, cases in folders.items():
        suite = ET.SubElement(top, "testsuite", {"name": shown(folder), **_counts(cases), "time": _time(cases)})
        for case in cases:
            _add_case(suite, case)
    ET.SubElement(top, "system-out").text = summary(run)
    ET.indent(top)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(top, encoding="unicode") + "\n"


_KINDS = {
    Verdict.FAILED: "failure", Verdict.FIXED: "failure", Verdict.ERRORED: "error", Verdict.SKIPPED: "skipped",
    Verdict.KNOWN: "skipped",
}  # fmt: skip
"""What a known failure is to a CI system: not run, so that it is neither green nor red."""


def _counts(cases: Sequence[CaseResult]) -> dict[str, str]:
    def count(*verdicts: Verdict) -> str:
        return str(sum(case.verdict in verdicts for case in cases))

    return {
        "tests": str(len(cases)),
        "failures": count(Verdict.FAILED, Verdict.FIXED),
        "errors": count(Verdict.ERRORED),
        "skipped": count(Verdict.SKIPPED, Verdict.KNOWN),
    }


def _time(cases: Sequence[CaseResult]) -> str:
    return f"{sum(case.seconds for case in cases):.3f}"


def _add_case(suite: ET.Element, case: CaseResult) -> None:
    about = {"classname": shown(situation(case)).replace("/", "."), "name": shown(case.id), "time": _time([case])}
    if case.source:
        about["file"] = shown(case.source)
    element = ET.SubElement(suite, "testcase", about)
    kind = _KINDS.get(case.verdict)
    if kind is None:
        return
    first = case.failures[0] if case.failures else Failure(rule=case.verdict.value, message=case.reason)
    known = f"known failure: {case.known}: " if case.known else "known failure: "
    message = known + first.message if case.verdict is Verdict.KNOWN else first.message
    told = ET.SubElement(element, kind, {"message": shown(message)})
    if case.verdict is not Verdict.SKIPPED:
        told.set("type", shown(first.rule))
        told.text = "\n".join(_lines(case))


def _lines(case: CaseResult) -> list[str]:
    lines = [] if case.failures else list(shown_lines(case.reason))
    for failure in case.failures:
        lines.append(f"{where(failure)}: {shown(failure.rule)}: {shown(failure.message)}")
        lines += difference(failure.wanted, failure.seen)
        lines += map(shown, failure.commands)
    return [*lines, *([f"world: {shown(case.world)}"] if case.world else []), f"again: {run_again(case)}"]
