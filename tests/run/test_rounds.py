from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from gitscen.run.rounds import join_rounds, plan_rounds
from gitscen.verdict import Failure, Verdict
from tests.report.runs import ERRORED, FAILED, PASSED
from tests.run.test_pool import case

CASES = tuple(case(f"passes{number}") for number in range(8))


def test_rounds_without_a_seed_keep_the_order() -> None:
    assert list(plan_rounds(CASES, repeat=2, seed=None)) == [CASES, CASES]


@settings(deadline=None)
@given(st.integers(), st.integers(1, 4))
def test_a_seed_gives_each_round_an_order_that_can_be_had_again(seed: int, repeat: int) -> None:
    rounds = list(plan_rounds(CASES, repeat=repeat, seed=seed))
    assert rounds == list(plan_rounds(CASES, repeat=repeat, seed=seed))
    assert all(sorted(one.id for one in order) == [one.id for one in CASES] for order in rounds)


def test_orders_differ_by_seed_and_round() -> None:
    orders = [order for seed in (1, 2) for order in plan_rounds(CASES, repeat=2, seed=seed)]
    assert len({tuple(one.id for one in order) for order in (*orders, CASES)}) == 5


def test_the_order_of_a_seed_is_the_same_on_every_machine() -> None:
    (order,) = plan_rounds(CASES, repeat=1, seed=7)
    assert [one.name.removeprefix("passes") for one in order] == list("13702546")


def test_rounds_that_agree_are_one_result_with_their_time() -> None:
    one = replace(PASSED, state={"HEAD": "main"})
    assert join_rounds([one, one, one]) == replace(one, seconds=3 * one.seconds, times=3)


def test_rounds_that_fail_alike_tell_their_failure_once() -> None:
    joined = join_rounds([replace(FAILED, world=""), FAILED])
    assert (joined.failures, joined.world, joined.times) == (FAILED.failures, "/w/004", 2)


def test_other_object_ids_are_a_failure_that_names_the_refs() -> None:
    one = replace(PASSED, state={"HEAD": "main", "refs/heads/main": "1" * 40, "refs/heads/old": "3" * 40})
    other = replace(PASSED, state={"HEAD": "main", "refs/heads/main": "2" * 40, "refs/heads/new": "3" * 40})
    joined = join_rounds([one, one, other])
    assert joined.verdict is Verdict.FAILED
    assert joined.reason == (
        "rounds 1 and 3 of 3 came out differently: refs/heads/main, refs/heads/old, refs/heads/new."
    )
    assert joined.failures == (
        Failure(
            rule="not-deterministic",
            message=joined.reason,
            title="after the last step",
            wanted=f"refs/heads/main {'1' * 40}\nrefs/heads/old {'3' * 40}\n",
            seen=f"refs/heads/main {'2' * 40}\nrefs/heads/new {'3' * 40}\n",
        ),
    )


def test_another_verdict_is_a_failure_too() -> None:
    failed = replace(FAILED, id=PASSED.id)
    joined = join_rounds([PASSED, failed])
    assert [failure.rule for failure in joined.failures] == [
        "not-deterministic",
        *(one.rule for one in failed.failures),
    ]
    assert joined.failures[0].wanted == "verdict passed\n"
    assert join_rounds([PASSED, replace(ERRORED, id=PASSED.id)]).verdict is Verdict.FAILED
