"""The tables of the matrix, from results made by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gitscen.cli.conclude import render
from gitscen.report.matrix import CODES, LEGEND, Mark, matrix_tables, read_marks
from gitscen.report.text import text_report
from gitscen.scenario.matrix.meet import Came, meet
from gitscen.scenario.matrix.ways import Cell, Route, Way, rows
from gitscen.verdict import CaseResult, Failure, Verdict
from tests.report.runs import FAILED, run

ROW = Cell(Route.MERGE, Way.DELETE)
FILES = Failure(
    rule="expect files", message="files is not as it should be.", wanted="delete/edit-top/file.txt:\n(none)"
)
ANSWER = Failure(rule="outcome", message="it said done.")


def result(cell: Cell, *failures: Failure, clone: str = "full", verdict: Verdict | None = None) -> CaseResult:
    verdict = verdict or (Verdict.FAILED if failures else Verdict.PASSED)
    return replace(
        FAILED, id=f"{cell.name}[{clone}]", scenario=cell.name, clone=clone, verdict=verdict, failures=failures
    )


def marks(*failures: Failure, verdict: Verdict | None = None) -> dict[Way | None, Mark]:
    return {pair.incoming: mark for pair, mark in read_marks(ROW, result(ROW, *failures, verdict=verdict)).items()}


def test_a_case_that_passed_shows_what_its_pairs_came_to() -> None:
    wanted = {Came.SAME: Mark.SAME, Came.BOTH: Mark.BOTH, Came.LOCAL: Mark.LOCAL}
    assert marks() == {way: wanted[meet(Way.DELETE, way).came] for way in Way}


def test_the_pair_that_a_failure_names_failed_and_no_other() -> None:
    assert marks(FILES) == marks() | {Way.EDIT_TOP: Mark.FAILED}


@pytest.mark.parametrize(
    "text", ["edit-top/delete/file.txt", "xdelete/edit-top/a", "delete/edit-top", "delete/nothing/a"]
)
def test_other_texts_name_no_pair(text: str) -> None:
    assert set(marks(replace(FILES, wanted=text)).values()) == {Mark.UNKNOWN}


def test_any_text_of_a_failure_may_name_its_pair() -> None:
    text = 'M "delete/add/new.txt"'
    for failure in (replace(ANSWER, message=text), replace(ANSWER, wanted=text), replace(ANSWER, seen=text)):
        assert marks(failure)[Way.ADD] is Mark.FAILED


def test_where_a_failure_names_no_pair_nothing_is_said_of_the_others() -> None:
    assert marks(FILES, ANSWER) == dict.fromkeys(Way, Mark.UNKNOWN) | {Way.EDIT_TOP: Mark.FAILED}


@pytest.mark.parametrize("verdict", [Verdict.ERRORED, Verdict.SKIPPED, Verdict.FAILED])
def test_a_case_that_was_not_judged_tells_nothing(verdict: Verdict) -> None:
    assert set(marks(verdict=verdict).values()) == {Mark.UNKNOWN}


def test_a_pair_of_its_own_that_failed_has_failed() -> None:
    pair = Cell(Route.MERGE, Way.DELETE, Way.ADD)
    assert read_marks(pair, result(pair, ANSWER)) == {pair: Mark.FAILED}
    assert read_marks(pair, result(pair)) == {pair: Mark.BOTH}


def test_the_worst_of_the_clones_shows() -> None:
    cases = [result(ROW, FILES, clone="shallow"), result(ROW)]
    for order in (cases, cases[::-1]):
        text = matrix_tables(run(*order), colour=False)
        assert "de delete                X  L  L" in text
        assert "failed: gitscen run 'matrix/merge/delete/edit-top[shallow]'" in text


SMALL = """\
merge: local down, incoming across
                        de ad
de delete                =  +
ad add                      X

restore: local down, incoming across
                        es
es edit-same             =

+ both kept   = same on both   X failed
failed: gitscen run 'matrix/merge/add/add[full]'

"""


def test_only_what_was_played_is_in_the_table() -> None:
    played = [
        result(Cell(Route.MERGE, Way.DELETE, Way.ADD)),
        result(Cell(Route.MERGE, Way.DELETE, Way.DELETE)),
        result(Cell(Route.MERGE, Way.ADD, Way.ADD), ANSWER),
        result(Cell(Route.RESTORE, Way.EDIT_SAME, Way.EDIT_SAME)),
    ]
    assert matrix_tables(run(*played), colour=False) == SMALL


def test_a_whole_matrix_fits_into_80_columns_and_marks_have_colours_of_their_own() -> None:
    bad = [result(ROW, ANSWER, FILES, clone="shallow")]
    played = run(*(result(cell) for cell in rows()), *bad)
    plain = matrix_tables(played, colour=False)
    assert set(LEGEND) == {mark for mark in Mark if f"{mark.value} {LEGEND[mark]}" in plain}
    assert max(map(len, plain.splitlines())) <= 80
    assert plain.count("local down") == len(Route)
    assert "\x1b" not in plain
    assert "\x1b[33mL\x1b[0m" in matrix_tables(played, colour=True)


def test_a_run_of_other_stories_has_no_table() -> None:
    assert matrix_tables(run(), colour=False) == ""
    assert matrix_tables(run(result(ROW), FAILED), colour=False) == ""


def test_the_text_report_of_a_run_begins_with_the_table() -> None:
    played = run(result(ROW))
    assert render(played, "text", colour=False) == matrix_tables(played, colour=False) + text_report(
        played, colour=False
    )


def test_many_failures_are_cut_short() -> None:
    played = run(*(result(Cell(Route.MERGE, Way.ADD, way), ANSWER) for way in Way))
    text = matrix_tables(played, colour=False)
    assert text.count("failed: gitscen run") == 10
    assert f"... and {len(Way) - 10} more" in text


def test_the_documentation_prints_the_table_and_tells_of_every_way() -> None:
    text = (Path(__file__).parents[2] / "docs" / "matrix.md").read_text()
    merges = run(*(result(cell) for cell in rows() if cell.route is Route.MERGE))
    assert matrix_tables(merges, colour=False).rstrip() in text
    assert [way for way in Way if f"`{way.value}`" not in text.partition("## Ways")[2]] == []
    assert f"{len(Route) * len(Way) ** 2:,} pairs" in text


def test_every_way_and_mark_can_be_shown() -> None:
    assert set(CODES) == set(Way)
    assert len(set(CODES.values())) == len(CODES)
    assert {len(code) for code in CODES.values()} == {2}
    assert set(LEGEND) == set(Mark)
