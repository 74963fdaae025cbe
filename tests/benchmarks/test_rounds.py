from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.rounds import Ratio, Side, interleave, paired, timed


def test_every_side_runs_once_unmeasured_and_then_there_and_back() -> None:
    ran: list[str] = []

    def side(name: str) -> Side:
        def run() -> float:
            ran.append(name)
            return float(len(ran))

        return run

    times = interleave({"a": side("a"), "b": side("b")}, 3)
    assert "".join(ran) == "ab" + "ab" + "ba" + "ab"
    assert times == {"a": [3.0, 6.0, 7.0], "b": [4.0, 5.0, 8.0]}


@pytest.mark.parametrize(
    ("measured", "reference", "wanted"),
    [
        ([1.0], [2.0], Ratio(0.5, 0.5, 0.5)),
        ([1.0, 3.0], [1.0, 1.0], Ratio(2.0, 1.5, 2.5)),
        ([1.0, 2.0, 30.0], [1.0, 1.0, 10.0], Ratio(2.0, 1.5, 2.5)),  # the third round was slow for both
        ([4.0, 4.0, 400.0], [2.0, 2.0, 2.0], Ratio(2.0, 2.0, 101.0)),  # and here for one: the median does not mind
    ],
)
def test_a_ratio_is_the_median_over_pairs(measured: list[float], reference: list[float], wanted: Ratio) -> None:
    assert paired(measured, reference) == wanted


def test_rounds_that_do_not_pair_are_refused() -> None:
    with pytest.raises(ValueError, match="longer"):
        paired([1.0], [1.0, 2.0])


@given(st.lists(st.tuples(st.floats(0.001, 1000), st.floats(0.001, 1000)), min_size=1, max_size=30))
def test_the_median_lies_between_the_quartiles(pairs: list[tuple[float, float]]) -> None:
    ratio = paired([one for one, _ in pairs], [other for _, other in pairs])
    assert ratio.low <= ratio.median <= ratio.high


def test_only_the_act_is_on_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, order = [0.0], list[str]()

    def do(what: str, seconds: float) -> None:
        order.append(what)
        clock[0] += seconds

    monkeypatch.setattr("benchmarks.rounds.time.perf_counter", lambda: clock[0])
    side = timed(lambda: do("act", 2), before=lambda: do("before", 10), after=lambda: do("after", 100))
    assert (side(), order) == (2.0, ["before", "act", "after"])
