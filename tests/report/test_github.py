from __future__ import annotations

import re

from hypothesis import given, settings

from gitscen.report.github import github_report
from gitscen.verdict import CaseResult, RunResult, Verdict
from tests.report.runs import FAILED, FIXED, KNOWN, PASSED, RUNS, SKIPPED, run

COMMAND = re.compile(r"::(error|warning|notice) (file=[^:,]+,line=1,)?title=[^:,]*::(.*)")


@settings(deadline=None)
@given(RUNS)
def test_nothing_from_outside_becomes_a_command(any_run: RunResult) -> None:
    *lines, summary = github_report(any_run).splitlines()
    assert len(lines) == sum(case.verdict is not Verdict.PASSED for case in any_run.cases)
    assert all(COMMAND.fullmatch(line) for line in lines)
    assert not summary.startswith("::")


def test_a_report() -> None:
    first, second, summary = github_report(run(PASSED, FAILED, SKIPPED)).splitlines()
    assert first.startswith(
        "::error file=scenarios/conflict/both-added.toml,line=1,title=conflict/both-added[shallow] failed::"
        "step 4, ask push: work-lost: greeting.txt is in no file.%0A--- wanted%0A+++ seen%0A@@ -1,2 +1,2 @@%0A-local"
    )
    assert first.endswith("%0Aagain: gitscen run 'conflict/both-added[shallow]' --keep all")
    assert second == "::warning file=mine.toml,line=1,title=mine[full] skipped::no\\nsync"
    assert summary == "3 cases: 1 passed, 1 failed, 1 skipped in 3.1 s (git 2.39.5, w:W)"


def test_properties_and_messages_are_escaped() -> None:
    odd = CaseResult(
        id="a,b:c%[x]",
        scenario="s",
        clone="x",
        verdict=Verdict.ERRORED,
        seconds=0,
        reason="50%\n::error::",
        source="a:b",
    )
    assert github_report(run(odd)).startswith(
        "::error file=a%3Ab,line=1,title=a%2Cb%3Ac%25[x] errored::50%25\\n::error::%0Aagain: "
    )


def test_a_known_failure_is_a_notice_and_a_fixed_one_an_error() -> None:
    known, fixed, _ = github_report(run(KNOWN, FIXED)).splitlines()
    assert known == (
        "::notice file=scenarios/conflict/both-added.toml,line=1,title=conflict/both-added[full] known::"
        "greeting.txt is in no file.%0Aknown: issue #12"
    )
    assert fixed == (
        "::error file=scenarios/switch/safe.toml,line=1,title=switch/safe[shallow] fixed::"
        "it passes, and known.txt:3 declares that it fails. Take that line away."
    )
