"""A world from a template is the one that git made: another place and other stat data, all else the same."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from gitscen.git.command import Git
from gitscen.git.environment import hermetic
from gitscen.scenario.acts import Environment
from gitscen.scenario.model import OriginCommit
from gitscen.world import build
from gitscen.world.build import build_world
from gitscen.world.world import World
from tests.world.stories import ORIGIN, case, git

PLAIN = (OriginCommit(branch="main", files=ORIGIN[0].files), *ORIGIN[1:])
"""Without the submodule, whose empty folder `git update-index --refresh` passes over."""
CLONES = ("full", "shallow", "shallow:2", "single-branch")


@pytest.fixture(autouse=True)
def no_templates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "_TEMPLATES", {})


def build_both(tmp_path: Path, clone: str = "full", origin: tuple[OriginCommit, ...] = ORIGIN) -> tuple[World, World]:
    """Return a world that git made and one from its template, the latter made without any process."""
    told = case(Environment(set={"X": "{decoy}"}), clone=clone, origin=origin)
    first = build_world(told, tmp_path / "first")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Git, "try_", None)
        return first, build_world(told, tmp_path / "the #2 'é'")


def read(world: World) -> dict[str, tuple[int, bytes]]:
    """Return mode and content of everything in a world, with one place for all; of an index only its entries."""
    place, quoted = world.root.as_uri().encode(), os.fsencode(world.trap.parent)
    found = {}
    for path in world.root.rglob("*"):
        name, info = str(path.relative_to(world.root)), path.lstat()
        if path.is_symlink():
            content = os.fsencode(path.readlink())
        elif name == "trap":
            content = path.read_bytes().replace(b"'\"'\"'", b"'").replace(b"'", b"").replace(quoted, b"ROOT")
            quoted = quoted.replace(b"'", b"")
            content = content.replace(quoted, b"ROOT")
        elif path.is_dir():
            content = b"(folder)"
        else:
            content = path.read_bytes().replace(place, b"ROOT")
        if name == "workspace/.git/index":
            content = git(world, "ls-files", "--stage", "-v", "-z").encode(errors="surrogateescape")
        found[name] = (info.st_mode, content)
    return found


@pytest.mark.parametrize("clone", CLONES)
def test_it_is_what_git_made(tmp_path: Path, clone: str) -> None:
    first, second = build_both(tmp_path, clone)
    assert read(second) == read(first)


@pytest.mark.parametrize("clone", CLONES)
def test_git_finds_it_whole_and_has_nothing_to_refresh(tmp_path: Path, clone: str) -> None:
    _, world = build_both(tmp_path, clone)
    index = (world.workspace / ".git/index").read_bytes()
    assert git(world, "diff-files", "--raw") == ""
    assert git(world, "status", "--porcelain", "--ignored") == ""
    assert (world.workspace / ".git/index").read_bytes() == index
    for place in (world.workspace, world.origin, world.remote("mirror"), world.library, world.decoy):
        assert git(world, "fsck", "--strict", "--full", place=place) == ""


def test_a_whole_clone_is_what_git_makes_of_the_same_url(tmp_path: Path) -> None:
    world = build_world(case(origin=PLAIN), tmp_path / "a")
    other = World(tmp_path / "b")
    other.root.mkdir()
    env = hermetic(world.home) | {"GIT_COMMITTER_DATE": "1704067140 +0000"}
    Git(other.root, env).run("clone", "-q", "--template=", world.origin.as_uri(), "workspace")
    git(other, "remote", "add", "mirror", world.remote("mirror").as_uri())
    packs = r"workspace/\.git/objects/pack/.*"
    place = world.root.as_uri().encode()
    made, cloned = (
        {
            name: (mode, content.replace(place, b"ROOT"))
            for name, (mode, content) in read(one).items()
            if not re.fullmatch(packs, name)
        }
        for one in (world, other)
    )
    places = {name.partition("/")[0] for name in made.keys() - cloned.keys()}
    assert places == {"home", "origin.git", "mirror.git", "outside", "peers", "fired", "trap"}
    assert cloned.items() <= made.items()
    everything = ("cat-file", "--batch-all-objects", "--batch-check")
    assert git(world, *everything) == git(other, *everything)


@pytest.mark.parametrize("clone", CLONES)
def test_worlds_can_be_built_at_odd_places(tmp_path: Path, clone: str) -> None:
    root = tmp_path / 'it\'s "#1"; a=b %41 [c]'
    world = build_world(case(clone=clone), root)
    git(world, "fetch", "--quiet", "origin")
    assert git(world, "remote", "get-url", "origin") == (root / "origin.git").as_uri()
    assert git(world, "status", "--porcelain") == ""


def test_the_index_has_the_stat_data_that_git_would_write(tmp_path: Path) -> None:
    _, world = build_both(tmp_path, origin=PLAIN)
    stamped = git(world, "ls-files", "--debug")
    (world.workspace / ".git/index").unlink()
    git(world, "read-tree", "HEAD")
    assert git(world, "ls-files", "--debug") != stamped
    git(world, "update-index", "-q", "--refresh")
    assert git(world, "ls-files", "--debug") == stamped


def test_the_origin_is_found_at_the_new_place(tmp_path: Path) -> None:
    first, second = build_both(tmp_path)
    first.root.rename(tmp_path / "gone")
    git(second, "fetch", "--quiet", "origin")
    git(second, "push", "--quiet", "origin", "HEAD:refs/heads/new")
    assert git(second, "rev-parse", "refs/heads/new", place=second.origin) == git(second, "rev-parse", "HEAD")
    for log in ("HEAD", "refs/heads/main"):
        assert git(second, "reflog", "--format=%gs", log, "--") == f"clone: from {second.origin.as_uri()}"


def test_a_clone_of_an_empty_origin_has_no_index(tmp_path: Path) -> None:
    first, second = build_both(tmp_path, origin=())
    assert read(second) == read(first)
    assert not (second.workspace / ".git/index").exists()


def test_modes_follow_the_umask_of_whoever_builds(tmp_path: Path) -> None:
    told = case()
    build_world(told, tmp_path / "first")
    old = os.umask(0o077)
    try:
        world = build_world(told, tmp_path / "second")
        other = World(tmp_path / "cloned")
        other.root.mkdir()
        Git(other.root, hermetic(world.home)).run("clone", "-q", "--template=", world.origin.as_uri(), "workspace")
    finally:
        os.umask(old)
    below = {path.relative_to(world.root): path.lstat().st_mode for path in world.workspace.rglob("*")}
    cloned = {path.relative_to(other.root): path.lstat().st_mode for path in other.workspace.rglob("*")}
    assert {path: mode for path, mode in below.items() if path in cloned and path.suffix != ".pack"} == {
        path: mode for path, mode in cloned.items() if path in below and path.suffix != ".pack"
    }
    assert len(below.keys() & cloned.keys()) > 30


def test_stories_with_another_beginning_do_not_share_one(tmp_path: Path) -> None:
    build_both(tmp_path)
    build_world(case(clone="shallow"), tmp_path / "shallow")
    build_world(case(), tmp_path / "no decoy")
    assert len(build._TEMPLATES) == 3


def test_only_so_many_are_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "_MOST_TEMPLATES", 1)
    first = build_world(case(origin=()), tmp_path / "a")
    build_world(case(origin=ORIGIN[:1]), tmp_path / "b")
    assert len(build._TEMPLATES) == 1
    assert read(build_world(case(origin=()), tmp_path / "c")) == read(first)
