"""The table of broken containers: each class once, each caught by a story of sessions."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from gitscen.run.hosted.options import Options, parse_options
from gitscen.scenario.find import select_cases
from gitscen.zoo.containers import messages, work
from gitscen.zoo.hosted import CONTAINERS
from gitscen.zoo.plan import plan_product
from gitscen.zoo.table import BY_NAME, MISTAKES


def test_every_broken_container_is_in_the_table_once() -> None:
    modules = (messages, work)
    trees = [(module, ast.parse(Path(str(module.__file__)).read_text())) for module in modules]
    found = [(module, node.name) for module, tree in trees for node in tree.body if isinstance(node, ast.ClassDef)]
    placed, named = [getattr(*one) for one in found], {name for _, name in found}
    mistakes = {one.__name__ for one in placed if hasattr(one, "place")}
    parts = {one.also[2].__name__ for one in placed if hasattr(one, "also") and isinstance(one.also[2], type)}
    assert mistakes | parts == named
    assert sorted(one.place.partition(":")[2] for one in CONTAINERS) == sorted(mistakes)
    assert all(one.__doc__ for one in placed)


def test_names_are_their_own_and_short() -> None:
    assert len(BY_NAME) == len(MISTAKES) + len(CONTAINERS)
    assert [one.name for one in CONTAINERS if not re.fullmatch(r"[a-z]+(-[a-z]+)*", one.name)] == []
    assert [one.name for one in CONTAINERS if not 10 < len(one.does) <= 48] == []
    assert all(one.is_container for one in CONTAINERS)
    assert not any(one.is_container for one in MISTAKES)


def test_a_broken_container_is_an_option_of_stories_of_sessions() -> None:
    one = BY_NAME["never-pushes"]
    assert parse_options(one.workflow) == Options(container="gitscen.zoo.containers:NeverPushes")


def test_containers_are_tried_on_stories_of_sessions_and_workflows_on_others() -> None:
    product = plan_product(select_cases(["session/basic-flow", "switch/carry"]), without_named=False)
    assert {trial.case.name for trial in product if trial.mistake.is_container} == {"session/basic-flow"}
    assert {trial.case.name for trial in product if not trial.mistake.is_container} == {"switch/carry"}
