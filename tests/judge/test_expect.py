from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from gitscen.judge.expect import judge_expect
from gitscen.names import BranchName, ConflictKind, InProgress, TreePath
from gitscen.observe.observation import Entry, StashEntry
from gitscen.scenario.asks import Expect
from tests.judge.looks import commit, look, tree

SEEN = look(files={"a.txt": "a\n", "b.txt~HEAD": "b\n"})


@pytest.mark.parametrize(
    ("expect", "surplus"),
    [
        (Expect(files={"a.txt": "a\n"}), []),
        (Expect(files={"a.txt": "a\n"}, only=True), ["b.txt~HEAD"]),
        (Expect(files={"a.txt": "a\n", "b.txt~HEAD": "b\n", "c.txt": False}, only=True), []),
        (Expect(only=True), ["a.txt\nb.txt~HEAD"]),
    ],
)
def test_only_tells_every_file_that_no_one_named(expect: Expect, surplus: list[str]) -> None:
    failures = list(judge_expect(expect, SEEN, {}))
    assert [(failure.rule, failure.seen) for failure in failures] == [("expect only", seen) for seen in surplus]


ONE = commit("one", {"a.txt": "a\n"})
TWO = commit("two", {"a.txt": "b\n"}, ONE)
HERE = look(branches={"main": ONE}, remote={"main": ONE, "other": TWO})


@pytest.mark.parametrize(
    ("name", "wanted", "seen"),
    [
        ("main", "same", None),
        ("other", "same", f"other at {TWO}"),
        ("missing", "same", "(no such branch)"),
        ("elsewhere:main", "same", "(no such branch)"),
        ("missing", "gone", None),
        ("main", "gone", f"main at {ONE}"),
    ],
)
def test_a_branch_of_the_remote(name: str, wanted: Any, seen: str | None) -> None:  # noqa: ANN401 - a table of words
    failures = list(judge_expect(Expect(remote={name: wanted}), HERE, {}))
    assert [failure.seen for failure in failures] == ([] if seen is None else [seen])


def test_unmerged_paths_are_told_by_path_however_they_are_written() -> None:
    both = Entry(0o100644, ONE)
    seen = look(unmerged={TreePath("é".encode()): (None, both, both)})
    for name in ("é", '"\\303\\251"'):
        assert list(judge_expect(Expect(unmerged={name: ConflictKind.BOTH_ADDED}), seen, {})) == []
    assert list(judge_expect(Expect(unmerged={"e": ConflictKind.BOTH_ADDED}), seen, {}))


@pytest.mark.parametrize(
    ("expect", "told"),
    [
        (Expect(clean=True), True),
        (Expect(clean=False), True),
        (Expect(index={"a": False}), True),
        (Expect(status={"a": "  "}), True),
        (Expect(unmerged={}), True),
        (Expect(branch="main"), False),
    ],
)
def test_an_index_that_cannot_be_read_is_no_clean_one(expect: Expect, *, told: bool) -> None:
    said = [failure.message for failure in judge_expect(expect, look(unreadable=True), {})]
    assert ("the index cannot be read." in said) is told
    assert "the index cannot be read." not in [failure.message for failure in judge_expect(expect, look(), {})]


CHANGES: dict[str, dict[str, Any]] = {
    "branch": {"branch": BranchName("b")},
    "HEAD": {"head": TWO},
    "branches": {"refs": {"refs/heads/main": TWO}},
    "index": {"index": tree({"x": "x"})},
    "unmerged": {"unmerged": {TreePath(b"x"): (None, None, Entry(0o100644, ONE))}},
    "files": {"files": tree({"x": "x"})},
    "stash": {"stash": (StashEntry(TWO, "m"),)},
    "operations": {"in_progress": frozenset({InProgress.MERGE})},
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_changed_since_a_step_is_named(name: str) -> None:
    expect = Expect(unchanged_since="then")
    seen = replace(HERE, **CHANGES[name])
    assert [failure.message for failure in judge_expect(expect, seen, {"then": HERE})] == [
        f"{name} changed since then."
    ]


def test_what_others_push_is_no_change_since_a_step() -> None:
    moved = replace(HERE, remotes={}, refs={**HERE.refs, "refs/remotes/origin/main": TWO, "refs/gitscen/pin/1": TWO})
    assert list(judge_expect(Expect(unchanged_since="then"), moved, {"then": HERE})) == []


def test_nothing_can_be_expected_of_a_repository_that_nobody_can_read() -> None:
    blind = look(blind="HEAD is garbage")
    (failure,) = judge_expect(Expect(branch=blind.branch), blind, {})
    assert (failure.rule, failure.message) == ("expect readable", "the repository cannot be read: HEAD is garbage.")
    assert not list(judge_expect(Expect(), blind, {}))
