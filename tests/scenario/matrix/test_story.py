"""Rows and pairs as stories: sound, whole, and red with a workflow that gets one pair wrong."""

from __future__ import annotations

import pytest

from gitscen.outcome import Status
from gitscen.run.ground import Keep
from gitscen.run.pool import run_cases
from gitscen.scenario.asks import Sync
from gitscen.scenario.check import check_scenario
from gitscen.scenario.find import select_cases
from gitscen.scenario.load import decode_scenario, encode_scenario
from gitscen.scenario.matrix.meet import Came, meet
from gitscen.scenario.matrix.story import build_story
from gitscen.scenario.matrix.ways import Cell, Route, Way, rows
from gitscen.verdict import CaseResult, Verdict


def test_every_row_is_a_sound_story_that_a_file_could_tell() -> None:
    for cell in rows():
        story = build_story(cell)
        assert check_scenario(story) == ()
        assert decode_scenario(encode_scenario(story)) == story
        assert (story.title, story.clones) == (cell.title, ("full", "shallow"))


@pytest.mark.parametrize("route", Route)
def test_a_pair_wants_what_its_row_wants_of_it(route: Route) -> None:
    row = build_story(Cell(route, Way.RENAME)).asks[0].expect
    for way in Way:
        pair = build_story(Cell(route, Way.RENAME, way)).asks[0].expect
        assert pair.files.items() <= row.files.items()
        assert pair.history.items() <= row.history.items()
        assert pair.only
        assert all(path.startswith(f"rename/{way.value}/") for path in pair.files)


def test_a_clash_must_be_reported_and_nothing_else_may_be() -> None:
    for way in Way:
        (ask,) = build_story(Cell(Route.MERGE, Way.DELETE, way)).asks
        assert isinstance(ask, Sync)
        clash = meet(Way.DELETE, way).came is Came.LOCAL
        assert ask.outcome is (Status.RESOLVED if clash else Status.DONE)


def play(name: str, workflow: str) -> CaseResult:
    (result,) = run_cases(select_cases([f"{name}[full]"]), workflow=workflow, jobs=1, keep=Keep.NONE, exitfirst=False)
    return result


CAUGHT = [
    ("matrix/merge/replace-by-directory", "MergesAsItLies", "expect only", Way.EDIT_TOP),
    ("matrix/merge/edit-top", "MergesAsItLies", "markers-committed", Way.EDIT_TOP),
    ("matrix/merge/edit-top", "KeepsOursWhole", "expect files", Way.RENAME),
    ("matrix/rebase/edit-top", "OursInRebase", "expect files", Way.EDIT_TOP),
    ("matrix/restore/edit-top", "PopsAnyway", "expect files", Way.EDIT_TOP),
]


@pytest.mark.parametrize(("name", "workflow", "rule", "pair"), CAUGHT)
def test_a_broken_workflow_is_caught_and_the_failure_names_the_pair(
    name: str, workflow: str, rule: str, pair: Way
) -> None:
    module = "gitscen.zoo.conflicts" if workflow == "OursInRebase" else "tests.scenario.matrix.broken"
    result = play(name, f"{module}:{workflow}")
    assert result.verdict is Verdict.FAILED
    told = [f"{one.message}{one.wanted}{one.seen}" for one in result.failures if one.rule == rule]
    assert any(f"{name.rpartition('/')[2]}/{pair.value}/" in text for text in told), result.failures


def test_one_row_on_each_route_passes() -> None:
    cases = select_cases([f"matrix/{route.value}/rename-same[full]" for route in Route])
    results = list(run_cases(cases, jobs=2, keep=Keep.NONE, exitfirst=False))
    assert {result.id: result.reason for result in results if result.verdict is not Verdict.PASSED} == {}
