"""`LiveWorld`: a world on disk in the hands of a test, with what it takes to act in it and to look at it."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pygit2

from gitscen.git.command import Git
from gitscen.git.done import Done
from gitscen.names import TreePath, unquote_path
from gitscen.observe.observation import Observation
from gitscen.observe.observer import Observer
from gitscen.plugin.byhand import Table, make_step
from gitscen.plugin.surroundings import Surroundings
from gitscen.scenario.acts import DoStep, Job
from gitscen.scenario.model import Scenario
from gitscen.world.act import Actors
from gitscen.world.world import World

if TYPE_CHECKING:
    import git


class LiveWorld:
    """The repositories of one world: `workspace`, `origin`, peers' clones, and a place outside that nobody may touch.

    The process has the world's environment: whatever a test starts sees its home, its git configuration, and dates
    that go on by a minute with everything that is done here. With two worlds, that is the one used last.
    """

    def __init__(self, world: World, actors: Actors, begun: Scenario, surroundings: Surroundings) -> None:
        """Take a world that was built, and its actors; `close` ends what they started."""
        self.world, self.actors = world, actors
        self._begun, self._surroundings = begun, surroundings
        self._jobs: list[Job] = []
        self.observer = Observer.of(world, remotes=begun.remotes, environment=actors.environment)

    @property
    def workspace(self) -> Path:
        """The working tree that the workflow looks after."""
        return self.world.workspace

    @property
    def origin(self) -> Path:
        """The bare repository that the workspace was cloned from."""
        return self.world.origin

    @property
    def environment(self) -> dict[str, str]:
        """The whole environment of a world's processes, an allow-list, to be given to what a test starts."""
        return dict(self.actors.environment)

    @property
    def job(self) -> int | None:
        """The process id of the job that runs in the workspace, for a workflow's interrupt; None where none does."""
        return self.actors.job

    @cached_property
    def repo(self) -> git.Repo:
        """The workspace as GitPython's."""
        import git

        return git.Repo(self.workspace)

    @property
    def pygit2(self) -> pygit2.Repository:
        """The workspace as pygit2's, opened anew each time, so that it remembers nothing."""
        return pygit2.Repository(str(self.workspace))

    @property
    def rewritten(self) -> frozenset[TreePath]:
        """The paths that jobs write once more while they end: what they had there is their own to replace."""
        return frozenset(unquote_path(path) for job in self._jobs for path in job.last_files)

    def act(self, step: DoStep | Table) -> None:
        r"""Carry out a `do` step: `{"do": "push", "branch": "main", "files": {"a.txt": "incoming\n"}}`.

        Raises `ScenarioError` for a step that no scenario file could have, and `WorldError` where it cannot be done.
        """
        done = make_step(step, self._begun)
        self.actors.act(done)
        if isinstance(done, Job):
            self._jobs.append(done)
        self.enter()

    def git(self, *args: str) -> Done:
        """Run git in the workspace, as the person would. Raises `GitError` where it fails."""
        self.enter()
        return Git(self.workspace, self.environment).run(*args)

    def look(self) -> Observation:
        """Return what is to be seen now, as the judge sees it."""
        return self.observer.look()

    def enter(self) -> None:
        """Begin the next minute, and give the process the environment that the workflow has there."""
        self.actors.tick()
        self._surroundings.enter(self.actors.environment, self.actors.umask)

    def close(self) -> None:
        """End what was started, and let go of the repositories."""
        self.actors.close()
        if "repo" in self.__dict__:
            self.repo.close()
