"""A moment that never comes: a wrong scenario where it is gitscen's own workflow that is asked, else no verdict."""

from __future__ import annotations

from pathlib import Path

import click.testing
import pytest

from gitscen.cli.main import cli
from gitscen.scenario.acts import Commit, Push
from gitscen.scenario.asks import AskPush
from gitscen.subject.spec import WORKFLOW
from gitscen.verdict import CaseResult, Verdict
from tests.subject.plays import play_steps


def play(ask: AskPush, workflow: str) -> CaseResult:
    return play_steps(workflow, Commit(message="m", files={"b": "1\n"}), ask)


@pytest.mark.parametrize(
    "ask",
    [
        AskPush(kill="before rebase"),
        AskPush(meanwhile=(Push(at="after rebase", branch="main", files={"c": "1\n"}),)),
    ],
)
def test_the_shipped_workflow_shows_that_the_story_is_wrong(ask: AskPush) -> None:
    result = play(ask, WORKFLOW)
    moment = ask.kill or ask.meanwhile[0].at
    assert (result.verdict, result.wrong) == (Verdict.ERRORED, True)
    assert f"step 2, ask push: the moment '{moment}' never came. Name one that is there: " in result.reason
    assert "push" in result.reason


def test_another_workflow_is_not_judged_by_it() -> None:
    result = play(AskPush(kill="before rebase"), "gitscen.zoo.answers:SaysPushed")
    assert (result.verdict, result.wrong) == (Verdict.SKIPPED, False)
    assert "the moment 'before rebase' never came in gitscen.zoo.answers:SaysPushed, which ran: " in result.reason


def test_what_it_broke_until_then_fails_all_the_same() -> None:
    pushes = (Push(at=f"before push{again}", branch="main", files={f"c{again}": "1\n"}) for again in ("", " #2"))
    result = play(AskPush(meanwhile=tuple(pushes)), "gitscen.zoo.push:ForcedPush")
    assert result.verdict is Verdict.FAILED
    assert "remote-rewritten" in {failure.rule for failure in result.failures}


def test_a_run_with_a_wrong_scenario_ends_with_2(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gitscen.run.ground.choose_parent", lambda: tmp_path)
    file = tmp_path / "story.toml"
    file.write_text(
        'title = "t"\nclones = ["full"]\n[[origin]]\nbranch = "main"\n[[step]]\nask = "push"\nkill = "before rebase"\n'
    )
    done = click.testing.CliRunner().invoke(cli, ["run", str(file), "--keep", "none"])
    assert done.exit_code == 2
    assert f"{file}: step 1, ask push: the moment 'before rebase' never came." in done.output
