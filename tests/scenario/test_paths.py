from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitscen.names import quote_path
from gitscen.scenario.paths import link_fault, path_fault


@pytest.mark.parametrize(
    "text",
    [
        "a",
        "a/b c",
        "-rf",
        ".gitignore",
        ".gitmodules",
        ".github/x",
        "git",
        "x.git",
        "..a",
        "a..",
        "...",
        '"\\377"',
        '"a\\nb"',
        "é",
        ":(glob)*",
        "*",
        "~/a",
        "C:/a",
        "a" * 255,
        "a\\b",
        "git~2",
        ".git\n",
        ".gitx/y",
    ],
)
def test_paths_that_stay_inside_may_be_named(text: str) -> None:
    assert path_fault(text) is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is empty"),
        ('""', "is empty"),
        ("/etc", "is absolute"),
        ('"\\057etc"', "is absolute"),
        ("..", "has '..'"),
        ("a/../b", "has '..'"),
        ('"\\056\\056/a"', "has '..'"),
        ("a//b", "empty part"),
        ("a/", "empty part"),
        ("./a", "empty part"),
        ("a/.", "empty part"),
        ("a\0", "NUL"),
        ('"a\\000"', "NUL"),
        (".git", "enters '.git'"),
        (".GIT/config", "enters '.git'"),
        ("a/.Git/hooks/x", "enters '.git'"),
        ("git~1/x", "enters '.git'"),
        ("GIT~1", "enters '.git'"),
        (".git./x", "enters '.git'"),
        (".git ", "enters '.git'"),
        (".git::$INDEX_ALLOCATION/x", "enters '.git'"),
        ("a\\.git", "enters '.git'"),
        ("a\\git~1 .", "enters '.git'"),
        ('"\\056git/config"', "enters '.git'"),
        ("a" * 256, "255 bytes"),
        ('"a', "no closing quote"),
        ('"\\q"', "escape"),
    ],
)
def test_paths_that_leave_are_refused(text: str, says: str) -> None:
    assert says in (path_fault(text) or "")


@given(st.binary(max_size=12) | st.text("./agit~1G\\", max_size=8).map(str.encode))
def test_a_path_that_is_taken_stays_below_the_top(path: bytes) -> None:
    if path_fault(quote_path(path)) is None:
        landed = os.path.normpath(b"/top/" + path)
        assert landed == b"/top/" + path
        assert b".git" not in landed.lower().split(b"/")


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("l", "a"),
        ("l", "d/a"),
        ("d/l", "../a"),
        ("d/e/l", "../../a/b"),
        ("l", "./a"),
        ("d/l", ".."),
        ("l", ".gitignore"),
    ],
)
def test_links_inside_may_be_made(path: str, target: str) -> None:
    assert link_fault(path, target) is None


@pytest.mark.parametrize(
    ("path", "target", "says"),
    [
        ("l", "", "has no target"),
        ("l", "/etc", "leaves the workspace"),
        ("l", "..", "leaves"),
        ("l", "../a", "leaves"),
        ("d/l", "../../a", "leaves"),
        ("d/l", "./.././../a", "leaves"),
        ("l", "a/../b", "behind a name"),
        ("l", ".git/config", "enters"),
        ("d/l", "../.GIT", "enters"),
        ("l", "a\0", "has no target"),
    ],
)
def test_links_outside_are_refused(path: str, target: str, says: str) -> None:
    assert says in (link_fault(path, target) or "")


@given(st.lists(st.sampled_from(["a", "b"]), min_size=1, max_size=4), st.text("a./", max_size=10))
def test_a_link_that_is_taken_points_below_the_top(parts: list[str], target: str) -> None:
    if link_fault("/".join(parts), target) is None:
        landed = os.path.normpath("/".join(("/top", *parts[:-1], target)))
        assert landed == "/top" or landed.startswith("/top/")
