"""Cases one at a time: each gets its own verdict, whatever became of the one before."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gitscen.plugin.player import Player
from gitscen.run.ground import Keep
from gitscen.run.pool import Pool
from gitscen.scenario.find import select_cases
from gitscen.verdict import Verdict


@pytest.fixture
def player() -> Iterator[Player]:
    player = Player(Keep.NONE)
    yield player
    player.close()


def test_a_workflow_that_changes_its_process_does_not_harm_the_next(player: Player) -> None:
    [case] = select_cases(["conflict/both-modified-rebase[full]"])
    assert player.play(case, "tests.zoo:OursInRebase")[0].verdict is Verdict.FAILED
    assert player.play(case, "")[0].verdict is Verdict.PASSED


def test_a_case_that_was_broken_off_does_not_answer_for_the_next(
    player: Player, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So the alarm of a time limit breaks off a test."""

    def break_off(_: Pool) -> None:
        raise TimeoutError

    one, other = select_cases(["conflict/nothing-to-resolve"])
    with monkeypatch.context() as patch:
        patch.setattr(Pool, "listen", break_off)
        with pytest.raises(TimeoutError):
            player.play(one, "")
    assert player.play(other, "")[0].id == other.id
