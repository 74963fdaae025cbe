from __future__ import annotations

import pytest

from gitscen.errors import UsageError
from gitscen.scenario.acts import Write
from gitscen.scenario.asks import AskCommit
from gitscen.scenario.model import Case, Scenario
from gitscen.scenario.stop import find_stop

STORY = Case(
    "mine",
    "full",
    Scenario(title="t", step=(Write(files={"a": "1\n"}), AskCommit(message="m", id="saved"), AskCommit(message="2"))),
)


@pytest.mark.parametrize(("at", "steps"), [(None, 3), ("0", 0), ("1", 1), ("saved", 2), ("3", 3)])
def test_a_stop_is_a_number_or_an_id(at: str | None, steps: int) -> None:
    assert find_stop(STORY, at) == steps


@pytest.mark.parametrize("at", ["4", "-1", "", "none", "٢", "1.0"])
def test_a_stop_that_is_none_tells_all(at: str) -> None:
    with pytest.raises(UsageError) as caught:
        find_stop(STORY, at)
    assert str(caught.value) == (
        f"mine has no step {at!r}. Take the number or the id of one:\n"
        "  0  the world as it was built\n  1  do write a\n  2  ask commit m (id saved)\n  3  ask commit 2"
    )
