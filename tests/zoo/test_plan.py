"""What a selftest plays, and which scenarios are left over."""

from __future__ import annotations

import pytest

from gitscen.errors import UsageError
from gitscen.scenario.find import select_cases
from gitscen.zoo.hosted import CONTAINERS
from gitscen.zoo.pairs import Pair
from gitscen.zoo.plan import lay_out, plan_product, plan_trials
from gitscen.zoo.table import MISTAKES
from tests.zoo.trials import case, mistake

WHY = "It is a demonstration."
CASES = (
    case("a/x", "full"),
    case("a/x", "shallow"),
    case("a/y"),
    case("a/z", catches_nothing=WHY),
)


def test_mistakes_and_pairs_become_trials_on_the_first_clone_or_the_one_that_is_named() -> None:
    plan = lay_out([mistake(caught_by="a/x")], [Pair("forced-push", "a/x[shallow]", "outcome")], CASES)
    assert [(trial.as_case.id, trial.rule) for trial in plan.trials] == [
        ("forced-push: a/x[full]", "remote-rewritten"),
        ("forced-push: a/x[shallow]", "outcome"),
    ]


def test_what_no_trial_is_about_must_say_why() -> None:
    plan = lay_out([mistake(caught_by="a/x")], [], CASES)
    assert (plan.excused, plan.bare) == ({"a/z": WHY}, ("a/y",))


@pytest.mark.parametrize(
    ("by", "pair", "says"),
    [
        ("a/none", Pair("forced-push", "a/y", "outcome"), "the scenario 'a/none', which is not in the catalogue"),
        ("a/x", Pair("forced-push", "a/y[shallow]", "outcome"), "'a/y[shallow]', which is not in the catalogue"),
        ("a/x", Pair("none", "a/y", "outcome"), "a/y is paired with 'none', which is no mistake of the zoo"),
    ],
)
def test_what_is_not_there_is_named(by: str, pair: Pair, says: str) -> None:
    with pytest.raises(UsageError) as error:
        lay_out([mistake(caught_by=by)], [pair], CASES)
    assert says in str(error.value)


def test_every_shipped_scenario_is_in_the_plan_and_every_mistake_first() -> None:
    plan = plan_trials()
    assert tuple(trial.mistake for trial in plan.mistakes) == (*MISTAKES, *CONTAINERS)
    assert plan.bare == ()
    assert [name for name, why in plan.excused.items() if len(why) < 40] == []


def test_a_scenario_that_catches_something_does_not_say_that_it_catches_nothing() -> None:
    say_so = {case.name for case in select_cases(()) if case.scenario.catches_nothing}
    assert say_so == set(plan_trials().excused)


def test_the_product_is_every_mistake_on_the_first_clone_of_every_scenario() -> None:
    product = plan_product(CASES, without_named=False)
    assert len(product) == 3 * len(MISTAKES)
    assert {trial.case.id for trial in product} == {"a/x[full]", "a/y[full]", "a/z[full]"}
    named = case(MISTAKES[0].caught_by)
    assert plan_product((named,), without_named=True) == ()
