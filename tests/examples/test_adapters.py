"""What gitscen says of each adapter that people copy is held: what it breaks stands in its known.txt, and no more."""

from __future__ import annotations

import shutil

import pytest

from tests.examples.adapters import ADAPTERS, Adapter, judge, known_lines

SHELL = ADAPTERS[0]
NAMED = {
    "untracked work is left behind": ("switch/safe-switch", {"work-leaked"}),
    "another's stash entry is popped": ("stash/foreign-on-top", {"work-leaked"}),
    "both-added stays, and success is reported": ("conflict/both-added", {"unmerged-left", "false-report"}),
    "modify/delete stays": ("conflict/incoming-deleted-merge", {"unmerged-left", "operation-left"}),
    "a rejected push is given up": ("race/five-writers", {"false-report"}),
    "recovery loses work": ("recovery/repository-recovery", {"work-lost"}),
    "a lock stops everything": ("recovery/stale-index-lock", {"outcome", "expect locks"}),
}
"""What the naive workflow is known for, the story that shows it, and the rules that it breaks there."""


@pytest.mark.parametrize("adapter", ADAPTERS, ids=lambda adapter: adapter.name)
def test_an_adapter_breaks_what_its_known_failures_say_and_nothing_else(adapter: Adapter) -> None:
    """An eighth of the catalogue is enough here; `.ci/run` plays all of it."""
    if adapter.name == "node" and shutil.which("node") is None:
        pytest.skip("there is no node on PATH")
    report = judge(adapter, "--known", "known.txt", "--shard", "1/8")
    unexpected = [case for case in report["cases"] if case["verdict"] not in ("passed", "known", "skipped")]
    assert {case["id"]: (case["verdict"], case["reason"]) for case in unexpected} == {}
    counts = report["summary"]
    assert counts["passed"] > 3
    assert counts["known"] > 3


def test_the_report_on_the_naive_workflow_names_what_it_is_known_for() -> None:
    stories = dict(NAMED.values())
    cases = judge(SHELL, *stories)["cases"]
    assert len(cases) == 2 * len(stories)
    for case in cases:
        assert case["verdict"] == "failed", case
        assert stories[case["scenario"]] <= {failure["rule"] for failure in case["failures"]}, case


def test_known_failures_are_told_by_story_where_all_clones_fail() -> None:
    def case(scenario: str, clone: str, verdict: str, *rules: str) -> dict[str, object]:
        failures = [{"rule": rule} for rule in rules]
        return {"id": f"{scenario}[{clone}]", "scenario": scenario, "verdict": verdict, "failures": failures}

    cases = [
        case("a/b", "full", "failed", "work-lost", "work-lost", "outcome"),
        case("a/b", "shallow", "skipped"),
        case("a/c", "full", "passed"),
        case("a/c", "shallow", "known", "outcome"),
    ]
    assert known_lines(cases) == ["a/b  work-lost, outcome", "a/c[shallow]  outcome"]
