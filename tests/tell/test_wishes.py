from __future__ import annotations

from typing import Any

import msgspec
import pytest

from gitscen.names import ConflictKind, InProgress
from gitscen.scenario.asks import Expect
from gitscen.scenario.content import FileSpec
from gitscen.tell.wishes import tell_content, tell_wishes

WISHES: list[tuple[dict[str, Any], str]] = [
    ({"branch": "main"}, "HEAD is on main"),
    ({"branch": False}, "HEAD is detached"),
    ({"clean": True}, "nothing is uncommitted"),
    ({"clean": False}, "something is uncommitted"),
    ({"files": {"a": "1\n"}}, "a is '1\\n'"),
    ({"files": {"a": False}}, "there is no a"),
    ({"only": True}, "the working tree has no other file"),
    ({"index": {"a": False}}, "the index has no a"),
    ({"status": {"a": " M"}}, "git status says ' M' of a"),
    ({"branches": {"x": {"a": "1\n"}}}, "the branch x has a as '1\\n'"),
    ({"remote": {"main": "same"}}, "origin's main is what the workspace has"),
    ({"remote": {"main": "gone"}}, "origin's main is gone"),
    ({"remote": {"main": {"a": "1\n"}}}, "origin's main has a as '1\\n'"),
    ({"history": {"a": "1\n"}}, "history holds a as '1\\n'"),
    ({"log": ("one", "*")}, "the newest commits are 'one', '*'"),
    ({"parents": 2}, "the last commit has 2 parents"),
    ({"stash": 0}, "the stash has no entry"),
    ({"stash": ("WIP*",)}, "the stash has 'WIP*'"),
    ({"operation": ()}, "no operation is in progress"),
    ({"operation": (InProgress("merge"),)}, "in progress is merge"),
    ({"unmerged": {}}, "nothing is unmerged"),
    ({"unmerged": {"a": ConflictKind("UU")}}, "unmerged is a (UU)"),
    ({"shallow": True}, "history is cut off"),
    ({"locks": ()}, "locks there are: none"),
    ({"unchanged_since": "one"}, "all is as it was after the step 'one'"),
]


@pytest.mark.parametrize(("fields", "says"), WISHES)
def test_a_wish_in_words(fields: dict[str, Any], says: str) -> None:
    assert tell_wishes(Expect(**fields)) == (says,)


def test_every_field_is_told() -> None:
    assert {name for fields, _ in WISHES for name in fields} == {one.name for one in msgspec.structs.fields(Expect)}


def test_contents_in_a_few_words() -> None:
    assert tell_content(FileSpec(text="x" * 50, executable=True)) == f"{'x' * 40!r}... (executable)"
    assert tell_content(FileSpec(base64="AAEC")) == "3 bytes"
    assert tell_content(FileSpec(link="a")) == "a link to a"
