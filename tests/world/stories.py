"""Small stories for the tests of worlds."""

from pathlib import Path

from gitscen.git.command import Git
from gitscen.git.environment import hermetic
from gitscen.scenario.acts import DoStep
from gitscen.scenario.asks import Sync
from gitscen.scenario.content import FileSpec
from gitscen.scenario.model import Case, OriginCommit, Scenario
from gitscen.world.build import build_world
from gitscen.world.world import World

HOSTILE = {
    '"caf\\351\\nx.txt"': "latin\n",
    "-n": "dash\n",
    ":(top)x": "magic\n",
    "a -> b": "arrow\n",
    "HEAD": "head\n",
    '"tab\\tquote\\".txt"': "quote\n",
}

ORIGIN = (
    OriginCommit(
        branch="main",
        files={
            "app.txt": "one\n",
            "run.sh": FileSpec(text="#!/bin/sh\n", executable=True),
            "link": FileSpec(link="app.txt"),
            "folder/a.txt": "a\n",
            "folder/b.txt": "b\n",
            **HOSTILE,
        },
        submodules={"lib": "one"},
    ),
    OriginCommit(branch="thread-a", start="main", files={"thread.txt": "a\n"}, message="thread"),
    OriginCommit(branch="main", append={"app.txt": "two\n"}, message="two"),
)


def case(*steps: DoStep, clone: str = "full", origin: tuple[OriginCommit, ...] = ORIGIN) -> Case:
    scenario = Scenario(title="t", clones=(clone,), origin=origin, remotes=("mirror",), step=(*steps, Sync()))
    return Case("t", clone, scenario)


def build(root: Path, *steps: DoStep, clone: str = "full", origin: tuple[OriginCommit, ...] = ORIGIN) -> World:
    return build_world(case(*steps, clone=clone, origin=origin), root)


def git(world: World, *args: str, place: Path | None = None) -> str:
    """Return what git prints in a place of the world, the workspace if none is given."""
    done = Git(place or world.workspace, hermetic(world.home)).run(*args)
    return done.stdout.decode(errors="surrogateescape").removesuffix("\n")
