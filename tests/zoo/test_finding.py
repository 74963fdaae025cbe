"""What counts as caught, what is told of it, and which pair a search chooses."""

from __future__ import annotations

from dataclasses import replace

from gitscen.verdict import Failure, Verdict
from gitscen.zoo.finding import choose_pairs, evidence, find
from gitscen.zoo.pairs import Pair
from gitscen.zoo.trial import Trial
from tests.zoo.trials import case, failure, mistake, result

TRIAL = Trial(mistake(), case(), "remote-rewritten")


def test_a_trial_is_caught_by_its_rule_and_by_no_other() -> None:
    caught = find(TRIAL, result(TRIAL, failure("outcome", "said done."), failure()))
    assert (caught.caught, caught.evidence) == (True, "refs/heads/main was rewritten.")
    other = find(TRIAL, result(TRIAL, failure("outcome", "said done.")))
    assert (other.caught, other.evidence) == (False, "wanted remote-rewritten, and it failed by outcome")


def test_what_passed_or_could_not_be_played_is_not_caught() -> None:
    assert find(TRIAL, result(TRIAL)).evidence == "wanted remote-rewritten, and it passed"
    errored = replace(result(TRIAL), verdict=Verdict.ERRORED, reason="the disk is full.")
    assert find(TRIAL, errored).evidence == "wanted remote-rewritten, and it errored the disk is full."


def test_evidence_is_one_printable_line_and_shows_what_was_wanted_of_an_expectation() -> None:
    seen = Failure(rule="expect files", message="files is not so.", wanted="a:\none\n", seen="a:\n\x1b[31m\n")
    assert evidence(seen) == "wanted a: one; seen a: \\x1b[31m"
    assert evidence(replace(seen, rule="work-lost", message="lost:\n a")) == "lost: a"
    assert evidence(Failure(rule="expect unchanged_since", message="files changed.")) == "files changed."


def test_a_search_takes_the_mistake_that_fewest_scenarios_caught() -> None:
    x, y = case("a/x"), case("a/y")
    broad, narrow = mistake("broad"), mistake("narrow", rule="outcome")
    trials = [Trial(who, where, who.rule) for who in (broad, narrow) for where in (x, y)]
    results = [
        (trials[0], result(trials[0], failure("work-lost"))),
        (trials[1], result(trials[1], failure("outcome"), failure("work-lost"), failure())),
        (trials[2], result(trials[2], failure("outcome"), failure("work-leaked"))),
        (trials[3], result(trials[3], failure("outcome", "the subject raised KeyError: 'a'"))),
    ]
    assert choose_pairs(results) == (Pair("broad", "a/y", "remote-rewritten"), Pair("narrow", "a/x", "work-leaked"))


def test_a_search_takes_what_is_there_before_what_was_said() -> None:
    said, there = (Trial(mistake(name), case("a/x"), "outcome") for name in ("a-said", "b-there"))
    results = [(said, result(said, failure("false-report"))), (there, result(there, failure("expect files")))]
    assert choose_pairs(results) == (Pair("b-there", "a/x", "expect files"),)


def test_a_search_finds_nothing_in_what_passed() -> None:
    assert choose_pairs([(TRIAL, result(TRIAL))]) == ()
