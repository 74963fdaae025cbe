"""A case played up to one of its steps and left standing, for a person to go in and look.

It is played in this process, whose environment is given back afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from gitscen.errors import UsageError
from gitscen.run.play import Playing
from gitscen.run.worker import remember_process
from gitscen.scenario.asks import Expect
from gitscen.scenario.model import Case
from gitscen.verdict import Failure
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
    require_workspace(case)
    world = build_world(case, root)
    actors = Actors(world)
    try:
        failures, skipped = play_until(case, world, actors, until=until, workflow=workflow)
        reached = next((one.step for one in failures if one.step), until)
        trouble = "; ".join(f"{one.rule}: {one.message}" for one in failures) or skipped
        yield Visit(world=world, environment=dict(actors.environment), reached=reached, trouble=trouble)
    finally:
        actors.close()


def require_workspace(case: Case) -> None:
    """Hold that a case is of one workspace. Raises `UsageError` for a story of sessions."""
    if case.scenario.is_hosted:
        raise UsageError(f"{case.name} is of sessions: each container has a workspace. Play it with --keep all.")


def play_until(
    case: Case, world: World, actors: Actors, *, until: int, workflow: str
) -> tuple[tuple[Failure, ...], str]:
    """Play the first `until` steps of a case in its world; what must be seen at its end is not asked of them.

    Return the failures, or why it cannot be played on. Raises `WorldError` where a `do` step cannot be carried out.
    """
    restore = remember_process()
    begun = msgspec.structs.replace(case.scenario, step=case.scenario.step[:until], expect=Expect())
    try:
        return Playing(replace(case, scenario=begun), world, actors, workflow).run()
    finally:
        restore()
