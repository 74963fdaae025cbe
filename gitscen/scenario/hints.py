"""What could be better in a sound scenario: things that make it say less than its author thinks. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import structs

from gitscen.scenario.asks import Ask, Expect
from gitscen.scenario.fault import Fault
from gitscen.scenario.hosted import Await
from gitscen.scenario.model import Scenario

_TAG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def find_hints(scenario: Scenario) -> tuple[Fault, ...]:
    """Return the hints, in the order of the story's parts."""
    return (*_about_words(scenario), *_about_wishes(scenario), *_about_ids(scenario))


def _about_words(scenario: Scenario) -> Iterator[Fault]:
    if scenario.title.endswith("."):
        yield Fault(("title",), "The title ends with a full stop. Titles stand in lists; leave it out.")
    if not scenario.about:
        yield Fault(
            ("title",), "The story has no 'about'. Say what goes wrong in real programs and what must come out."
        )
    for number, tag in enumerate(scenario.tags):
        if not _TAG.fullmatch(tag):
            yield Fault(("tags", number), f"The tag {tag!r} is hard to type. Take small letters, digits and dashes.")


def _about_wishes(scenario: Scenario) -> Iterator[Fault]:
    if scenario.is_hosted:
        yield from _about_waits(scenario)
        return
    asks = [(number, step) for number, step in enumerate(scenario.step) if isinstance(step, Ask)]
    if scenario.expect == Expect() and all(_wants_nothing(ask) for _, ask in asks):
        yield Fault(("step",), "The story wants nothing beyond the invariants. Add an 'outcome' or an [expect].")
        return
    for number, ask in asks:
        if _wants_nothing(ask) and ask.kill is None:
            yield Fault(("step", number), "Any outcome will do here, a refusal too. Say which one with 'outcome'.")


def _about_waits(scenario: Scenario) -> Iterator[Fault]:
    """Yield the waits of a story of sessions that come to their end at once."""
    for number, step in enumerate(scenario.step):
        if isinstance(step, Await) and structs.replace(step, id="", within=Await().within) == Await():
            yield Fault(("step", number), "This waits for nothing. Say what must be so, answers for example.")


def _wants_nothing(ask: Ask) -> bool:
    return ask.outcome is None and ask.resolved is None and ask.expect == Expect()


def _about_ids(scenario: Scenario) -> Iterator[Fault]:
    asks = scenario.asks
    used = {expect.unchanged_since for expect in (scenario.expect, *(ask.expect for ask in asks))}
    for number, step in enumerate(scenario.step):
        if step.id and step.id not in used:
            yield Fault(("step", number, "id"), f"Nothing refers to the id {step.id!r}. Take it out, or expect it.")
