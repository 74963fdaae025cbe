"""The judge can fail: each broken workflow of the zoo is caught by a shipped scenario, for the right reason."""

from __future__ import annotations

import pytest

from gitscen.run.ground import Keep
from gitscen.run.pool import run_cases
from gitscen.scenario.find import select_cases
from gitscen.verdict import Verdict

CAUGHT = [
    ("StashWithoutUntracked", "switch/safe-switch", {"work-leaked"}),
    ("RestoreWithoutIndex", "switch/staged-stays-staged", {"work-lost"}),
    ("ForcedPush", "push/rejected-then-merged", {"remote-rewritten"}),
    ("NoVerify", "environment/hook-refuses-commit", {"outcome"}),
    ("OursInRebase", "conflict/both-modified-rebase", {"work-lost", "history-lost"}),
    ("OnlyBothModified", "conflict/both-added", {"markers-committed"}),
    ("PositionalPop", "switch/clean-with-foreign-stash", {"work-leaked"}),
    ("StartsAtHead", "switch/new-branch-from-default", {"work-leaked"}),
    ("ResetHardRecovery", "recovery/repository-recovery", {"work-lost"}),
    ("LockRemover", "recovery/live-lock", {"outcome"}),
    ("LockRemover", "recovery/staged-in-the-lock", {"work-lost"}),
    ("SaysPushed", "push/plain", {"false-report"}),
    ("LeavesMergeOpen", "conflict/both-modified-merge", {"operation-left", "unmerged-left", "false-report"}),
    ("RetriesRefusal", "push/hook-refuses", {"budget-exceeded"}),
    ("CommitsMarkers", "interrupt/during-a-merge", {"markers-committed"}),
]


@pytest.mark.parametrize(("name", "scenario", "reasons"), CAUGHT)
def test_a_broken_workflow_is_caught_for_the_right_reason(name: str, scenario: str, reasons: set[str]) -> None:
    cases = select_cases([scenario])
    results = list(run_cases(cases, workflow=f"tests.zoo:{name}", jobs=1, keep=Keep.NONE, exitfirst=False))
    assert len(results) == len(cases) > 0
    for result in results:
        assert result.verdict is Verdict.FAILED, result
        assert reasons <= {failure.rule for failure in result.failures}, result.failures


def test_the_same_scenarios_pass_with_the_built_in_workflow() -> None:
    scenarios = sorted({scenario for _, scenario, _ in CAUGHT})
    cases = select_cases(scenarios)
    results = list(run_cases(cases, jobs=2, keep=Keep.NONE, exitfirst=False))
    assert {result.id: result.reason for result in results if result.verdict is not Verdict.PASSED} == {}
    assert len(results) == len(cases) >= 2 * len(scenarios)
