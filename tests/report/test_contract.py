from __future__ import annotations

from dataclasses import replace

import click
from hypothesis import given, settings

from gitscen.report.contract import draw_contract
from gitscen.report.contracttext import WIDTH, contract_text
from gitscen.verdict import INVARIANTS, Failure, RunResult, Verdict
from tests.report.runs import ERRORED, FAILED, FIXED, KNOWN, PASSED, RUNS, SKIPPED, run

TEXT = """\
What w:W keeps:

  switch     2 of 2
  conflict   0 of 2
  names           -  1 not judged
  scenarios       -  1 not offered

Invariants that no case broke:
  work-leaked, history-lost, remote-rewritten, markers-committed, unmerged-left,
  operation-left, lock-left, objects-damaged, false-report, outside-touched,
  code-executed, budget-exceeded

Breaks, each with the smallest case that shows it:
  work-lost: 2 cases, 1 known
    conflict/both-added[full], step 4: greeting.txt is in no file.
  expect clean: 2 cases, 1 known
    conflict/both-added[full], in the end: it is not clean.
  outcome: 2 cases, 1 known
    conflict/both-added[full], step 4: it said done.
What a rule means: gitscen explain RULE. A case in full:
  gitscen run CASE --workflow w:W

Does not offer:
  1 case: no\\nsync

"""


def test_the_whole_text() -> None:
    told = contract_text(run(PASSED, FIXED, FAILED, KNOWN, ERRORED, SKIPPED), colour=False)
    assert told.startswith(TEXT)
    assert told.removeprefix(TEXT).startswith("6 cases: 1 passed, 1 failed, 1 errored, 1 skipped, 1 known, 1 fixed in ")


@settings(deadline=None, max_examples=50)
@given(RUNS)
def test_every_case_is_counted_once_and_every_broken_rule_named(any_run: RunResult) -> None:
    contract = draw_contract(any_run)
    counted = sum(one.kept + one.broken + one.skipped + one.errored for one in contract.situations)
    assert counted == len(any_run.cases)
    bad = [case for case in any_run.cases if case.verdict in (Verdict.FAILED, Verdict.KNOWN)]
    assert {one.rule for one in contract.breaks} == {failure.rule for case in bad for failure in case.failures}
    assert all(one.smallest in bad and one.evidence in one.smallest.failures for one in contract.breaks)
    assert sum(cases for _, cases in contract.lacks) == any_run.count(Verdict.SKIPPED)
    assert not set(contract.kept) & {one.rule for one in contract.breaks}
    assert click.unstyle(contract_text(any_run, colour=True)) == contract_text(any_run, colour=False)


def test_the_smallest_case_is_the_one_with_the_fewest_steps_up_to_the_failure() -> None:
    at_the_end = Failure(rule="work-lost", message="m", title="at the end")
    late = replace(FAILED, id="late[full]", steps=9)
    row = replace(FAILED, id="row[full]", source="", failures=(Failure(rule="work-lost", message="m", step=1),))
    short = replace(FAILED, id="short[full]", steps=3, failures=(at_the_end,))
    for cases, smallest in (((late, short, row), short), ((late, row), late), ((row,), row)):
        assert draw_contract(run(*cases)).breaks[0].smallest == smallest


def test_where_nothing_passed_no_invariant_is_said_to_hold() -> None:
    assert draw_contract(run(FAILED, SKIPPED)).kept == ()
    assert draw_contract(run(PASSED)).kept == INVARIANTS
    assert draw_contract(run(PASSED)).breaks == ()


def test_a_word_that_was_wanted_stands_in_the_sentence() -> None:
    answer = Failure(rule="outcome", message="another answer.", step=1, wanted="resolved", seen="done")
    told = contract_text(run(replace(FAILED, failures=(answer,))), colour=False)
    assert "  conflict/both-added[shallow], step 1: another answer: wanted resolved, seen\n    done.\n" in told


def test_reasons_are_counted_and_the_rare_ones_together() -> None:
    lacks = [replace(SKIPPED, id=f"{n}", reason=f"it has no {min(n, 7)}") for n in range(10)]
    told = contract_text(run(*lacks), colour=False)
    assert "Does not offer:\n  3 cases: it has no 7\n  1 case: it has no 0\n" in told
    assert "\n  2 more, for 2 other reasons\n" in told


def test_lines_fit() -> None:
    long = replace(FAILED, failures=(Failure(rule="work-lost", message="a word " * 60, step=2),))
    lines = contract_text(run(long, replace(SKIPPED, reason="why " * 60)), colour=False).splitlines()[:-1]
    assert max(map(len, lines)) <= WIDTH
    assert sum("a word" in line for line in lines) == 2
