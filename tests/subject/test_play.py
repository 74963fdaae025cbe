"""Cases with programs: the run goes on, the verdict says what was wrong, and no process is left behind."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from gitscen.scenario.acts import Environment, Write
from gitscen.scenario.asks import AskCommit, AskPush, Budget, Expect
from gitscen.scenario.model import Workflow
from gitscen.verdict import CaseResult, Verdict
from tests.processes import ended
from tests.subject.plays import play_steps as play
from tests.subject.plays import rude_argv


def rude(*words: object) -> str:
    return shlex.join(rude_argv(*words))


def rules(result: CaseResult) -> list[str]:
    return [failure.rule for failure in result.failures]


def pids(log: Path) -> list[int]:
    return list(map(int, log.read_text().split()))


def test_a_program_is_judged_by_what_is_seen() -> None:
    assert play(rude("well"), AskPush()).verdict is Verdict.PASSED
    liar = play(rude("well"), Write(files={"a": "2\n"}), AskCommit(message="m"))
    assert rules(liar) == ["false-report"]


def test_a_verdict_has_the_reason_and_what_was_said_last() -> None:
    result = play(rude("dies"), AskPush(), AskPush())
    assert (result.verdict, rules(result), result.failures[0].step) == (Verdict.FAILED, ["subject"], 1)
    assert result.reason.startswith("the program was ended by SIGSEGV before it answered push.\n")
    assert result.reason.endswith("\n  last words")


def test_one_that_hangs_costs_its_case_and_no_more() -> None:
    result = play(rude("hangs"), AskPush(budget=Budget(seconds=0.2)))
    assert (result.verdict, rules(result)) == (Verdict.FAILED, ["budget-exceeded"])


def test_one_that_does_not_end_well_fails_in_the_end() -> None:
    result = play(rude("stays"), AskPush())
    assert [(one.rule, one.step, one.title) for one in result.failures] == [("subject", None, "at the end")]


@pytest.mark.parametrize(
    "workflow", ["no.such:Workflow", "tests.subject.rude:nothing", "/no/such/program", "no-such-one"]
)
def test_one_that_cannot_be_found_or_started(workflow: str) -> None:
    result = play(workflow, AskPush())
    assert (result.verdict, rules(result)) == (Verdict.FAILED, ["subject"])


def test_what_it_writes_outside_is_seen() -> None:
    assert "outside-touched" in rules(play(rude("outside"), AskPush()))


def test_what_it_starts_ends_with_the_case_in_whatever_session(tmp_path: Path) -> None:
    assert play(rude("children", tmp_path / "log"), AskPush()).verdict is Verdict.PASSED
    assert len((tmp_path / "log").read_text().split()) == 3
    assert ended(*pids(tmp_path / "log"))


@pytest.mark.parametrize(
    ("way", "wanted", "why"),
    [
        ("no-push", Workflow(), "rude no-push has no push"),
        ("parks", Workflow(policy="carry"), 'the story wants policy = "carry", and rude parks offers park'),
        (
            "parks",
            Workflow(integration="rebase"),
            'the story wants integration = "rebase", and rude parks offers merge',
        ),
        ("no-push", Workflow(policy="carry"), "rude no-push has no push"),
    ],
)
def test_what_it_lacks_is_skipped(way: str, wanted: Workflow, why: str) -> None:
    result = play(rude(way), AskPush(), wanted=wanted)
    assert (result.verdict, result.reason) == (Verdict.SKIPPED, why)


def test_what_it_offers_is_played() -> None:
    wanted = Workflow(policy="park", integration="merge")
    assert play(rude("parks"), AskPush(), wanted=wanted).verdict is Verdict.PASSED


def test_a_kill_ends_the_program_and_the_next_request_starts_another(tmp_path: Path) -> None:
    log = tmp_path / "log"
    expect = Expect(branch="main")
    result = play(rude("counts", log), AskPush(), AskPush(kill="before commit"), AskPush(expect=expect))
    assert result.verdict is Verdict.PASSED, result.reason
    one, two, other = log.read_text().split()
    assert one == two != other
    assert ended(*pids(log))


def test_a_kill_that_never_comes_is_a_reason_to_skip(tmp_path: Path) -> None:
    result = play(rude("counts", tmp_path / "log"), AskPush(kill="before commit #2"))
    assert result.verdict is Verdict.SKIPPED
    assert "the moment 'before commit #2' never came in" in result.reason
    assert result.reason.endswith("which ran: commit.")


@pytest.mark.parametrize("when", ["before", "after"])
def test_the_world_steps_in_while_a_program_works(when: str, tmp_path: Path) -> None:
    meanwhile = (Write(at=f"{when} commit", files={"b": "1\n"}),)
    result = play(
        rude("counts", tmp_path / "log"), AskPush(), AskPush(meanwhile=meanwhile, expect=Expect(files={"b": "1\n"}))
    )
    assert result.verdict is Verdict.PASSED, result.reason
    one, two = (tmp_path / "log").read_text().split()
    assert one == two


def test_another_environment_is_another_process(tmp_path: Path) -> None:
    log = tmp_path / "log"
    play(rude("environment", log), AskPush(), AskPush(), Environment(set={"LC_ALL": "de_DE.UTF-8"}), AskPush())
    (one, before), (two, _), (other, after) = map(str.split, log.read_text().splitlines())
    assert (one == two, one == other, before, after) == (True, False, "None", "de_DE.UTF-8")
