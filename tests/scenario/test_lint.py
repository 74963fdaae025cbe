from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from gitscen.scenario.find import catalogue
from gitscen.scenario.lint import Remark, Weight, lint_file
from gitscen.scenario.mistakes import find_mistakes
from gitscen.scenario.model import Scenario

SOUND = """\
title = "A sound story"
about = "What goes wrong, and what must come out."
[[origin]]
branch = "main"
files = { "a.txt" = "1\\n" }
[[step]]
ask = "push"
outcome = "done"
[expect]
clean = true
"""


def remarks(tmp_path: Path, text: str) -> list[tuple[str, int, str]]:
    file = tmp_path / "mine.toml"
    file.write_text(text)
    found = lint_file(file)
    assert all(remark.place == str(file) for remark in found)
    return [(remark.weight.value, remark.line, remark.says.partition(". ")[0].rstrip(".")) for remark in found]


def test_a_sound_story_gets_no_remark(tmp_path: Path) -> None:
    assert remarks(tmp_path, SOUND) == []


MANY = """\
tags = ["Odd", 3]
clones = ["shalow"]
[[origin]]
branch = "main"
colour = "red"
files = { "a" = 1, "b" = "two" }
[[step]]
do = "write"
flies = { "x" = "y" }
[[step]]
do = "psh"
branch = "x"
[[step]]
ask = "switch"
[[step]]
ask = "commit"
message = 3
outcome = "dne"
[expect]
clean = "yes"
"""


def test_every_mistake_is_told_with_its_line(tmp_path: Path) -> None:
    assert [(weight, line) for weight, line, _ in remarks(tmp_path, MANY)] == [
        ("mistake", 1), ("mistake", 1), ("mistake", 2), ("mistake", 5), ("mistake", 6), ("mistake", 9),
        ("mistake", 11), ("mistake", 13), ("mistake", 17), ("mistake", 18), ("mistake", 20),
    ]  # fmt: skip
    says = [says for _, _, says in remarks(tmp_path, MANY)]
    assert "The key 'title' of the scenario is missing" in says
    assert "The key 'branch' of 'ask switch' is missing" in says
    assert not any("'message'" in one and "missing" in one for one in says), "it is there, and wrong"


def test_mistakes_of_the_story_are_told_all_at_once_too(tmp_path: Path) -> None:
    story = SOUND.replace('"a.txt"', '"../a"').replace("clean = true", 'unchanged_since = "x"')
    assert [line for _, line, _ in remarks(tmp_path, story)] == [5, 10]


def test_mistakes_of_words_and_of_the_story_come_together_where_steps_keep_their_kind(tmp_path: Path) -> None:
    story = SOUND.replace('"a.txt"', '"../a"').replace("clean = true", 'clean = "yes"')
    assert [line for _, line, _ in remarks(tmp_path, story)] == [5, 10]


def test_a_step_that_cannot_be_read_does_not_make_others_wrong(tmp_path: Path) -> None:
    steps = '[[step]]\ndo = "psh"\nbranch = "x"\nid = "one"\n[[step]]\nask = "push"\nexpect.unchanged_since = "one"\n'
    story = SOUND.replace("[[step]]\n", f"{steps}[[step]]\n", 1)
    assert [(line, says) for _, line, says in remarks(tmp_path, story)] == [(7, "There is no do = 'psh'")]


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("", 1, "The file is empty"),
        ('title = "x', 1, "This is not TOML: Unterminated string"),
        ("a = 1\nb =\n", 2, "This is not TOML: Invalid value"),
    ],
)
def test_what_is_no_scenario_at_all(tmp_path: Path, text: str, line: int, says: str) -> None:
    assert remarks(tmp_path, text) == [("mistake", line, says)]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    file = tmp_path / "none.toml"
    assert lint_file(file) == (
        Remark(Weight.MISTAKE, str(file), 0, "The file cannot be read: No such file or directory."),
    )


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("A sound story", "A sound story.", 1, "The title ends with a full stop"),
        ("about", "# about", 1, "The story has no 'about'"),
        ("[[origin]]", 'tags = ["Odd One"]\n[[origin]]', 3, "The tag 'Odd One' is hard to type"),
        ('outcome = "done"', "", 7, "Any outcome will do here, a refusal too"),
        ('outcome = "done"', 'outcome = "done"\nid = "one"', 9, "Nothing refers to the id 'one'"),
    ],
)
def test_hints(tmp_path: Path, old: str, new: str, line: int, says: str) -> None:
    found = remarks(tmp_path, SOUND.replace(old, new, 1))
    assert [(weight, told) for weight, _, told in found] == [("hint", says)]
    assert abs(found[0][1] - line) <= 1


def test_a_story_that_wants_nothing_is_told_so(tmp_path: Path) -> None:
    story = SOUND.replace('outcome = "done"', "").replace("clean = true", "")
    assert [says for _, _, says in remarks(tmp_path, story)] == ["The story wants nothing beyond the invariants"]


WRONG: list[dict[str, Any]] = [
    {}, {"step": 3}, {"step": [3]}, {"step": []}, {"origin": "x", "step": [{"ask": "push"}]}, {"title": 3, "expect": 3},
    {"title": "t", "step": [{"ask": "push", "expect": {"files": {"a": {"text": "1", "link": "2"}}}}]},
    {"title": "t", "step": [{"ask": "push", "meanwhile": [{"do": "nothing"}, {"ask": "push"}]}]},
    {"title": "t", "step": [{"ask": "push", "resolved": [{"path": 3}, 4]}], "workflow": {"policy": "stay", "x": 1}},
]  # fmt: skip


@pytest.mark.parametrize("raw", WRONG)
def test_whatever_is_wrong_it_comes_to_an_end(raw: dict[str, Any]) -> None:
    assert find_mistakes(raw)
    assert not isinstance(find_mistakes(raw), Scenario)


def test_the_shipped_stories_have_no_mistake_and_their_files_are_judged_as_they_are_loaded() -> None:
    for path in catalogue().rglob("*.toml"):
        assert isinstance(find_mistakes(tomllib.loads(path.read_text())), Scenario), path
