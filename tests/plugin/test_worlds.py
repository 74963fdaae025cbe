"""The fixture `gitscen_world`, and `assert_nothing_lost`: worlds in the hands of tests that are written in Python."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import pygit2
import pytest
from pygit2.enums import ConfigLevel

from gitscen import OriginCommit, Workspace
from gitscen.errors import UsageError, WorldError
from gitscen.outcome import Status
from gitscen.plugin.byhand import Table
from gitscen.plugin.surroundings import Surroundings
from gitscen.scenario.acts import Job, OnInterrupt, Write
from gitscen.testing import LiveWorld, Worlds, assert_nothing_lost

ORIGIN: list[OriginCommit | Table] = [
    {"branch": "main", "files": {"app.txt": "one\n"}},
    OriginCommit(branch="main", files={"app.txt": "two\n"}),
]


@pytest.fixture
def world(gitscen_world: Worlds) -> LiveWorld:
    """Return a world with two commits, and a file that nobody has committed."""
    world = gitscen_world(origin=ORIGIN)
    world.act({"do": "write", "files": {"notes.txt": "mine\n"}})
    return world


@pytest.mark.parametrize("clone", ["full", "shallow", "shallow:2", "single-branch"])
def test_a_world_by_hand_on_any_clone(gitscen_world: Worlds, clone: str) -> None:
    world = gitscen_world(clone=clone, remotes=["mirror"], origin=[*ORIGIN, {"branch": "side", "start": "main"}])
    assert world.repo.active_branch.name == "main"
    assert world.pygit2.is_shallow is clone.startswith("shallow")
    assert len(list(world.repo.iter_commits())) == {"shallow": 1, "shallow:2": 2}.get(clone, 5)
    assert [remote.name for remote in world.repo.remotes] == ["origin", "mirror"]
    assert world.origin.name == "origin.git"
    assert world.git("branch", "-r", "--list", "*/side").line == ("" if clone == "single-branch" else "origin/side")


def test_a_world_of_a_story_at_its_start_and_at_a_step(gitscen_world: Worlds) -> None:
    start = gitscen_world("conflict/both-added", clone="shallow")
    assert start.repo.active_branch.name == "main"
    later = gitscen_world("conflict/both-added", at=4)
    assert later.repo.active_branch.name == "thread-a"
    with assert_nothing_lost(later):
        assert Workspace(later.workspace).push().status is Status.RESOLVED
    assert start.repo.active_branch.name == "main"


def test_a_world_of_a_file_beside_the_test(gitscen_world: Worlds, tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text('title = "Own"\nstep = [{ ask = "recover" }]\nclones = ["full"]\n')
    assert gitscen_world(os.path.relpath(file, Path(__file__).parent)).repo.head.ref.name == "main"


def test_steps_are_carried_out_as_in_scenario_files(world: LiveWorld) -> None:
    world.act({"do": "push", "as": "peer", "branch": "thread-a", "start": "main", "files": {"b.txt": "incoming\n"}})
    world.act(Write(files={"notes.txt": "mine too\n"}))
    world.git("push", "-q", "origin", "HEAD:refs/heads/own")
    world.act({"do": "push", "branch": "own", "rewrite": True, "files": {"b.txt": "rewritten\n"}})
    world.git("fetch", "-q")
    assert world.git("show", "origin/thread-a:b.txt").line == "incoming"
    assert world.pygit2.status() == {"notes.txt": pygit2.enums.FileStatus.WT_NEW}
    assert world.look().branch == "main"


def test_dates_and_object_ids_are_the_same_everywhere(world: LiveWorld) -> None:
    world.git("add", "-A")
    world.git("commit", "-qm", "notes")
    assert world.git("log", "-1", "--format=%H %an %cd", "--date=iso").line == (
        "f1946045363549c997e00f963da9726da546abba Dev 2024-01-01 00:04:00 +0000"
    )


def test_the_process_sees_what_a_workflow_sees(gitscen_world: Worlds) -> None:
    world = gitscen_world(origin=ORIGIN)
    assert os.environ["HOME"] == str(world.world.home) == world.environment["HOME"]
    world.act({"do": "environment", "set": {"LC_ALL": "de_DE.UTF-8"}})
    assert os.environ["LC_ALL"] == "de_DE.UTF-8"
    seen = subprocess.run(["git", "config", "user.name"], cwd=world.workspace, capture_output=True, check=True)
    assert seen.stdout == b"Dev\n"


def test_the_surroundings_are_given_back(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.setenv("OWN", "stays")
    before, search, mask = dict(os.environ), pygit2.settings.search_path[ConfigLevel.GLOBAL], os.umask(0o022)
    surroundings = Surroundings()
    assert {"GIT_DIR", "LC_ALL"}.isdisjoint(os.environ)
    pygit2.settings.search_path[ConfigLevel.GLOBAL] = str(tmp_path)
    surroundings.enter({"HOME": str(tmp_path), "GIT_EDITOR": ":"}, 0o077)
    surroundings.enter({"HOME": str(tmp_path)}, 0o027)
    assert (os.environ["HOME"], os.environ["OWN"]) == (str(tmp_path), "stays")
    assert "GIT_EDITOR" not in os.environ
    surroundings.leave()
    assert dict(os.environ) == before
    assert pygit2.settings.search_path[ConfigLevel.GLOBAL] == search
    assert os.umask(mask) == 0o022


def test_lost_content_is_told_in_the_judges_words(world: LiveWorld) -> None:
    with (
        pytest.raises(AssertionError, match=r"(?s)^work-lost: notes\.txt is in no file.*\n  -mine$"),
        assert_nothing_lost(world),
    ):
        world.git("clean", "-fdq")


def test_a_lost_commit_is_told(world: LiveWorld) -> None:
    world.git("add", "-A")
    world.git("commit", "-qm", "notes")
    with pytest.raises(AssertionError, match=r"history-lost: no ref reaches [0-9a-f]{10} 'notes'"):  # noqa: SIM117
        with assert_nothing_lost(world):
            world.git("reset", "-q", "--hard", "HEAD~")


def test_what_is_moved_or_stashed_is_not_lost(world: LiveWorld) -> None:
    with assert_nothing_lost(world):
        world.git("stash", "push", "-qu")
        world.git("switch", "-qc", "thread-a")


def test_an_error_in_the_block_comes_through(world: LiveWorld) -> None:
    with pytest.raises(KeyError), assert_nothing_lost(world):  # noqa: PT012 - what the block is about
        world.git("clean", "-fdq")
        raise KeyError


def test_a_job_may_rewrite_its_own_files_and_ends_with_the_test(tmp_path: Path) -> None:
    with Worlds(tmp_path / "own", beside=tmp_path) as worlds:
        world = worlds(origin=ORIGIN)
        job = Job(files={"out.txt": "begun\n"}, on_interrupt=OnInterrupt.WRITE, last_files={"out.txt": "ended\n"})
        world.act(job)
        pid = world.job
        assert pid is not None
        with assert_nothing_lost(world):
            Workspace(world.workspace).interrupt(pid)
        world.act(Job(files={"more.txt": "begun\n"}))
        other = world.job
        assert other is not None
    with pytest.raises(ProcessLookupError):
        os.kill(other, 0)


@pytest.mark.parametrize(
    ("wish", "told"),
    [
        ({"story": "conflict/both-addd"}, "Did you mean 'conflict/both-added'?"),
        ({"story": "conflict"}, "is [0-9]+ stories, and a world is of one"),
        ({"story": "conflict/both-added", "at": 77}, "has no step '77'"),
        ({"story": "conflict/both-added", "clone": "half"}, "'half' is no kind of clone"),
        ({"clone": "half"}, "'clones' is wrong"),
        ({"clone": "shallow"}, "no history to cut off"),
        ({"origin": [{"branch": "main", "files": {"../x": "y"}}]}, r"origin.0.files.*stay inside the workspace"),
    ],
)
def test_a_wish_that_is_wrong_is_told(gitscen_world: Worlds, wish: dict[str, Any], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        gitscen_world(**wish)


@pytest.mark.parametrize(
    ("step", "told"),
    [
        ({"do": "wrte"}, "^do: There is no do = 'wrte'. Did you mean 'write'?"),
        ({"do": "write", "files": {".git/config": ""}}, r"^files\..git/config: "),
        ({"ask": "push"}, "Ask the workflow yourself"),
    ],
)
def test_a_step_that_is_wrong_is_told(world: LiveWorld, step: dict[str, Any], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        world.act(step)


def test_a_step_that_cannot_be_carried_out_is_told(world: LiveWorld) -> None:
    with pytest.raises(WorldError, match="the step 'do git' could not be carried out"):
        world.act({"do": "git", "args": ["checkout", "nowhere"]})
