"""One contract for both kinds of subject: a class asked in Python, and the same class asked through `gitscen serve`."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import pytest

from gitscen.names import BranchName, Oid
from gitscen.outcome import Operation, Outcome, Status
from gitscen.scenario.find import select_cases
from gitscen.verdict import CaseResult, Verdict
from gitscen.workflow import Workspace
from tests.subject.plays import play_cases

REPOSITORY = Path(__file__).parents[2]

STORIES = (
    "conflict/both-added[shallow]",  # resolved, with the conflict named
    "switch/safe-switch[full]",  # one program over several sessions' work
    "names/hostile-files[full]",  # paths that JSON cannot hold
    "interrupt/with-child[full]",  # a job's process id
    "recovery/killed-on-arrival[full]",  # killed at a moment, started anew
    "race/peer-before-push[full]",  # the world acts in the middle
    "environment/no-identity[full]",  # a workflow's own settings
    "environment/hook-refuses-commit[full]",  # failed, with a reason
    "recovery/live-lock[full]",  # refused, with a reason
    "switch/commit-on-switch[full]",
    "switch/carry[full]",
)


class Liar(Workspace):
    """Says that it has pushed, only parks, and has no recovery."""

    operations = ("switch", "commit", "push", "sync", "resolve", "interrupt")
    policies = {"switch": ["park"]}  # noqa: RUF012 - as in the protocol

    def push(self) -> Outcome:
        head = self.git.run("rev-parse", "HEAD").line
        branch = self.git.run("symbolic-ref", "--short", "HEAD").line
        return Outcome(operation=Operation.PUSH, status=Status.DONE, branch=BranchName(branch), head=Oid(head))


EXPECTED = {
    "gitscen.workflow:Workspace": {Verdict.PASSED},
    "tests.subject.test_contract:Liar": {Verdict.PASSED, Verdict.FAILED, Verdict.SKIPPED},
}


def came_out(result: CaseResult) -> tuple[object, ...]:
    return result.id, result.verdict, [(one.step, one.rule) for one in result.failures], result.reason


def play(workflow: str, stories: tuple[str, ...]) -> list[tuple[object, ...]]:
    cases = select_cases(stories)
    assert len(cases) == len(stories)
    return sorted(map(came_out, play_cases(workflow, cases)))


@pytest.mark.parametrize(
    ("name", "stories"), [("gitscen.workflow:Workspace", STORIES), ("tests.subject.test_contract:Liar", STORIES[:5])]
)
def test_both_kinds_are_judged_alike(name: str, stories: tuple[str, ...]) -> None:
    serve = ["env", f"PYTHONPATH={REPOSITORY}", sys.executable, "-P", "-m", "gitscen", "serve", name]
    in_python = play(name, stories)
    assert play(shlex.join(serve), stories) == in_python
    assert {one[1] for one in in_python} == EXPECTED[name]
