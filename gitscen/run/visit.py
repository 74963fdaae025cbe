"""A case played up to one of its steps and left standing, for a person to go in and look.

It is played in this process, whose environment is given back afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from gitscen.run.play import Playing
from gitscen.run.worker import remember_process
from gitscen.scenario.asks import Expect
from gitscen.scenario.model import Case
from gitscen.world.act import Actors
from gitscen.world.build import build_world
from gitscen.world.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A world as it stands after the step `reached`. `environment` is the one that the workflow has there.

    `trouble` is what did not hold at that step, or why the story could not be played on; "" where all is well.
    """

    world: World
    environment: Mapping[str, str]
    reached: int
    trouble: str


@contextmanager
def visit(case: Case, root: Path, *, until: int, workflow: str) -> Iterator[Visit]:
    """Build the world of a case below `root` and play its first `until` steps; end its processes afterwards.

    Raises `WorldError` where the world cannot be built or a `do` step cannot be carried out.
    """
    restore = remember_process()
    begun = msgspec.structs.replace(case.scenario, step=case.scenario.step[:until], expect=Expect())
    world = build_world(case, root)
    actors = Actors(world)
    try:
        failures, skipped = Playing(Case(case.name, case.clone, begun, case.source), world, actors, workflow).run()
        environment = dict(actors.environment)
        restore()
        reached = next((one.step for one in failures if one.step), until)
        trouble = "; ".join(f"{one.rule}: {one.message}" for one in failures) or skipped
        yield Visit(world=world, environment=environment, reached=reached, trouble=trouble)
    finally:
        restore()
        actors.close()
