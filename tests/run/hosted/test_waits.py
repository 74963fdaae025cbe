"""What a story waits for, each thing once there and once not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from gitscen.run.hosted.waits import State, find_amiss
from gitscen.scenario.hosted import Await, Depths, WantedAnswer
from gitscen.session.message import Answer

ANSWER = Answer(session_id="s", command_id="c", success=True, summary="All done.", files=("b", "a"))
STATE = State(
    answers={"c": ANSWER}, begun={"c": 2}, queues={"s": Depths(input=0, dlq=1)}, dead={"s": ["not JSON: x"]},
    groups=[("s", "t")], pushed={"s": True}, lives={"box": "2"}, before={"box": "2"}, most=1,
)  # fmt: skip
MET: dict[str, Await] = {
    "answers": Await(
        answers={"c": WantedAnswer(success=True, interrupted=False, summary="all DONE", error="", files=("a", "b"))}
    ),
    "begun": Await(begun={"c": 2}),
    "queues": Await(queues={"s": Depths(input=0, dlq=1)}),
    "dead": Await(dead={"s": ("*JSON*",)}),
    "containers": Await(containers=(("t", "s"),)),
    "pushed": Await(pushed=("s",)),
    "kept": Await(kept=True),
    "most": Await(most=1),
}
CHANGES: dict[str, dict[str, Any]] = {
    "answers": {"answers": {}},
    "begun": {"begun": {"c": 1}},
    "queues": {"queues": {"s": Depths(input=1, dlq=1)}},
    "dead": {"dead": {}},
    "containers": {"groups": [("s",), ("t",)]},
    "pushed": {"pushed": {"s": False}},
    "kept": {"lives": {"box": "3"}},
    "most": {"most": 2},
}


@pytest.mark.parametrize("name", MET)
def test_what_is_there_is_not_amiss(name: str) -> None:
    assert find_amiss(MET[name], STATE) == ((), True)


@pytest.mark.parametrize("name", MET)
def test_what_is_not_there_is_amiss_and_may_come(name: str) -> None:
    amiss, may_change = find_amiss(MET[name], replace(STATE, **CHANGES[name]))
    assert ([failure.rule for failure in amiss], may_change) == ([f"expect {name}"], True)


@pytest.mark.parametrize(
    "wanted",
    [
        WantedAnswer(success=False),
        WantedAnswer(interrupted=True),
        WantedAnswer(summary="other"),
        WantedAnswer(error="bad"),
        WantedAnswer(files=("a",)),
    ],
)
def test_a_wrong_answer_stays_wrong(wanted: WantedAnswer) -> None:
    amiss, may_change = find_amiss(Await(answers={"c": wanted}), STATE)
    assert ([failure.rule for failure in amiss], may_change) == (["expect answers"], False)


def test_queues_that_are_gone_are_gone() -> None:
    step = Await(queues={"s": "gone"})
    assert find_amiss(step, replace(STATE, queues={"s": Depths(input=-1, dlq=-1)}))[0] == ()
    assert len(find_amiss(step, STATE)[0]) == 2
