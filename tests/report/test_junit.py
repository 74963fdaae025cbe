from __future__ import annotations

from xml.etree import ElementTree as ET

from hypothesis import given, settings

from gitscen.report.junit import junit_report
from gitscen.verdict import RunResult
from tests.report.runs import ERRORED, FAILED, FIXED, KNOWN, PASSED, RUNS, SKIPPED, run


@settings(deadline=None)
@given(RUNS)
def test_every_report_is_xml_that_counts_its_cases(any_run: RunResult) -> None:
    top = ET.fromstring(junit_report(any_run).encode())  # noqa: S314 - our own
    assert len(top.findall(".//testcase")) == len(any_run.cases) == int(top.attrib["tests"])
    assert sum(int(suite.attrib["tests"]) for suite in top.findall("testsuite")) == len(any_run.cases)


def test_a_report() -> None:
    top = ET.fromstring(junit_report(run(PASSED, FAILED, ERRORED, SKIPPED)).encode())  # noqa: S314 - our own
    assert top.attrib == {
        "name": "gitscen", "tests": "4", "failures": "1", "errors": "1", "skipped": "1", "time": "3.142",
    }  # fmt: skip
    assert [suite.attrib["name"] for suite in top.findall("testsuite")] == ["switch", "conflict", "names", "scenarios"]
    assert top.findall(".//testcase")[0].attrib == {
        "classname": "switch", "name": "switch/safe[full]", "time": "0.123", "file": "scenarios/switch/safe.toml",
    }  # fmt: skip
    (failure,) = top.findall(".//failure")
    assert failure.attrib == {"message": "greeting.txt is in no file.", "type": "work-lost"}
    assert failure.text is not None
    assert "step 4, ask push: work-lost: greeting.txt is in no file.\n--- wanted\n+++ seen\n" in failure.text
    assert "+incoming\\x1b[31m\n" in failure.text
    assert failure.text.endswith("world: /w/004\nagain: gitscen run 'conflict/both-added[shallow]' --keep all")
    assert [each.attrib["message"] for each in top.findall(".//error")] == ["it died."]
    assert [each.attrib["message"] for each in top.findall(".//skipped")] == ["no\\nsync"]


def test_a_known_failure_is_skipped_and_a_fixed_one_a_failure() -> None:
    top = ET.fromstring(junit_report(run(KNOWN, FIXED)).encode())  # noqa: S314 - our own
    assert (top.attrib["failures"], top.attrib["skipped"]) == ("1", "1")
    (skipped,), (failure,) = top.findall(".//skipped"), top.findall(".//failure")
    assert skipped.attrib["message"] == "known failure: issue #12: greeting.txt is in no file."
    assert skipped.text is not None
    assert "work-lost" in skipped.text
    assert failure.attrib["message"].startswith("it passes, and known.txt:3 declares that it fails.")
