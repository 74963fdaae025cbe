"""Stories of sessions played with real processes: what holds passes, what does not fails with the place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gitscen.errors import WorldError
from gitscen.run.hosted.play import play_hosted
from gitscen.run.session import last_pid
from gitscen.scenario.find import select_cases
from gitscen.scenario.load import decode_scenario
from gitscen.scenario.model import Case
from gitscen.subject.spec import WORKFLOW
from gitscen.verdict import CaseResult, Verdict

ORIGIN = [{"branch": "main", "files": {"app.txt": "one\n"}}]
FIRST = {
    "do": "open", "session": "session-a", "command": "cmd-1", "instruction": 'Create a.txt with content "1"',
}  # fmt: skip


def play(root: Path, *steps: dict[str, Any], workflow: str = WORKFLOW, **more: Any) -> CaseResult:  # noqa: ANN401
    scenario = decode_scenario({"title": "t", "origin": ORIGIN, "step": list(steps), **more})
    root.mkdir()
    return play_hosted(Case("story", "shallow", scenario), root, workflow=workflow)


def processes_of(root: Path, *, since: int) -> list[int]:
    """Return the living processes that began after another one and know of a place."""
    found = []
    for place in Path("/proc").iterdir():
        if place.name.isdigit() and int(place.name) > since:
            try:
                if str(root).encode() in (place / "environ").read_bytes():
                    found.append(int(place.name))
            except OSError:
                continue
    return found


def test_a_story_passes_and_leaves_no_process(tmp_path: Path) -> None:
    since = last_pid()
    result = play(
        tmp_path / "room",
        FIRST,
        {"do": "await", "answers": {"cmd-1": {"success": True}}, "containers": [["session-a"]],
         "expect": {"session-a": {"clean": True, "shallow": True, "remote": {"thread-a": "same"}}}},
    )  # fmt: skip
    assert result.verdict is Verdict.PASSED, result
    assert result.state == {"cmd-1": "success"}
    assert processes_of(tmp_path, since=since) == []


def test_what_is_not_as_expected_fails_with_its_step(tmp_path: Path) -> None:
    result = play(
        tmp_path / "room",
        FIRST,
        {"do": "await", "answers": {"cmd-1": {"success": True}},
         "expect": {"session-a": {"files": {"a.txt": "2\n"}}}},
    )  # fmt: skip
    assert result.verdict is Verdict.FAILED
    [failure] = result.failures
    assert (failure.rule, failure.step, failure.title) == ("expect files", 2, "do await cmd-1")
    assert "session-a" in failure.message


def test_an_answer_that_is_not_wanted_fails_at_once(tmp_path: Path) -> None:
    result = play(tmp_path / "room", FIRST, {"do": "await", "answers": {"cmd-1": {"success": False}}})
    assert [failure.rule for failure in result.failures] == ["expect answers"]
    assert result.seconds < 30  # what it may wait for an answer that may still come


def test_what_does_not_come_in_time_fails(tmp_path: Path) -> None:
    result = play(
        tmp_path / "room",
        FIRST,
        {"do": "await", "answers": {"cmd-1": {}}},
        {"do": "await", "answers": {"cmd-1": {}}, "queues": {"session-a": "gone"}, "within": 0.5},
    )
    assert {failure.rule for failure in result.failures} == {"expect queues"}


def test_a_kill_is_measured_until_the_next_answer(tmp_path: Path) -> None:
    [case] = select_cases(["session/container-killed[full]"])
    (tmp_path / "room").mkdir()
    result = play_hosted(case, tmp_path / "room", workflow=WORKFLOW)
    assert result.verdict is Verdict.PASSED, result
    [(what, seconds)] = result.measured.items()
    assert (what, seconds > 0) == ("from the kill of the container to the next answer", True)


def test_a_moment_that_never_comes_is_told(tmp_path: Path) -> None:
    with pytest.raises(WorldError, match="'after bisect' never came"):
        play(tmp_path / "room", FIRST, {"do": "await", "answers": {"cmd-1": {}}}, host={"kill": "after bisect"})


def test_a_program_of_a_workflow_is_not_asked_by_containers(tmp_path: Path) -> None:
    result = play(tmp_path / "room", FIRST, {"do": "await", "answers": {"cmd-1": {}}}, workflow="node adapter.js")
    assert result.verdict is Verdict.SKIPPED
    assert "--container" in result.reason


def test_a_step_that_cannot_be_carried_out_is_told_with_its_number(tmp_path: Path) -> None:
    steps = (FIRST, {"do": "host"}, {"do": "await", "answers": {"cmd-1": {}}})
    with pytest.raises(WorldError, match="step 2, do host, could not be carried out"):
        play(tmp_path / "room", *steps)
