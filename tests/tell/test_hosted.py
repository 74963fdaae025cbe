"""Every step of stories of sessions in words, and what they wait for."""

from __future__ import annotations

from typing import get_args

import pytest

from gitscen.scenario import hosted
from gitscen.scenario.asks import Expect
from gitscen.scenario.find import select_cases
from gitscen.scenario.hosted import Depths, HostStep, WantedAnswer
from gitscen.tell.hosted import tell_host_step, tell_waits
from gitscen.tell.script import tell_script
from gitscen.tell.story import tell_graph, tell_words

TOLD: dict[str, HostStep] = {
    "user of client opens session-a, on thread-a.": hosted.Open(session="session-a"),
    "me of client opens s on shop, on thread-x and sends c: 'Go'.": hosted.Open(
        session="s", thread="thread-x", user="me", project="shop", command="c", instruction="Go"
    ),
    "s gets c: 'Go', 2 times, from a clock that is 60 s ahead.": hosted.Send(
        session="s", command="c", instruction="Go", times=2, later=60
    ),
    "s gets c: '', with userId = 'x', without clientId, made longer by 9 bytes.": hosted.Send(
        session="s", command="c", fields={"userId": "x"}, without=("clientId",), size=9
    ),
    "Into the queue of s comes what is no command: 'nonsense'.": hosted.Send(session="s", command="c", raw="nonsense"),
    "All this must come within 30 s:": hosted.Await(),
    "What agents wait for comes: go.": hosted.Event(name="go"),
    "s is closed.": hosted.Close(session="s"),
    "The agent of s is killed.": hosted.Kill(who="agent", session="s"),
    "The host is killed.": hosted.Kill(who="host"),
    "The queue service is out of reach.": hosted.Outage(of="queues"),
    "The remote of shop is there again.": hosted.Repair(of="remote", project="shop"),
    "A host is started.": hosted.StartHost(),
}


@pytest.mark.parametrize("sentence", TOLD)
def test_a_step_is_a_sentence(sentence: str) -> None:
    assert tell_host_step(TOLD[sentence]) == sentence


def test_every_kind_of_step_is_told_here() -> None:
    assert {type(step) for step in TOLD.values()} == set(get_args(hosted.AnyHostStep))


def test_every_wait_is_a_clause() -> None:
    step = hosted.Await(
        answers={
            "c": WantedAnswer(success=True, interrupted=False, summary="ok", files=("a",)),
            "d": WantedAnswer(success=False, interrupted=True, error="no", files=()),
        },
        begun={"d": 1, "e": 2},
        queues={"s": Depths(input=0, dlq=1), "t": "gone"},
        dead={"s": ("*JSON*",), "t": ()},
        pushed=("s",),
        containers=(("s", "t"), ("u",)),
        kept=True,
        most=2,
        expect={"s": Expect(clean=True)},
    )
    assert tell_waits(step) == (
        "c is answered: with success, as not interrupted, its summary has 'ok', it names a",
        "d is answered: without success, as interrupted, its error has 'no', it names no file",
        "the agent has written 1 file for d",
        "the agent has written 2 files for e",
        "s has 0 in input, 1 in dlq",
        "the queues of t are gone",
        "the dead letters of s are for: *JSON*",
        "the dead letters of t are for: nothing",
        "the branch of s is on the remote",
        "2 containers run: s, t; u",
        "never more than 2 containers have run at once",
        "no container has been started anew",
        "in the workspace of s, nothing is uncommitted",
    )
    assert tell_waits(hosted.Await(containers=())) == ("no container runs",)


def test_a_story_is_told_whole() -> None:
    case = select_cases(["session/interrupt[full]"])[0]
    words = "\n".join(tell_words(case))
    assert "session-build-001" in words
    assert "    - cmd-001 is answered: as interrupted, its summary has 'interrupted'" in words
    assert tell_graph(case) == ("no graph: the agents in the containers make the commits",)
    script = tell_script(case)
    assert script.splitlines()[-1] == "gitscen run 'session/interrupt[full]' --keep all"
    assert all(line.startswith("#") for line in script.splitlines()[:-1])
