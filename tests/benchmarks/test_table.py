from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from benchmarks import __main__ as program
from benchmarks.agreement import UnequalWork
from benchmarks.bench import Bench
from benchmarks.goal import Bound, Goal, Row, Verdict
from benchmarks.goals import GOALS
from benchmarks.rounds import Ratio, interleave, paired
from benchmarks.table import json_table, markdown_table, text_table


def row(median: float | None, limit: float = 1.0, bound: Bound = Bound.AT_MOST, *, gated: bool = True) -> Row:
    ratio = None if median is None else Ratio(median, median, median)
    return Row(goal="G1", what="a case", limit=limit, bound=bound, ratio=ratio, gated=gated, note="a|note")


@pytest.mark.parametrize(
    ("told", "verdict"),
    [
        (row(1.0), Verdict.REACHED),
        (row(1.01), Verdict.MISSED),
        (row(1.8, 1.8, Bound.AT_LEAST), Verdict.REACHED),
        (row(1.79, 1.8, Bound.AT_LEAST), Verdict.MISSED),
        (row(9.9, gated=False), Verdict.SKIPPED),
        (row(None), Verdict.SKIPPED),
    ],
)
def test_a_verdict_holds_the_median_against_the_limit(told: Row, verdict: Verdict) -> None:
    assert told.verdict is verdict


def test_the_table_for_a_terminal() -> None:
    goal = Goal("G1", "a thing", "another", lambda _: iter(()))
    assert text_table([row(0.0523, 0.1), row(None)], [goal]).splitlines() == [
        "G1 a thing",
        "   against another",
        "   a case  ≤ 0.10  0.052  0.052-0.052  reached  a|note",
        "   a case  ≤ 1.00  -      -            skipped  a|note",
        "2 figures: 1 reached, 1 skipped",
    ]


def test_the_table_in_markdown() -> None:
    assert markdown_table([row(12.34)]).splitlines() == [
        "| goal | case | wanted | figure | quartiles | verdict | note |",
        "| --- | --- | --- | --- | --- | --- | --- |",
        "| G1 | a case | ≤ 1.00 | 12.3 | 12.3-12.3 | missed | a\\|note |",
    ]


def test_the_table_in_json() -> None:
    told = json.loads(json_table([row(1.25)], rounds=3, machine="here"))
    assert told["rows"] == [
        {
            "goal": "G1",
            "case": "a case",
            "bound": "at most",
            "limit": 1.0,
            "figure": 1.25,
            "quartiles": [1.25, 1.25],
            "verdict": "missed",
            "note": "a|note",
        }
    ]


def test_goals_are_g1_to_g10() -> None:
    assert [goal.name for goal in GOALS] == [f"G{number}" for number in range(1, 11)]


class Counted:
    """A goal whose sides take as many seconds as they are told."""

    def __init__(self, *seconds: float) -> None:
        self.seconds, self.ran = iter(seconds), 0

    def measure(self, bench: Bench) -> Iterator[Row]:
        assert bench.place.is_dir()
        times = interleave({"it": self.side, "reference": lambda: 1.0}, bench.rounds)
        yield Row(goal="G1", what="a case", limit=0.5, ratio=paired(times["it"], times["reference"]))

    def side(self) -> float:
        self.ran += 1
        return next(self.seconds)


@pytest.mark.parametrize(("seconds", "figure", "code"), [((9, 0.1, 0.4, 0.5), 0.4, 0), ((9, 0.1, 0.6, 0.7), 0.6, 1)])
def test_the_program_prints_what_the_rounds_gave(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    seconds: tuple[float, ...],
    figure: float,
    code: int,
) -> None:
    counted = Counted(*seconds)
    monkeypatch.setattr(program, "GOALS", (Goal("G1", "a thing", "another", counted.measure),))
    assert program.main(["G1", "--rounds", "3", "--json"]) == code
    told = json.loads(capsys.readouterr().out)
    assert (told["rounds"], told["rows"][0]["figure"], counted.ran) == (3, figure, 4)


def test_unequal_work_gives_no_figure(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def measure(bench: Bench) -> Iterator[Row]:
        raise UnequalWork(f"nothing was done in {bench.rounds} rounds.")
        yield

    monkeypatch.setattr(program, "GOALS", (Goal("G1", "a thing", "another", measure),))
    assert program.main([]) == 3
    told = capsys.readouterr()
    assert (told.out, "nothing was done in 11 rounds." in told.err) == ("", True)


@pytest.mark.parametrize("argv", [["G11"], ["G1", "--rounds", "0"]])
def test_wrong_use_is_told(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        program.main(argv)
    assert (ended.value.code, "python -m benchmarks: error: " in capsys.readouterr().err) == (2, True)
