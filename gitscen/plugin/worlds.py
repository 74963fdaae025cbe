"""Worlds for tests that are written in Python: from the name of a story or by hand, on any kind of clone.

They are what `gitscen run` builds, below the test's own folder, where pytest keeps or removes them.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from gitscen.errors import UsageError, WorldError
from gitscen.plugin.byhand import Table, begin_by_hand
from gitscen.plugin.live import LiveWorld
from gitscen.plugin.surroundings import Surroundings
from gitscen.run.visit import play_until, require_workspace
from gitscen.scenario.find import require_its_git, select_stories
from gitscen.scenario.model import Case, OriginCommit
from gitscen.scenario.stop import find_stop
from gitscen.subject.spec import WORKFLOW
from gitscen.world.act import Actors
from gitscen.world.build import build_world


class Worlds:
    """Builds the worlds of one test; that is what the fixture `gitscen_world` is."""

    def __init__(self, folder: Path, *, beside: Path) -> None:
        """Worlds go below `folder`; paths of scenario files are seen from `beside`."""
        self._folder, self._beside = folder, beside
        self._surroundings = Surroundings()
        self._built: list[LiveWorld] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for world in self._built:
            world.close()
        self._surroundings.leave()

    def __call__(
        self,
        story: str = "",
        *,
        clone: str = "full",
        at: int | str = 0,
        origin: Sequence[OriginCommit | Table] = (),
        remotes: Sequence[str] = (),
    ) -> LiveWorld:
        """Build a world and return it.

        `story` is a name of the catalogue, or a scenario file seen from the test's folder; `at` the last step that is
        played of it, by number or id, requests answered by gitscen's own workflow: nothing is played without it.
        Without a story the world begins with the commits of `origin`, as in scenario files, and has empty `remotes`
        besides. Raises `UsageError` for what does not exist and `WorldError` where the world cannot be built.
        """
        if story:
            case = self._case(story, clone)
        else:
            case = Case("by hand", clone, begin_by_hand(origin, clone=clone, remotes=remotes))
        require_workspace(case)
        until = find_stop(case, str(at))
        world = build_world(case, self._folder / f"world-{len(self._built) + 1}")
        live = LiveWorld(world, Actors(world), case.scenario, self._surroundings)
        self._built.append(live)
        if until:
            _play(live, case, until)
        live.enter()
        return live

    def _case(self, text: str, clone: str) -> Case:
        file = text.endswith(".toml")
        stories = select_stories([str(self._beside / text) if file else text])
        if len(stories) > 1:
            raise UsageError(
                f"{text!r} is {len(stories)} stories, and a world is of one: {stories[0].name} for example."
            )
        story = stories[0]
        case = Case(story.name, clone, story.load(), story.source)
        require_its_git(case)
        return case


def _play(live: LiveWorld, case: Case, until: int) -> None:
    """Play the first steps of a story. Raises `WorldError` where they do not come out as they should."""
    failures, skipped = play_until(case, live.world, live.actors, until=until, workflow=WORKFLOW)
    if failures or skipped:
        reason = failures[0].message if failures else skipped
        raise WorldError(f"{case.id} could not be played up to step {until}: {reason}")
