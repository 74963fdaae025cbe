"""A whole story in words, its graph between: what `gitscen show` prints above the script. Pure."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from gitscen.report.shown import shown
from gitscen.scenario.asks import Ask, Expect
from gitscen.scenario.hosted import Await
from gitscen.scenario.model import Case, Scenario, Workflow
from gitscen.tell.commits import tell_commits
from gitscen.tell.graph import draw_graph
from gitscen.tell.hosted import tell_waits
from gitscen.tell.sentence import tell_step
from gitscen.tell.wishes import tell_wishes

WIDTH = 80


def tell_words(case: Case, *, width: int = WIDTH) -> tuple[str, ...]:
    """Return the story in words, wrapped at `width` characters."""
    lines = []
    for line, lead in _words(case.name, case.scenario):
        told = textwrap.wrap(
            shown(line), width, initial_indent=lead, subsequent_indent=" " * len(lead), break_on_hyphens=False
        )
        lines += told or [""]
    return tuple(lines)


def tell_graph(case: Case, *, width: int = WIDTH) -> tuple[str, ...]:
    """Return the graph of the story's commits, with an explanation of its signs."""
    nodes = tell_commits(case.scenario)
    if case.scenario.is_hosted:
        return ("no graph: the agents in the containers make the commits",)
    if not nodes:
        return ("no commits: the origin is empty, and no step says what is committed",)
    signs = ["* a commit, with its step and branch"]
    signs += [] if all(node.known for node in nodes) else ["? what comes of it is not told beforehand"]
    return (*map(shown, draw_graph(nodes, width=width)), *signs)


def _words(name: str, scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Yield each line with what it begins with; the rest of a wrapped one is indented as far."""
    yield f"{name}: {scenario.title}", ""
    yield " ".join(scenario.about.split()), "  "
    yield f"plays on: {', '.join(scenario.clones)}", ""
    if scenario.workflow != Workflow():
        yield f"workflow: {', '.join(_settings(scenario.workflow))}", ""
    for number, step in enumerate(scenario.step, 1):
        yield tell_step(step), f"{number:3} "
        if isinstance(step, Ask):
            yield from _wishes(step.expect, "Then:")
        if isinstance(step, Await):
            yield from ((wait, "    - ") for wait in tell_waits(step))
    yield from _wishes(scenario.expect, "In the end:")


def _settings(workflow: Workflow) -> Iterator[str]:
    for field in workflow.__struct_fields__:
        value = getattr(workflow, field)
        if value != getattr(Workflow(), field):
            yield f"{field} = {value}"


def _wishes(expect: Expect, when: str) -> Iterator[tuple[str, str]]:
    if wishes := tell_wishes(expect):
        yield when, "    "
        yield from ((wish, "    - ") for wish in wishes)
