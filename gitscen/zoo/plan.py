"""What a selftest plays: each mistake on the scenario that must catch it, and each other scenario on one mistake.

Reads the shipped scenarios; plays nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gitscen.errors import UsageError
from gitscen.scenario.find import select_cases
from gitscen.scenario.model import Case
from gitscen.zoo.hosted import CONTAINERS
from gitscen.zoo.mistake import Mistake
from gitscen.zoo.pairs import Pair, read_pairs
from gitscen.zoo.table import MISTAKES
from gitscen.zoo.trial import Trial

_CLONE = re.compile(r"\[[^\]]+\]$")


@dataclass(frozen=True, slots=True)
class Plan:
    """The trials of the mistakes, then those that are there for a scenario's sake.

    `excused` are the scenarios that say why they catch nothing, `bare` those that do not even say that.
    """

    mistakes: tuple[Trial, ...]
    scenarios: tuple[Trial, ...]
    excused: Mapping[str, str]
    bare: tuple[str, ...]

    @property
    def trials(self) -> tuple[Trial, ...]:
        """All that is to be played."""
        return self.mistakes + self.scenarios


def plan_trials() -> Plan:
    """Return what is to be played. Raises `UsageError` where the table or the pairs name what is not there."""
    return lay_out((*MISTAKES, *CONTAINERS), read_pairs(), select_cases(()))


def lay_out(mistakes: Sequence[Mistake], pairs: Sequence[Pair], cases: Sequence[Case]) -> Plan:
    """Return the plan for these. Pure. Raises `UsageError` where one names what is not among the others."""
    named = name_cases(cases)
    known = {mistake.name: mistake for mistake in mistakes}
    for pair in pairs:
        if pair.mistake not in known:
            raise UsageError(f"{pair.caught_by} is paired with {pair.mistake!r}, which is no mistake of the zoo.")
    first = tuple(Trial(one, _case(named, one.caught_by), one.rule) for one in mistakes)
    rest = tuple(Trial(known[pair.mistake], _case(named, pair.caught_by), pair.rule) for pair in pairs)
    taken = {trial.case.name for trial in first + rest}
    left = {case.name: case.scenario.catches_nothing for case in cases if case.name not in taken}
    return Plan(
        mistakes=first,
        scenarios=rest,
        excused={name: why for name, why in left.items() if why},
        bare=tuple(name for name, why in left.items() if not why),
    )


def name_cases(cases: Sequence[Case]) -> dict[str, Case]:
    """Return cases by what they are called: `scenario[clone]`, and `scenario` for the first of its clones."""
    named: dict[str, Case] = {}
    for case in cases:
        named.setdefault(case.name, case)
        named[case.id] = case
    return named


def _case(named: Mapping[str, Case], name: str) -> Case:
    if name not in named:
        raise UsageError(f"the zoo names the scenario {name!r}, which is not in the catalogue.")
    return named[name]


def plan_product(cases: Sequence[Case], *, without_named: bool) -> tuple[Trial, ...]:
    """Return every mistake on every scenario of these cases, each on its first clone.

    `without_named` leaves the scenarios out that the table names already. Pure.
    """
    every = (*MISTAKES, *CONTAINERS)
    named = {_CLONE.sub("", mistake.caught_by) for mistake in every} if without_named else set[str]()
    firsts = {case.name: case for case in reversed(cases) if case.name not in named}
    return tuple(
        Trial(mistake, case, mistake.rule)
        for case in firsts.values()
        for mistake in every
        if mistake.is_container is case.scenario.is_hosted
    )
