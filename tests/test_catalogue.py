"""The shipped scenarios as a whole: all load, none is missing, and none is without an expectation of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from gitscen.names import ConflictKind, ConflictNature
from gitscen.scenario.asks import Ask, AskPush, Expect, Recover, Switch
from gitscen.scenario.find import catalogue
from gitscen.scenario.hosted import Await
from gitscen.scenario.load import load_scenario
from gitscen.scenario.model import Scenario

FILES = sorted(catalogue().rglob("*.toml"))
FOLDERS = {
    "conflict", "environment", "interrupt", "names", "push", "race", "recovery", "session", "shallow", "stash",
    "switch",
}  # fmt: skip
SEEDS: dict[str, type[Ask]] = {
    "switch/safe-switch": Switch,
    "conflict/both-added": AskPush,
    "recovery/repository-recovery": Recover,
    "stash/stash-management": Switch,
}
"""The four tests of the script that gitscen replaces, and the request that each is about."""


@pytest.fixture(scope="module")
def stories() -> dict[str, Scenario]:
    """Return every shipped scenario by its name."""
    return {path.relative_to(catalogue()).with_suffix("").as_posix(): load_scenario(path) for path in FILES}


def test_every_situation_has_its_folder(stories: dict[str, Scenario]) -> None:
    folders = {name.partition("/")[0] for name in stories}
    assert folders == FOLDERS
    assert len(stories) >= 190
    assert all(name.count("/") == 1 for name in stories)


def test_every_story_says_what_it_is_about_once(stories: dict[str, Scenario]) -> None:
    titles = [story.title for story in stories.values()]
    assert sorted(titles) == sorted(set(titles))
    assert [name for name, story in stories.items() if len(story.about) < 40] == []
    assert [name for name, story in stories.items() if story.title.endswith(".")] == []


def test_every_story_wants_something_of_its_own(stories: dict[str, Scenario]) -> None:
    """The invariants are judged in any case; a story that wants nothing else could be told by chance."""
    alone = {name: story for name, story in stories.items() if not story.is_hosted}
    silent = [name for name, story in alone.items() if story.expect == Expect()]
    unanswered = [name for name, story in alone.items() if all(ask.outcome is None for ask in story.asks)]
    assert (silent, unanswered) == ([], [])


def test_every_story_of_sessions_waits_for_answers_and_looks_at_a_workspace(stories: dict[str, Scenario]) -> None:
    hosted = {name: story for name, story in stories.items() if story.is_hosted}
    assert {name.partition("/")[0] for name in hosted} == {"session"}
    assert len(hosted) >= 40
    for name, story in hosted.items():
        waits = [step for step in story.step if isinstance(step, Await)]
        assert any(wait.answers for wait in waits), name
        assert any(wait.expect for wait in waits), name
        assert isinstance(story.step[-1], Await), name
        assert story.clones == ("full", "shallow"), name


def test_the_four_tests_of_the_old_script_run_on_full_and_shallow_clones(stories: dict[str, Scenario]) -> None:
    seeds = {name: story for name, story in stories.items() if "seed" in story.tags}
    assert set(seeds) == set(SEEDS)
    assert {story.clones for story in seeds.values()} == {("full", "shallow")}
    assert {story.needs_git for story in seeds.values()} == {None}
    for name, request in SEEDS.items():
        assert request in map(type, seeds[name].asks)


@pytest.mark.parametrize("integration", ["merge", "rebase"])
def test_every_conflict_is_settled_both_ways(stories: dict[str, Scenario], integration: str) -> None:
    chosen = [story for name, story in stories.items() if name.startswith("conflict/")]
    asks = [ask for story in chosen if story.workflow.integration == integration for ask in story.asks]
    resolved = [resolution for ask in asks for resolution in ask.resolved or ()]
    assert {resolution.kind for resolution in resolved} >= set(ConflictKind)
    assert {resolution.nature for resolution in resolved} >= set(ConflictNature)


def test_every_conflict_in_a_merge_is_told_of_a_rebase_too(stories: dict[str, Scenario]) -> None:
    conflicts = [name for name in stories if name.startswith("conflict/")]
    merges = {name.removesuffix("-merge") for name in conflicts if name.endswith("-merge")}
    rebases = {name.removesuffix("-rebase") for name in conflicts if name.endswith("-rebase")}
    assert merges == rebases
    assert len(merges) >= 18


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_file_reads_well(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert max(map(len, text.splitlines())) <= 120
    assert text.startswith("title = ")
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
