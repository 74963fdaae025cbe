"""Heads of stories, read without loading them."""

from __future__ import annotations

from pathlib import Path

import pytest

from gitscen.errors import ScenarioError
from gitscen.scenario.find import catalogue, find_stories
from gitscen.scenario.matrix.ways import rows
from gitscen.scenario.model import Scenario
from gitscen.scenario.story import Head, Story, read_head

STEP = '[[step]]\nask = "push"\n'


def test_the_head_of_every_shipped_story_is_what_loading_it_tells() -> None:
    for story in (*find_stories(catalogue(), ""), *(Story(cell.name) for cell in rows())):
        scenario = story.load()
        assert story.head() == Head(scenario.title, scenario.tags, scenario.clones), story.name


def test_a_story_without_clones_has_the_models_default() -> None:
    assert Head("t").clones == Scenario(title="t", step=()).clones


@pytest.mark.parametrize(
    "text",
    [
        'about = """\n[[step]]\n"""\ntitle = "t"\n' + STEP,
        'tags = [\n["nested"],\n]\ntitle = "t"\n' + STEP,
        'tags = "seed"\ntitle = "t"\n' + STEP,
        'title = "t"\nclones = ["shalow"]\n' + STEP,
        'title = "t"\nclones = []\n' + STEP,
        "title = 3\n" + STEP,
        STEP,
        "",
        "\ufeff",
    ],
)
def test_a_head_that_cannot_be_told_is_left_to_loading(text: str, tmp_path: Path) -> None:
    path = tmp_path / "story.toml"
    path.write_text(text)
    assert read_head(path) is None


def test_loading_tells_what_is_wrong_or_the_head_after_all(tmp_path: Path) -> None:
    path = tmp_path / "story.toml"
    with pytest.raises(ScenarioError, match="cannot be read"):
        Story("story", path).head()
    path.write_text('title = "t"\nclones = ["shalow"]\n' + STEP)
    with pytest.raises(ScenarioError, match="'clones' is wrong"):
        Story("story", path).head()
    path.write_text('about = """\n[[step]]\n"""\ntitle = "t"\n[[origin]]\nbranch = "main"\n' + STEP)
    assert Story("story", path).head() == Head("t")


def test_a_story_without_file_is_of_the_matrix() -> None:
    with pytest.raises(KeyError):
        Story("nothing").load()
