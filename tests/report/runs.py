"""Runs to report on, and a strategy that makes any."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from gitscen.verdict import CaseResult, Failure, RunResult, Verdict

PASSED = CaseResult(
    id="switch/safe[full]", scenario="switch/safe", clone="full", verdict=Verdict.PASSED, seconds=0.1234,
    source="scenarios/switch/safe.toml",
)  # fmt: skip
FAILED = CaseResult(
    id="conflict/both-added[shallow]",
    scenario="conflict/both-added",
    clone="shallow",
    verdict=Verdict.FAILED,
    seconds=0.5,
    reason="greeting.txt is in no file.",
    failures=(
        Failure(
            rule="work-lost", message="greeting.txt is in no file.", step=4, title="ask push",
            wanted="local\nsame\n", seen="incoming\x1b[31m\nsame\n", commands=("git fetch", "git merge"),
        ),
        Failure(rule="outcome", message="it said done.", step=4, title="ask push", commands=("git fetch", "git merge")),
        Failure(rule="expect clean", message="it is not clean.", title="at the end"),
    ),
    source="scenarios/conflict/both-added.toml",
    world="/w/004",
)  # fmt: skip
ERRORED = CaseResult(
    id="names/odd[full]", scenario="names/odd", clone="full", verdict=Verdict.ERRORED, seconds=0, reason="it died."
)
SKIPPED = CaseResult(
    id="mine[full]", scenario="mine", clone="full", verdict=Verdict.SKIPPED, seconds=0, reason="no\nsync",
    source="mine.toml",
)  # fmt: skip

KNOWN = replace(
    FAILED, id="conflict/both-added[full]", clone="full", verdict=Verdict.KNOWN, known="issue #12", world=""
)
FIXED = replace(
    PASSED, id="switch/safe[shallow]", clone="shallow", verdict=Verdict.FIXED,
    reason="it passes, and known.txt:3 declares that it fails. Take that line away.",
)  # fmt: skip


def run(*cases: CaseResult, interrupted: bool = False) -> RunResult:
    return RunResult(git="2.39.5", workflow="w:W", cases=cases, seconds=3.14159, interrupted=interrupted)


TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=12)
"""Any text that Python can hold: control characters, unpaired surrogates and all."""

FAILURES = st.builds(
    Failure, rule=TEXT, message=TEXT, step=st.none() | st.integers(1, 9), title=TEXT, wanted=TEXT, seen=TEXT,
    commands=st.lists(TEXT, max_size=3).map(tuple),
)  # fmt: skip
CASES = st.builds(
    CaseResult, id=TEXT, scenario=TEXT, clone=TEXT, verdict=st.sampled_from(Verdict), seconds=st.floats(0, 99),
    reason=TEXT, failures=st.lists(FAILURES, max_size=2).map(tuple), source=TEXT, world=TEXT,
    known=TEXT, steps=st.integers(0, 9), script=TEXT, times=st.integers(1, 9),
    state=st.dictionaries(TEXT, TEXT, max_size=2),
)  # fmt: skip
RUNS = st.builds(
    RunResult, git=TEXT, workflow=TEXT, cases=st.lists(CASES, max_size=4).map(tuple), seconds=st.floats(0, 99),
    interrupted=st.booleans(), repeat=st.integers(1, 9), seed=st.none() | st.integers(),
)  # fmt: skip
