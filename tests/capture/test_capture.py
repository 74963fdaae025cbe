"""What is captured, played again, is diagnosed as it was before: for damage, for what operations leave, for stories."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from gitscen.capture.capture import Captured, capture
from gitscen.cli.capture import capture as command
from gitscen.errors import UsageError
from gitscen.git.command import Git
from gitscen.git.environment import hermetic
from gitscen.scenario import acts
from gitscen.scenario.asks import Ask
from gitscen.scenario.damage import Damage
from gitscen.scenario.find import select_cases
from gitscen.scenario.load import decode_scenario, load_scenario
from gitscen.scenario.model import Case
from gitscen.world.act import Actors
from gitscen.world.build import build_world
from gitscen.world.damage.do import do_damage
from gitscen.world.world import World
from tests.capture.looks import same_look
from tests.world.stories import build
from tests.world.test_damage import FITTING, NEEDS, ORIGIN, SHALLOW_ONLY

UNSAID = {Damage.LIVE_INDEX_LOCK}
"""Made by a process of the world, which is not in the workspace."""
STORIES = (
    "recovery/am-stopped", "recovery/bisect", "recovery/cherry-pick-stopped", "recovery/detached-with-commits",
    "recovery/merge-with-staged-work", "recovery/rebase-stopped", "recovery/rebase-with-autostash",
    "recovery/revert-stopped", "recovery/stash-pop-stopped", "recovery/healthy",
)  # fmt: skip


def make(kind: str, clone: str, root: Path) -> World:
    world = build(root, clone=clone, origin=ORIGIN)
    actors = Actors(world)
    for step in FITTING[kind]:
        actors.act(step)
    return world


def told(captured: Captured) -> str:
    return "\n".join(captured.unsaid)


@pytest.mark.parametrize("damage", [one for one in Damage if one not in UNSAID])
def test_damage_comes_back(tmp_path: Path, damage: Damage) -> None:
    clone = "shallow" if damage in SHALLOW_ONLY else "full"
    world = make(NEEDS.get(damage, "busy"), clone, tmp_path / "world")
    do_damage(Git(world.workspace, hermetic(world.home)), damage)
    captured = capture(world.workspace)
    assert captured.same, told(captured)
    assert decode_scenario(tomllib.loads(captured.text)) == captured.scenario


def until_asked(case: Case, root: Path) -> World:
    """Return the world of a case as it is when the workflow is asked first."""
    world = build_world(case, root)
    actors = Actors(world)
    for step in case.scenario.step:
        if isinstance(step, Ask):
            break
        assert not isinstance(step, acts.Job)
        actors.act(step)  # type: ignore[arg-type]
    return world


@pytest.mark.parametrize("name", STORIES)
@pytest.mark.parametrize("clone", ["full", "shallow"])
def test_a_story_comes_back(tmp_path: Path, name: str, clone: str) -> None:
    (case,) = select_cases([f"{name}[{clone}]"])
    world = until_asked(case, tmp_path / "before")
    captured = capture(world.workspace)
    assert captured.same, told(captured)
    again = until_asked(Case("again", captured.scenario.clones[0], captured.scenario), tmp_path / "after")
    assert same_look(world, again)


def test_work_of_every_kind_comes_back_byte_for_byte(tmp_path: Path) -> None:
    world = make("busy", "full", tmp_path / "before")
    actors = Actors(world)
    actors.act(
        acts.Write(files={".gitignore": "*.log\n", "run.log": "log\n", '"caf\\351.txt"': "latin\n", "a b*?.txt": "x\n"})
    )
    (world.workspace / "any.bin").write_bytes(bytes(range(256)))
    (world.workspace / "crlf.txt").write_bytes(b"one\r\ntwo\r\n")
    captured = capture(world.workspace)
    again = until_asked(Case("again", captured.scenario.clones[0], captured.scenario), tmp_path / "after")
    assert captured.same, told(captured)
    assert same_look(world, again)
    assert (again.workspace / "any.bin").read_bytes() == bytes(range(256))
    assert captured.unsaid == ("Submodules are told with commits of the library that every world has.",)


def test_placeholders_leave_no_word_and_the_same_diagnosis(tmp_path: Path) -> None:
    world = make("merge", "full", tmp_path / "before")
    actors = Actors(world)
    actors.act(acts.Write(files={"secret/password.txt": "hunter2hunter2\n"}))
    (world.workspace / ".git/hooks").mkdir(exist_ok=True)
    (world.workspace / ".git/hooks/hunter2").touch()
    captured = capture(world.workspace, contents=True, names=True)
    assert captured.same, told(captured)
    assert "told when it wrote this" in captured.text
    assert not [
        word for word in ("hunter2", "secret", "password", "clash", "second", "local.txt") if word in captured.text
    ]


def test_what_is_no_workspace_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no folder"):
        capture(tmp_path / "none")
    world = make("clean", "full", tmp_path / "world")
    with pytest.raises(UsageError, match="bare repository"):
        capture(world.origin)


def test_the_command_writes_the_file_and_says_what_it_does_not_say(tmp_path: Path) -> None:
    world = make("clean", "full", tmp_path / "world")
    file = tmp_path / "accident.toml"
    before = sorted((path, path.lstat().st_mtime_ns) for path in world.workspace.rglob("*"))
    done = CliRunner().invoke(command, [str(world.workspace), "-o", str(file)], standalone_mode=False)
    assert done.return_value == 0
    assert load_scenario(file).title
    assert sorted((path, path.lstat().st_mtime_ns) for path in world.workspace.rglob("*")) == before
    (world.workspace / ".git/hooks").mkdir(exist_ok=True)
    (world.workspace / ".git/hooks/pre-commit").write_text("#!/bin/sh\n")
    (world.workspace / ".git/objects").chmod(0o500)
    try:
        done = CliRunner().invoke(command, [str(world.workspace), "-o", str(file)], standalone_mode=False)
    finally:
        (world.workspace / ".git/objects").chmod(0o700)
    assert done.return_value == 1
    assert "The hook pre-commit is left out." in done.output
    assert "# The hook pre-commit is left out." in file.read_text()
