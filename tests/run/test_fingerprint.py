from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from gitscen.names import Oid, TreePath
from gitscen.observe.observation import Entry, StashEntry
from gitscen.run.fingerprint import fingerprint
from tests.judge.looks import commit, look, tree

TIP = commit("one", {"a": "1\n"})
OTHER = commit("two", {"a": "2\n"}, TIP)
SEEN = look(branches={"main": TIP}, remote={"main": TIP}, files={"a": "1\n"}, index=tree({"a": "1\n"}))


def test_a_state_has_names_that_tell() -> None:
    state = fingerprint(SEEN)
    assert list(state) == [
        "HEAD", "files", "in progress", "index", "origin:refs/heads/main", "refs/heads/main", "shallow", "stash",
    ]  # fmt: skip
    assert (state["HEAD"], state["refs/heads/main"]) == ("main", TIP)


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"branch": None}, "HEAD"),
        ({"refs": {"refs/heads/main": OTHER}}, "refs/heads/main"),
        ({"remotes": {"origin": {"refs/heads/main": OTHER}}}, "origin:refs/heads/main"),
        ({"files": tree({"a": "2\n"})}, "files"),
        ({"files": {TreePath(b"a"): Entry(0o100755, Oid("1" * 40))}}, "files"),
        ({"index": tree({"b": "1\n"})}, "index"),
        ({"unmerged": {TreePath(b"b"): (None, Entry(0o100644, Oid("1" * 40)), None)}}, "index"),
        ({"stash": (StashEntry(OTHER, "x"),)}, "stash"),
        ({"shallow": frozenset({TIP})}, "shallow"),
    ],
)
def test_what_differs_is_named(changes: dict[str, Any], name: str) -> None:
    one, other = fingerprint(SEEN), fingerprint(replace(SEEN, **changes))
    assert [each for each in one if one[each] != other[each]] == [name]


def test_what_is_of_one_world_only_is_left_out() -> None:
    other = replace(
        SEEN, reflog=frozenset({OTHER}), objects=frozenset({OTHER}), outside={"/w/1/x": "y"}, fired=frozenset({"trap"})
    )
    assert fingerprint(other) == fingerprint(SEEN)
