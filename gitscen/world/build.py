"""A case to its world on disk: remotes written with pygit2, the workspace cloned from origin by git itself.

That is done once in a process for each beginning that stories have in common; what was made is a template from then on,
and every further world is written from it without git.
"""

from __future__ import annotations

from pathlib import Path

import msgspec
import pygit2

from gitscen.errors import GitError, WorldError
from gitscen.git.environment import config_text
from gitscen.scenario.content import Edits
from gitscen.scenario.model import OLDER_COMMITS, Case, Scenario
from gitscen.world.bare import init_bare, pack_bare
from gitscen.world.clock import HISTORY_BEGINS, Clock
from gitscen.world.clone import clone_workspace
from gitscen.world.history import History
from gitscen.world.library import build_library
from gitscen.world.program import write_program
from gitscen.world.projects import place_projects
from gitscen.world.template import Template, read_template
from gitscen.world.world import World

CANARY = {
    "notes.txt": "Nobody may change this.\n",
    "folder/keep.txt": "Nor this.\n",
    "folder/.gitignore": "*.tmp\n",
}

_TEMPLATES: dict[bytes, Template] = {}
_MOST_TEMPLATES = 256
"""How many are held; the oldest goes first. A template takes about 20 kB."""


def build_world(case: Case, root: Path) -> World:
    """Build the world of a case in the directory `root`, which is empty or missing.

    Raises `WorldError` where it cannot be built, or where a clone that should be shallow is not.
    """
    world = World(root)
    key = _beginning(case)
    template = _TEMPLATES.get(key)
    try:
        if template:
            template.write(root)
        else:
            _build(world, case)
            _keep(key, read_template(root))
        write_program(world.trap, forbidden=world.fired)
    except (GitError, OSError, ValueError, pygit2.GitError) as error:
        raise WorldError(f"the world of {case.id} could not be built in {root}: {error}") from error
    return world


def _beginning(case: Case) -> bytes:
    """Return all that a case's world is built from: cases for which it is equal begin alike."""
    scenario = case.scenario
    return msgspec.json.encode((scenario.origin, _places(case), _wants_decoy(scenario), _wants_library(scenario)))


def _places(case: Case) -> tuple[object, ...]:
    """Return what repositories there are: remotes and the workspace's clone, or one for each project."""
    scenario = case.scenario
    return (scenario.projects,) if scenario.is_hosted else (scenario.remotes, case.clone)


def _keep(key: bytes, template: Template) -> None:
    while len(_TEMPLATES) >= _MOST_TEMPLATES:
        del _TEMPLATES[next(iter(_TEMPLATES))]
    _TEMPLATES[key] = template


def _build(world: World, case: Case) -> None:
    _build_places(world, case.scenario)
    _build_remotes(world, case.scenario)
    if case.scenario.is_hosted:
        place_projects(world, case.scenario)
    else:
        clone_workspace(world, case)


def _wants_decoy(scenario: Scenario) -> bool:
    return b"{decoy}" in msgspec.json.encode(scenario)


def _wants_library(scenario: Scenario) -> bool:
    return b'"submodules":{"' in msgspec.json.encode(scenario)  # the key of some edit, wherever it lies


def _build_places(world: World, scenario: Scenario) -> None:
    for place in (world.home, world.peers, world.fired, world.outside / "folder"):
        place.mkdir(parents=True)
    (world.home / ".gitconfig").write_text(config_text())
    for name, text in CANARY.items():
        (world.outside / name).write_text(text)
    if _wants_decoy(scenario):
        init_bare(world.decoy)
        edits = Edits(files={"decoy.txt": "Not the workspace's.\n"})
        History(world.decoy, "decoy").commit("main", edits, message="decoy", time=HISTORY_BEGINS, parents=[], base=None)
        pack_bare(world.decoy)


def _build_remotes(world: World, scenario: Scenario) -> None:
    for name in ("origin", *scenario.remotes):
        if world.remote(name).exists() or name == "library":
            raise WorldError(f"a world has one {name}.git, so no remote can be called {name}. Take another name.")
        init_bare(world.remote(name), scenario.default_branch)
    _write_history(world, scenario)
    if _wants_library(scenario):
        build_library(world.library)


def _write_history(world: World, scenario: Scenario) -> None:
    if not scenario.origin:
        return
    clock, history = Clock(HISTORY_BEGINS), History(world.origin, "origin")
    first = scenario.default_branch
    for number in range(1, OLDER_COMMITS + 1):
        tip = history.tip(first)
        history.commit(
            first, Edits(), message=f"older {number}", time=clock.tick(), parents=[tip] if tip else [], base=tip
        )
    for commit in scenario.origin:
        tip = history.tip(commit.branch) or (history.start(commit.start) if commit.start else None)
        parents = [tip] if tip else []
        history.commit(commit.branch, commit, message=commit.message, time=clock.tick(), parents=parents, base=tip)
    pack_bare(world.origin)
