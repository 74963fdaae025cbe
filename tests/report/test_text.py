from __future__ import annotations

import shlex
from dataclasses import replace

import click
import pytest
from hypothesis import given, settings

from gitscen.report.difference import LONGEST, difference
from gitscen.report.progress import bar_line
from gitscen.report.shown import shown, valid
from gitscen.report.text import case_line, text_report, worst
from gitscen.verdict import CaseResult, Failure, RunResult, Verdict
from tests.report.runs import ERRORED, FAILED, FIXED, KNOWN, PASSED, RUNS, SKIPPED, TEXT, run

REPORT = """\
failed conflict/both-added[shallow] 0.50 s
  step 4, ask push: work-lost
    greeting.txt is in no file.
      --- wanted
      +++ seen
      @@ -1,2 +1,2 @@
      -local
      +incoming\\x1b[31m
       same
  step 4, ask push: outcome
    it said done.
    git commands of this step:
      git fetch
      git merge
  at the end: expect clean
    it is not clean.
  world: /w/004
  again: gitscen run 'conflict/both-added[shallow]' --keep all
  why:   gitscen explain work-lost

errored names/odd[full] 0.00 s
  it died.
  again: gitscen run 'names/odd[full]' --keep all

skipped mine[full] 0.00 s
  no
  sync

4 cases: 1 passed, 1 failed, 1 errored, 1 skipped in 3.1 s (git 2.39.5, w:W)
"""


def test_the_whole_report() -> None:
    assert text_report(run(PASSED, FAILED, ERRORED, SKIPPED), colour=False) == REPORT


def test_colours_change_nothing_but_the_colour() -> None:
    coloured = text_report(run(FAILED, SKIPPED), colour=True)
    assert "\x1b[" in coloured
    assert click.unstyle(coloured) == text_report(run(FAILED, SKIPPED), colour=False)


@pytest.mark.parametrize(
    ("cases", "interrupted", "line"),
    [
        ((PASSED,), False, "1 case: 1 passed in 3.1 s (git 2.39.5, w:W)\n"),
        ((), True, "0 cases: 0 passed in 3.1 s (git 2.39.5, w:W); interrupted\n"),
    ],
)
def test_a_run_in_which_all_passed_is_one_line(cases: tuple[CaseResult, ...], line: str, *, interrupted: bool) -> None:
    assert text_report(run(*cases, interrupted=interrupted), colour=False) == line


def test_the_line_of_a_case() -> None:
    assert case_line(PASSED, colour=False) == "passed switch/safe[full] 0.12 s"


def test_an_own_scenario_is_run_again_by_its_path() -> None:
    own = replace(ERRORED, scenario="./my story", id="./my story[full]", source="./my story.toml")
    assert "again: gitscen run './my story.toml' --clone full --keep all\n" in text_report(run(own), colour=False)


def test_of_many_commands_the_last_are_shown_that_do_more_than_read() -> None:
    commands = ("git -c ... status", "git ls-files -z") * 44 + tuple(f"git add {n}" for n in range(11)) + ("git log",)
    failure = Failure(rule="outcome", message="no.", step=1, commands=("git clean -fdq", *commands))
    text = text_report(run(replace(FAILED, failures=(failure,))), colour=False)
    assert "of this step, the last 12 of 101 that do more than read:\n      git clean -fdq\n      git add 0\n" in text
    assert "git -c ... status" not in text


@settings(deadline=None)
@given(RUNS)
def test_whatever_comes_from_outside_a_terminal_obeys_none_of_it(any_run: RunResult) -> None:
    text = text_report(any_run, colour=False)
    assert all(line.isprintable() for line in text.split("\n"))


@settings(deadline=None)
@given(TEXT, TEXT)
def test_texts_that_differ_have_a_difference(wanted: str, seen: str) -> None:
    assert bool(difference(wanted, seen)) is (wanted != seen)


def test_a_long_difference_is_cut() -> None:
    lines = difference("", "x\n" * 1000)
    assert len(lines) == LONGEST + 1
    assert lines[-1] == "(963 more lines)"


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("plain é 漢", "plain é 漢"),
        ("a\tb\n", "a\\tb\\n"),
        ("\x1b]0;x\x07", "\\x1b]0;x\\x07"),
        ("\u202e", "\\u202e"),
        ("\udce9", "\\xe9"),
        ("\ud800", "\\ud800"),
    ],
)
def test_what_does_not_print_is_escaped(text: str, safe: str) -> None:
    assert shown(text) == safe


@settings(deadline=None)
@given(TEXT)
def test_valid_text_can_be_encoded_and_keeps_what_could_be(text: str) -> None:
    valid(text).encode()
    if all(not "\ud800" <= unit <= "\udfff" for unit in text):
        assert valid(text) == text


@pytest.mark.parametrize("columns", [1, 2, 10, 40, 200])
def test_progress_fits_the_terminal(columns: int) -> None:
    line = bar_line(3, 52, 1, "conflict/both-added[shallow]\n", columns)
    assert len(line) < columns
    assert "3/52, 1 not passed  conflict/both-added[shallow]\\n".startswith(line.rstrip("…"))


def test_the_line_to_run_again_is_one_word_a_shell_takes() -> None:
    line = next(line for line in REPORT.splitlines() if "again:" in line)
    assert shlex.split(line)[1:4] == ["gitscen", "run", FAILED.id]


def test_known_and_fixed_cases_are_told_in_brief() -> None:
    assert (
        text_report(run(PASSED, KNOWN, FIXED), colour=False)
        == """\
known conflict/both-added[full] 0.50 s
  greeting.txt is in no file.
  known: issue #12

fixed switch/safe[shallow] 0.12 s
  it passes, and known.txt:3 declares that it fails. Take that line away.

3 cases: 1 passed, 1 known, 1 fixed in 3.1 s (git 2.39.5, w:W)
"""
    )


def test_a_script_that_was_written_is_told_as_a_shell_takes_it() -> None:
    report = text_report(run(replace(FAILED, script="/w/0 4/rebuild.sh")), colour=False)
    assert "  world: /w/004\n  script: sh '/w/0 4/rebuild.sh'\n  again: gitscen run" in report


@pytest.mark.parametrize(
    ("cases", "verdict"),
    [
        ((PASSED, KNOWN), Verdict.PASSED), ((KNOWN, SKIPPED), Verdict.KNOWN), ((PASSED, FIXED), Verdict.FIXED),
        ((FIXED, ERRORED), Verdict.ERRORED), ((ERRORED, FAILED), Verdict.FAILED), ((SKIPPED,), Verdict.SKIPPED),
    ],
)  # fmt: skip
def test_a_run_shows_its_worst_verdict(cases: tuple[CaseResult, ...], verdict: Verdict) -> None:
    assert worst(run(*cases)) is verdict
