"""The remotes of a story of sessions: each project has origin's history, in a bare repository of its own."""

from __future__ import annotations

import shutil

from gitscen.scenario.model import Scenario
from gitscen.world.world import World


def place_projects(world: World, scenario: Scenario) -> None:
    """Have `origin.git` become the remote of the first project, and a copy of it that of each other. Raises OSError."""
    first, *others = scenario.projects
    world.origin.rename(world.remote(first))
    for name in others:
        shutil.copytree(world.remote(first), world.remote(name))
