"""Subjects asked as in a run: the rude program by its ways, and stories played and judged."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from gitscen.run.ground import Keep
from gitscen.run.pool import run_cases
from gitscen.scenario.acts import DoStep
from gitscen.scenario.asks import AskStep
from gitscen.scenario.model import Case, OriginCommit, Scenario, Workflow
from gitscen.verdict import CaseResult

RUDE = Path(__file__).parent / "rude.py"
PLAIN = Workflow()
MAIN = (OriginCommit(branch="main", files={"a": "1\n"}),)


def rude_argv(*words: object) -> list[str]:
    """Return the command line of `rude.py`, going one of its ways."""
    return [sys.executable, "-I", "-S", str(RUDE), *map(str, words)]


def play_cases(workflow: str, cases: Sequence[Case]) -> list[CaseResult]:
    """Return the results of cases, in whatever order; nothing of their worlds stays."""
    return list(run_cases(cases, workflow=workflow, jobs=min(2, len(cases)), keep=Keep.NONE, exitfirst=False))


def play_steps(workflow: str, *steps: DoStep | AskStep, wanted: Workflow = PLAIN) -> CaseResult:
    """Return the result of a story of these steps, on a full clone of an origin with one file."""
    story = Scenario(title="t", clones=("full",), origin=MAIN, step=steps, workflow=wanted)
    [result] = play_cases(workflow, [Case("t", "full", story)])
    return result
