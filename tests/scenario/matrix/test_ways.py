from __future__ import annotations

import pytest

from gitscen.scenario.matrix.ways import Cell, Route, Way, pairs, parse_cell, rows


def test_there_are_enough_ways_and_every_pair_of_them() -> None:
    assert len(Way) >= 14
    assert len({cell.name for cell in rows()}) == len(Route) * len(Way)
    assert len({cell.name for cell in pairs()}) == len(Route) * len(Way) ** 2


def test_a_name_leads_back_to_its_cell() -> None:
    for cell in (*rows(), *pairs()):
        assert parse_cell(cell.name) == cell
        assert len(cell.title) <= 100


def test_a_name_tells_local_first() -> None:
    cell = Cell(Route.MERGE, Way.DELETE, Way.EDIT_TOP)
    assert (cell.name, cell.title) == ("matrix/merge/delete/edit-top", "delete here, edit-top there, in a merge")


@pytest.mark.parametrize(
    "name",
    ["", "matrix", "matrix/merge", "merge/delete", "matrix/merge/delte", "matrix/merge/delete/", "matrix/x/delete",
     "conflict/merge/delete", "matrix/merge/delete/add/add"],
)  # fmt: skip
def test_other_names_are_of_no_cell(name: str) -> None:
    assert parse_cell(name) is None
