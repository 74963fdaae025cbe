import os
from pathlib import Path

import pytest

from gitscen.errors import WorldError
from gitscen.scenario.acts import Environment
from gitscen.scenario.model import Case, OriginCommit
from gitscen.world.build import build_world
from tests.world.stories import HOSTILE, ORIGIN, build, case, git


def test_ids_are_the_same_at_every_place(tmp_path: Path) -> None:
    refs = {git(build(tmp_path / name), "for-each-ref", "--format=%(refname) %(objectname)") for name in ("a", "b c")}
    assert len(refs) == 1


def test_ids_are_the_same_on_every_machine(tmp_path: Path) -> None:
    origin = (OriginCommit(branch="main", files={"app.txt": "one\n"}),)
    world = build(tmp_path, origin=origin)
    assert git(world, "rev-parse", "HEAD") == "b756196dbdb9de34b0d9ce873096bc0f986184ca"


def test_history_lies_on_older_commits_and_is_sound(tmp_path: Path) -> None:
    world = build(tmp_path)
    assert git(world, "log", "--format=%s", "origin/main").split("\n") == [
        "two", "origin's change", "older 3", "older 2", "older 1",
    ]  # fmt: skip
    assert git(world, "log", "-1", "--format=%an <%ae> %aI", "origin/thread-a") == (
        "Origin <origin@example.invalid> 2023-12-31T00:04:00+00:00"
    )
    assert git(world, "merge-base", "origin/main", "origin/thread-a") == git(world, "rev-parse", "origin/main~1")
    assert git(world, "fsck", "--strict", "--full", place=world.origin) == ""
    assert git(world, "fsck", "--strict", "--full", place=world.library) == ""


def test_the_workspace_holds_every_kind_of_file(tmp_path: Path) -> None:
    world = build(tmp_path)
    assert git(world, "status", "--porcelain") == ""
    modes = {line.split()[0] for line in git(world, "ls-tree", "-r", "HEAD").split("\n")}
    assert modes == {"100644", "100755", "120000", "160000"}
    names = {os.fsencode(path.name) for path in world.workspace.iterdir()}
    assert {b"caf\xe9\nx.txt", b"-n", b":(top)x", b"a -> b", b"HEAD", b'tab\tquote".txt'} <= names
    assert len(HOSTILE) == 6


def test_submodules_can_be_checked_out(tmp_path: Path) -> None:
    world = build(tmp_path)
    git(world, "submodule", "--quiet", "update", "--init")
    assert (world.workspace / "lib/library.txt").read_text() == "one\n"


@pytest.mark.parametrize(("clone", "commits"), [("shallow", 1), ("shallow:2", 2)])
def test_a_shallow_clone_is_really_shallow(tmp_path: Path, clone: str, commits: int) -> None:
    world = build(tmp_path, clone=clone)
    assert (world.workspace / ".git/shallow").read_text()
    assert git(world, "rev-list", "--count", "HEAD", "--") == str(commits)
    assert git(world, "rev-parse", "origin/thread-a") == git(world, "rev-parse", "thread-a", place=world.origin)


@pytest.mark.parametrize("clone", ["full", "single-branch"])
def test_any_other_clone_is_not(tmp_path: Path, clone: str) -> None:
    world = build(tmp_path, clone=clone)
    assert not (world.workspace / ".git/shallow").exists()
    assert git(world, "rev-list", "--count", "HEAD", "--") == "5"
    branches = git(world, "for-each-ref", "--format=%(refname:lstrip=3)", "refs/remotes/origin").split("\n")
    assert ("thread-a" in branches) is (clone == "full")


def test_a_depth_that_cuts_nothing_off_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WorldError, match=r"t\[shallow:5\] has 5 of 5 commits"):
        build(tmp_path / "a", clone="shallow:5")
    with pytest.raises(WorldError, match=r"0 of 0 commits"):
        build(tmp_path / "b", clone="shallow", origin=())


def test_the_depth_is_that_of_each_branch(tmp_path: Path) -> None:
    more = tuple(OriginCommit(branch="main", append={"app.txt": f"{number}\n"}) for number in range(3))
    world = build(tmp_path, clone="shallow:2", origin=(*ORIGIN, *more))
    assert git(world, "rev-list", "--count", "origin/main") == "2"
    assert git(world, "rev-list", "--count", "origin/thread-a") == "2"
    below = git(world, "rev-parse", "origin/thread-a~1")
    assert git(world, "merge-base", "main", below, place=world.origin) == below


def test_an_empty_origin_is_cloned_unborn(tmp_path: Path) -> None:
    world = build(tmp_path, origin=())
    assert git(world, "symbolic-ref", "HEAD") == "refs/heads/main"
    assert git(world, "for-each-ref") == ""


def test_the_default_branch_is_that_of_the_first_commit(tmp_path: Path) -> None:
    world = build(tmp_path, origin=(OriginCommit(branch="trunk", files={"a": "a\n"}),))
    assert git(world, "symbolic-ref", "HEAD") == "refs/heads/trunk"
    assert git(world, "symbolic-ref", "refs/remotes/origin/HEAD") == "refs/remotes/origin/trunk"


def test_a_branch_without_a_start_has_a_history_of_its_own(tmp_path: Path) -> None:
    world = build(tmp_path, origin=(*ORIGIN, OriginCommit(branch="other", files={"a": "a\n"})))
    assert git(world, "rev-list", "--count", "origin/other") == "1"


def test_remotes_are_empty_and_known(tmp_path: Path) -> None:
    world = build(tmp_path)
    assert git(world, "remote").split() == ["mirror", "origin"]
    assert git(world, "ls-remote", "mirror") == ""
    assert git(world, "config", "remote.origin.url").startswith("file:///")


def test_the_library_and_the_decoy_are_there_only_if_the_story_wants_them(tmp_path: Path) -> None:
    plain = build(tmp_path / "a", origin=(OriginCommit(branch="main", files={"a": "a\n"}),))
    assert not plain.library.exists()
    assert not plain.decoy.exists()
    fooled = build(tmp_path / "b", Environment(set={"GIT_DIR": "{decoy}"}))
    assert git(fooled, "ls-tree", "--name-only", "main", place=fooled.decoy) == "decoy.txt"


def test_a_remote_cannot_take_the_place_of_another(tmp_path: Path) -> None:
    told = case()
    scenario = type(told.scenario)(title="t", remotes=("library",), origin=ORIGIN, step=told.scenario.step)
    with pytest.raises(WorldError, match="no remote can be called library"):
        build_world(Case("t", "full", scenario), tmp_path)


@pytest.mark.parametrize(
    ("commit", "said"),
    [
        (OriginCommit(branch="new", start="nowhere"), "no branch nowhere to start from"),
        (OriginCommit(branch="main", delete=("gone",)), "gone is not there"),
        (OriginCommit(branch="main", append={"link": "x"}), "there is no file link"),
        (OriginCommit(branch="main", rename={"app.txt": "run.sh"}), "run.sh is there already"),
        (OriginCommit(branch="main", files={"../x": "x"}), "no path inside"),
        (OriginCommit(branch="main", files={"a/.GIT/config": "x"}), r"lies in a \.git"),
    ],
)
def test_an_edit_that_cannot_be_made_is_told(tmp_path: Path, commit: OriginCommit, said: str) -> None:
    with pytest.raises(WorldError, match=said):
        build(tmp_path, origin=(*ORIGIN, commit))
