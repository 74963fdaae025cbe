from __future__ import annotations

from dataclasses import replace

from gitscen.run.known import KnownFailure, judge_known, match_known
from gitscen.verdict import Verdict
from tests.report.runs import ERRORED, FAILED, PASSED, SKIPPED
from tests.run.test_pool import case

ALL = KnownFailure("a", None, "all of it", "known.txt", 1)
SHALLOW = KnownFailure("a", "shallow", "cut off", "known.txt", 2)
CASES = (case("a", "full"), case("a", "shallow"), case("b", "full"))


def test_an_entry_without_a_clone_means_all_and_one_with_it_goes_first() -> None:
    assert match_known([ALL], CASES) == {"a[full]": ALL, "a[shallow]": ALL}
    assert match_known([SHALLOW], CASES) == {"a[shallow]": SHALLOW}
    assert match_known([ALL, SHALLOW], CASES) == {"a[full]": ALL, "a[shallow]": SHALLOW}


def test_what_fails_is_known() -> None:
    known = judge_known(FAILED, {FAILED.id: SHALLOW})
    assert known == replace(FAILED, verdict=Verdict.KNOWN, known="cut off")
    assert not known.verdict.red


def test_what_passes_is_fixed_and_says_what_to_do() -> None:
    fixed = judge_known(PASSED, {PASSED.id: SHALLOW})
    assert fixed.verdict is Verdict.FIXED
    assert fixed.verdict.red
    assert fixed.reason == "it passes, and known.txt:2 declares that it fails. Take that line away."
    told = judge_known(PASSED, {PASSED.id: ALL}).reason
    assert told.endswith("Take that line away, or name the clones on which it still fails.")


def test_what_was_not_judged_is_not_known() -> None:
    for one in (ERRORED, SKIPPED):
        assert judge_known(one, {one.id: ALL}) == one


def test_what_nobody_declares_stays_as_it_is() -> None:
    assert judge_known(FAILED, {PASSED.id: ALL}) == FAILED
