from __future__ import annotations

import pytest

from gitscen.scenario.acts import Write
from gitscen.scenario.asks import AskPush, Expect
from gitscen.scenario.model import Case, OriginCommit, Scenario, Workflow
from gitscen.tell.story import tell_graph, tell_words

STORY = Case(
    "mine",
    "full",
    Scenario(
        title="A title",
        about="Something\ngoes wrong.",
        workflow=Workflow(policy="carry"),
        origin=(OriginCommit(branch="main"),),
        step=(Write(files={"a\x1b[2J": "1\n"}), AskPush(expect=Expect(branch="main"))),
        expect=Expect(clean=True, files={"a": "x " * 30}),
    ),
)


def test_a_story_in_words() -> None:
    assert tell_words(STORY, width=60) == (
        "mine: A title",
        "  Something goes wrong.",
        "plays on: full, shallow",
        "workflow: policy = carry",
        "  1 Somebody writes a\\x1b[2J in the workspace.",
        "  2 The workflow is asked to push.",
        "    Then:",
        "    - HEAD is on main",
        "    In the end:",
        "    - nothing is uncommitted",
        f"    - a is '{'x ' * 20}'...",
    )


@pytest.mark.parametrize("width", [30, 60, 100])
def test_lines_are_as_wide_as_they_may_be(width: int) -> None:
    assert max(map(len, (*tell_words(STORY, width=width), *tell_graph(STORY, width=width)[:-1]))) <= width


def test_a_story_without_commits() -> None:
    empty = Case("mine", "full", Scenario(title="t", step=(AskPush(),), clones=("full",)))
    assert tell_graph(empty) == ("no commits: the origin is empty, and no step says what is committed",)
