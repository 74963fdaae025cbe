"""Beginnings and steps that a test writes in Python, as typed values: in the words of scenario files, or typed already.

Checked as those of a file are. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gitscen.errors import ScenarioError
from gitscen.scenario.acts import DoStep
from gitscen.scenario.asks import Ask, Recover
from gitscen.scenario.hosted import HostStep
from gitscen.scenario.load import decode_scenario, encode_scenario
from gitscen.scenario.model import OriginCommit, Scenario

Table = Mapping[str, Any]
TITLE = "a world by hand"


def begin_by_hand(origin: Sequence[OriginCommit | Table], *, clone: str, remotes: Sequence[str]) -> Scenario:
    """Return a scenario that has a beginning and no story. Raises `ScenarioError` for what a file could not say."""
    commits = [
        encode_scenario(Scenario(title=TITLE, origin=(one,), step=(Recover(),)))["origin"][0]
        if isinstance(one, OriginCommit)
        else dict(one)
        for one in origin
    ]
    return decode_scenario(
        {"title": TITLE, "clones": [clone], "origin": commits, "remotes": list(remotes), "step": [{"ask": "recover"}]}
    )


def make_step(step: DoStep | Table, begun: Scenario) -> DoStep:
    """Return a step that may come at any time after a beginning. Raises `ScenarioError` for one that is wrong."""
    table = dict(step) if isinstance(step, Mapping) else _table(step)
    # The workflow under test may have made any branch that the step relies on.
    made = [{"ask": "switch", "branch": table[key]} for key in ("branch", "start") if isinstance(table.get(key), str)]
    beginning = encode_scenario(begun)
    try:
        story = decode_scenario(
            {"title": TITLE, "origin": beginning.get("origin", []), "remotes": beginning.get("remotes", []),
             "clones": ["full"], "step": [{"ask": "recover"}, *made, table]}
        )  # fmt: skip
    except ScenarioError as error:
        raise ScenarioError(".".join(error.place.split(".")[2:]), 0, error.message) from error
    last = story.step[-1]
    if isinstance(last, Ask | HostStep):
        raise ScenarioError("ask", 0, "Here the world acts: write 'do'. Ask the workflow yourself.")
    return last


def _table(step: DoStep) -> dict[str, Any]:
    table: dict[str, Any] = encode_scenario(Scenario(title=TITLE, step=(step,)))["step"][0]
    return table
