"""`gitscen selftest` as a person meets it, on a small zoo."""

from __future__ import annotations

import json
from dataclasses import replace

import click.testing
import pytest

from gitscen.cli.main import cli
from gitscen.zoo.pairs import parse_pairs
from gitscen.zoo.plan import Plan, plan_trials
from gitscen.zoo.table import BY_NAME
from gitscen.zoo.trial import Trial


def told(*args: str, code: int) -> click.testing.Result:
    done = click.testing.CliRunner().invoke(cli, ["selftest", *args])
    assert done.exit_code == code, done.output
    return done


@pytest.fixture
def forced(monkeypatch: pytest.MonkeyPatch) -> Trial:
    """Have one mistake in the zoo, and nothing else."""
    plan = plan_trials()
    (trial,) = (one for one in plan.mistakes if one.mistake is BY_NAME["forced-push"])
    small = Plan(mistakes=(trial,), scenarios=(), excused={}, bare=())
    monkeypatch.setattr("gitscen.zoo.plan.plan_trials", lambda: small)
    return trial


def test_a_mistake_that_is_caught_is_in_the_table(forced: Trial) -> None:
    lines = told(code=0).stdout.splitlines()
    assert lines[0] == f"forced-push  {forced.case.id}"
    assert lines[1].startswith("    remote-rewritten: refs/heads/main of origin was ")
    assert max(map(len, lines)) <= 80
    assert lines[3:5] == ["1 mistakes: 1 caught", "1 scenarios: 1 catch one of them"]


def test_one_that_slips_through_is_named_and_the_exit_code_is_1(forced: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    slips = Plan(mistakes=(replace(forced, rule="lock-left"),), scenarios=(), excused={}, bare=("a/bare",))
    monkeypatch.setattr("gitscen.zoo.plan.plan_trials", lambda: slips)
    report = json.loads(told("--format", "json", "-j", "1", code=1).stdout)
    assert (report["ok"], report["bare"]) == (False, ["a/bare"])
    assert [one["caught"] for one in report["mistakes"]] == [False]


def test_a_search_prints_pairs_as_the_package_keeps_them(monkeypatch: pytest.MonkeyPatch) -> None:
    few = (BY_NAME["forced-push"], BY_NAME["says-pushed"])
    monkeypatch.setattr("gitscen.zoo.plan.MISTAKES", few)
    done = told("--search", "push/rejected-then-merged", "switch/untracked", code=0)
    (pair,) = parse_pairs(done.stdout)
    assert pair.caught_by == "push/rejected-then-merged"
    assert pair.mistake in {mistake.name for mistake in few}
    assert done.stderr == "gitscen: switch/untracked caught nothing.\n"


def test_a_search_has_no_report() -> None:
    assert "Leave out --format json" in told("--search", "push/plain", "--format", "json", code=2).stderr


def test_a_selection_goes_with_a_search_only() -> None:
    assert "SELECT goes with --search" in told("push/plain", code=2).stderr
