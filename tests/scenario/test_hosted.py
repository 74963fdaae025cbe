"""Stories of sessions as files: what is wrong in one is told with its place."""

from __future__ import annotations

from typing import Any

import pytest

from gitscen.errors import ScenarioError
from gitscen.scenario.hints import find_hints
from gitscen.scenario.load import decode_scenario, encode_scenario

OPEN = {"do": "open", "session": "session-a"}
SEND = {"do": "send", "session": "session-a", "command": "cmd-1", "instruction": "Add a page"}
AWAIT = {"do": "await", "answers": {"cmd-1": {"success": True}}}
MAIN = {"branch": "main", "files": {"a.txt": "a\n"}}


def story(*steps: dict[str, Any], **more: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever TOML has
    return {"title": "t", "about": "a", "origin": [MAIN], "step": list(steps), **more}


def test_a_sound_story_is_loaded_and_told_again() -> None:
    raw = story(OPEN, SEND, AWAIT, projects=["a", "b"], host={"most": 2, "kill": "after stash push #2"})
    scenario = decode_scenario(raw)
    assert scenario.is_hosted
    assert encode_scenario(scenario) == raw
    assert find_hints(scenario) == ()


WRONG: dict[str, tuple[dict[str, Any], str, str]] = {
    "no wait": (story(OPEN, SEND), "step", "waits for nothing"),
    "a request": (story(OPEN, {"ask": "push"}, AWAIT), "step.1", "Take this step out"),
    "an edit": (story(OPEN, {"do": "write", "files": {"a": "a"}}, AWAIT), "step.1", "Take this step out"),
    "an unknown session": (story(SEND, AWAIT), "step.0.session", "No step before has the session 'session-a'"),
    "an unknown command": (story(OPEN, AWAIT), "step.1.answers.cmd-1", "the command 'cmd-1'"),
    "a command twice": (story(OPEN, SEND, SEND, AWAIT), "step.2.command", "Give each its own"),
    "an unknown project": (story({**OPEN, "project": "x"}, SEND, AWAIT), "step.0.project", "Known: site."),
    "a hostile session": (story({**OPEN, "session": "../a"}), "step.0.session", "is not taken"),
    "a thread that is no branch": (story({**OPEN, "thread": "main"}), "step.0.thread", "thread-"),
    "an instruction without its id": (story({**OPEN, "instruction": "x"}), "step.0", "needs both"),
    "no such moment of a container": (story(OPEN, SEND, AWAIT, host={"kill": "during lunch"}), "host.kill", "agent"),
    "no such git command": (story(OPEN, SEND, AWAIT, host={"kill": "after stesh"}), "host.kill", "no command 'stesh'"),
    "a wait on a session of nobody's": (
        story(OPEN, SEND, {**AWAIT, "containers": [["session-b"]]}), "step.2.containers.0", "'session-b'",
    ),
    "a repair without an outage": (story(OPEN, SEND, {"do": "repair", "of": "remote"}, AWAIT), "step.2.of", "in turn"),
    "an outage twice": (story(*[{"do": "outage", "of": "queues"}] * 2, AWAIT), "step.1.of", "in turn"),
    "sent into an outage": (
        story(OPEN, {"do": "outage", "of": "queues"}, SEND, AWAIT), "step.2", "The queues are out of reach",
    ),
    "a host's kill with a session": (
        story(OPEN, SEND, {"do": "kill", "who": "host", "session": "session-a"}, AWAIT), "step.2.session", "Take",
    ),
    "an expectation of no workspace": (story(OPEN, SEND, AWAIT, expect={"clean": True}), "expect", "no one workspace"),
    "a single branch": (story(OPEN, SEND, AWAIT, clones=["single-branch"]), "clones", "all branches"),
    "further remotes": (story(OPEN, SEND, AWAIT, remotes=["backup"]), "remotes", "Name them in 'projects'"),
    "a workflow's settings": (story(OPEN, SEND, AWAIT, workflow={"policy": "carry"}), "workflow", "Take this out"),
    "a project twice": (story(OPEN, SEND, AWAIT, projects=["a", "a"]), "projects.1", "is taken"),
    "projects without sessions": (story({"ask": "push"}, projects=["a"]), "projects", "Only a story of sessions"),
    "a host without sessions": (story({"ask": "push"}, host={"most": 1}), "host", "Only a story of sessions"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_told_with_its_place(name: str) -> None:
    raw, place, says = WRONG[name]
    with pytest.raises(ScenarioError) as caught:
        decode_scenario(raw)
    assert (caught.value.place, says in caught.value.message) == (place, True), caught.value


def test_a_wait_for_nothing_gets_a_hint() -> None:
    scenario = decode_scenario(story(OPEN, {"do": "await"}))
    assert [fault.where for fault in find_hints(scenario)] == [("step", 1)]
