"""A case to its world on disk: remotes written with pygit2, the workspace cloned from origin by git itself.

A clone of the wrong depth would let a story pass that was never tried, so what was cloned is looked at again.
"""

from __future__ import annotations

from pathlib import Path

import msgspec
import pygit2

from gitscen.errors import GitError, WorldError
from gitscen.git.command import Git
from gitscen.git.environment import config_text, hermetic
from gitscen.scenario.content import Edits
from gitscen.scenario.model import OLDER_COMMITS, Case, Scenario, clone_depth
from gitscen.world.clock import HISTORY_BEGINS, Clock
from gitscen.world.history import History
from gitscen.world.library import build_library
from gitscen.world.program import write_program
from gitscen.world.world import World

CANARY = {
    "notes.txt": "Nobody may change this.\n",
    "folder/keep.txt": "Nor this.\n",
    "folder/.gitignore": "*.tmp\n",
}


def build_world(case: Case, root: Path) -> World:
    """Build the world of a case in the directory `root`, which is empty or missing.

    Raises `WorldError` where it cannot be built, or where a clone that should be shallow is not.
    """
    world = World(root)
    try:
        _build_places(world, case.scenario)
        _build_remotes(world, case.scenario)
        _clone(world, case)
    except (GitError, OSError, pygit2.GitError) as error:
        raise WorldError(f"the world of {case.id} could not be built in {root}: {error}") from error
    return world


def _build_places(world: World, scenario: Scenario) -> None:
    for place in (world.home, world.peers, world.fired, world.outside / "folder"):
        place.mkdir(parents=True)
    (world.home / ".gitconfig").write_text(config_text())
    for name, text in CANARY.items():
        (world.outside / name).write_text(text)
    write_program(world.trap, forbidden=world.fired)
    if "{decoy}" in msgspec.json.encode(scenario).decode():
        pygit2.init_repository(world.decoy, bare=True, initial_head="main")
        edits = Edits(files={"decoy.txt": "Not the workspace's.\n"})
        History(world.decoy, "decoy").commit("main", edits, message="decoy", time=HISTORY_BEGINS, parents=[], base=None)


def _build_remotes(world: World, scenario: Scenario) -> None:
    default = scenario.origin[0].branch if scenario.origin else "main"
    for name in ("origin", *scenario.remotes):
        if world.remote(name).exists() or name == "library":
            raise WorldError(f"a world has one {name}.git, so no remote can be called {name}. Take another name.")
        pygit2.init_repository(world.remote(name), bare=True, initial_head=default)
    _write_history(world, scenario)
    steps = (*scenario.origin, *scenario.step)
    if any(isinstance(step, Edits) and step.submodules for step in steps):
        build_library(world.library)


def _write_history(world: World, scenario: Scenario) -> None:
    if not scenario.origin:
        return
    clock, history = Clock(HISTORY_BEGINS), History(world.origin, "origin")
    first = scenario.origin[0].branch
    for number in range(1, OLDER_COMMITS + 1):
        tip = history.tip(first)
        history.commit(
            first, Edits(), message=f"older {number}", time=clock.tick(), parents=[tip] if tip else [], base=tip
        )
    for commit in scenario.origin:
        tip = history.tip(commit.branch) or (history.start(commit.start) if commit.start else None)
        parents = [tip] if tip else []
        history.commit(commit.branch, commit, message=commit.message, time=clock.tick(), parents=parents, base=tip)


def _clone(world: World, case: Case) -> None:
    depth = clone_depth(case.clone)
    options = [f"--depth={depth}", "--no-single-branch"] if depth else []
    options += ["--single-branch"] if case.clone == "single-branch" else []
    env = hermetic(world.home)
    Git(world.root, env).run(
        "clone", "--quiet", "--template=", *options, "--", world.origin.as_uri(), str(world.workspace)
    )
    git = Git(world.workspace, env)
    for name in case.scenario.remotes:
        git.run("remote", "add", "--", name, world.remote(name).as_uri())
    _check_depth(world, case, depth)


def _check_depth(world: World, case: Case, depth: int | None) -> None:
    """Raise `WorldError` unless a shallow clone's history is cut, and any other's is not."""
    shallow = world.workspace / ".git" / "shallow"
    boundary = shallow.read_text().split() if shallow.exists() else []
    if depth is None:
        if boundary:
            raise WorldError(f"the clone for {case.id} should have its whole history, and {shallow} cuts it off.")
        return
    env = hermetic(world.home)
    counts = [
        Git(place, env).try_("rev-list", "--count", "HEAD", "--").line for place in (world.workspace, world.origin)
    ]
    known = pygit2.Repository(str(world.origin))
    cut = all(count.isdigit() for count in counts) and int(counts[0]) < int(counts[1])
    if not boundary or not cut or any(commit not in known for commit in boundary):
        raise WorldError(
            f"the clone for {case.id} has {counts[0] or 0} of {counts[1] or 0} commits of the default branch and "
            f"is not shallow. Take a smaller depth, give origin more commits, or leave this clone out."
        )
