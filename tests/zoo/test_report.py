"""The table in 80 columns, what is wrong in full, and the JSON document."""

from __future__ import annotations

import json
from dataclasses import replace

from gitscen.zoo.pairs import Pair
from gitscen.zoo.plan import lay_out
from gitscen.zoo.report import COLUMNS, fit, json_report, text_report
from tests.zoo.trials import case, done, mistake

PLAN = lay_out(
    [mistake(caught_by="a/x"), mistake("slips", caught_by="a/y", rule="work-lost")],
    [Pair("forced-push", "a/z", "outcome")],
    [case("a/x"), case("a/y"), case("a/z"), case("a/bare"), case("a/show", catches_nothing="It shows the colours.")],
)


def test_a_selftest_that_holds_is_a_table_and_the_sums() -> None:
    plan = replace(PLAN, bare=())
    assert (
        text_report(done(plan, *plan.trials))
        == """\
forced-push  a/x[full]
    remote-rewritten: refs/heads/main was rewritten.
slips        a/y[full]
    work-lost: refs/heads/main was rewritten.

2 mistakes: 2 caught
4 scenarios: 3 catch one of them, 1 say why they catch none
3 cases in 1.2 s (git 2.39.5)
"""
    )
    assert done(plan, *plan.trials).ok


def test_what_is_wrong_is_named_in_full() -> None:
    told = done(PLAN, PLAN.mistakes[0])
    assert not told.ok
    assert (
        text_report(told)
        == """\
forced-push  a/x[full]
    remote-rewritten: refs/heads/main was rewritten.
slips        NOT CAUGHT
    a/y[full]: wanted work-lost, and it passed

slipped through: slips (forces pushes; hypershift#8476)
    a/y[full]: wanted work-lost, and it passed.
not justified: a/z[full] does not catch forced-push
    wanted outcome, and it passed. Run 'gitscen selftest --search a/z'.
not justified: a/bare is paired with no mistake
    Run 'gitscen selftest --search a/bare'; or say why, with catches_nothing.
2 mistakes: 1 caught
5 scenarios: 2 catch one of them, 1 say why they catch none
3 cases in 1.2 s (git 2.39.5)
"""
    )


def test_each_thing_that_is_wrong_is_enough() -> None:
    whole = replace(PLAN, bare=())
    assert not done(PLAN, *PLAN.trials).ok
    assert not done(whole, *whole.mistakes).ok
    assert not done(whole, *whole.scenarios).ok
    assert not replace(done(whole, *whole.trials), interrupted=True).ok


def test_no_line_of_the_table_is_too_long() -> None:
    assert fit("x" * COLUMNS) == "x" * COLUMNS
    assert fit("x" * (COLUMNS + 1)) == "x" * (COLUMNS - 3) + "..."


def test_the_document_has_what_the_page_names() -> None:
    told = json.loads(json_report(done(PLAN, PLAN.mistakes[0])))
    assert told["schema"] == "gitscen/selftest/1"
    assert (told["ok"], told["interrupted"], told["bare"]) == (False, False, ["a/bare"])
    assert told["excused"] == {"a/show": "It shows the colours."}
    assert told["mistakes"][1] == {
        "mistake": "slips",
        "case": "a/y[full]",
        "rule": "work-lost",
        "caught": False,
        "evidence": "wanted work-lost, and it passed",
        "does": "forces pushes",
        "source": "hypershift#8476",
        "workflow": "gitscen.zoo.push:ForcedPush",
    }
    assert [one["case"] for one in told["scenarios"]] == ["a/z[full]"]
