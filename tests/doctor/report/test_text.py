"""The report for people."""

from __future__ import annotations

import re

import pytest

from gitscen.doctor.finding import Diagnosis, Finding, Firmness, Holding, Level, Remedy, Safety, Severity
from gitscen.doctor.report.text import SHOWN, text_report

DIAGNOSIS = Diagnosis(
    workspace="/srv/my work",
    level=Level.DAMAGED,
    findings=(
        Finding(code="hook-present", severity=Severity.NOTE, message="Hooks are there.", evidence=("pre-commit",)),
        Finding(
            code="lock-stale",
            severity=Severity.WARNING,
            message="A lock was left behind.",
            path=".git/index.lock",
            evidence=("it is 2 hours old",),
            remedy=Remedy.MOVE_LOCK_ASIDE,
        ),
        Finding(
            code="head-empty",
            severity=Severity.ERROR,
            message="HEAD is empty.",
            path=".git/HEAD",
            at_risk=("the branch",),
            remedy=Remedy.RESTORE_HEAD,
            safety=Safety.CONSENT,
        ),
        Finding(code="owner-differs", severity=Severity.WARNING, message="It is another's.", safety=Safety.PERSON),
    ),
    ledger=(
        Holding(firmness=Firmness.BRANCH, what="2 unpushed commits", where="refs/heads/main", count=2),
        Holding(firmness=Firmness.AUTOSTASH, what="uncommitted work", where=".git/MERGE_AUTOSTASH"),
    ),
    story=("Power was lost.",),
)

EXPECTED = """\
damaged: /srv/my work
  Files of the repository are damaged. As far as can be seen, everything is
  still there.

error head-empty .git/HEAD
  HEAD is empty.
    at risk: the branch
warning lock-stale .git/index.lock
  A lock was left behind.
    it is 2 hours old
warning owner-differs
  It is another's.
note hook-present
  Hooks are there.

Your work is here:
  branch
    2 unpushed commits: refs/heads/main
  autostash  (held weakly)
    uncommitted work: .git/MERGE_AUTOSTASH

What probably happened:
  Power was lost.

What would mend it:
  gitscen recover '/srv/my work'
    It shows its plan, asks, and keeps a copy; 'gitscen undo' takes it back.
    safe: lock-stale
    changes what you see: head-empty
What needs a person:
    see 'gitscen explain CODE': owner-differs
Until then, do not run:
  git gc, git prune, git reset --hard, git clean, git stash drop
"""


def told(diagnosis: Diagnosis, *, colour: bool = False, width: int = 80, verbose: bool = False) -> str:
    return text_report(diagnosis, colour=colour, width=width, verbose=verbose)


def test_the_whole_report() -> None:
    assert told(DIAGNOSIS) == EXPECTED


def test_colours_change_no_word() -> None:
    painted = told(DIAGNOSIS, colour=True)
    assert painted != EXPECTED
    assert re.sub(r"\x1b\[\d+m", "", painted) == EXPECTED


def test_verbose_tells_the_facts_of_notes_too() -> None:
    assert "    pre-commit\n" in told(DIAGNOSIS, verbose=True)


@pytest.mark.parametrize("width", [30, 40, 60])
def test_narrow_terminals_get_narrow_lines(width: int) -> None:
    long = [line for line in told(DIAGNOSIS, width=width).splitlines() if len(line) > width]
    assert all(line.startswith(("warning ", "  gitscen recover ")) for line in long), long  # paths are never broken


def test_much_is_cut_and_verbose_lists_it() -> None:
    held = tuple(Holding(firmness=Firmness.FILE, what=f"f{n}", where=f"f{n}") for n in range(SHOWN + 3))
    diagnosis = Diagnosis(workspace="/w", level=Level.HEALTHY, ledger=held)
    assert "... and 3 more (--verbose lists all)" in told(diagnosis)
    assert f"f{SHOWN + 2}" not in told(diagnosis)
    assert f"f{SHOWN + 2}" in told(diagnosis, verbose=True)


def test_many_findings_of_one_code_are_cut() -> None:
    code = "object-missing"
    many = tuple(Finding(code=code, severity=Severity.ERROR, message=f"Number {n}.") for n in range(SHOWN + 3))
    diagnosis = Diagnosis(workspace="/w", level=Level.DAMAGED, findings=many)
    assert f"... and 3 more {code} (--verbose lists all)\n" in told(diagnosis)
    assert f"Number {SHOWN}." not in told(diagnosis)
    assert f"Number {SHOWN + 2}." in told(diagnosis, verbose=True)


def test_a_healthy_workspace_needs_three_lines_at_most() -> None:
    assert told(Diagnosis(workspace="/w", level=Level.HEALTHY)) == "healthy: /w\n  Nothing is wrong.\n"


def test_no_control_character_of_the_copy_reaches_the_terminal() -> None:
    evil = "a\x1b[2Jb\r\u202e\n"
    finding = Finding(code="x-y", severity=Severity.ERROR, message=evil, path=evil, evidence=(evil,), at_risk=(evil,))
    held = Holding(firmness=Firmness.FILE, what=evil, where=evil)
    diagnosis = Diagnosis(workspace=evil, level=Level.LOSSY, findings=(finding,), ledger=(held,), story=(evil,))
    text = told(diagnosis, verbose=True)
    assert all(unit.isprintable() or unit == "\n" for unit in text)
    assert "\\x1b[2J" in text
