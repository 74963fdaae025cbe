"""`Actors`: everybody in a world but the subject, who carry out the `do` steps of a story.

Each kind of step is at home in a module of its own; here they are told apart and get their time and environment.
"""

from __future__ import annotations

from typing import assert_never

import pygit2

from gitscen.errors import GitError, UsageError, WorldError
from gitscen.git.command import Git
from gitscen.git.environment import IDENTITY, hermetic
from gitscen.scenario import acts
from gitscen.scenario.acts import DoStep
from gitscen.scenario.damage import Damage
from gitscen.world import peer, person
from gitscen.world.clock import STORY_BEGINS, Clock
from gitscen.world.damage.do import do_damage
from gitscen.world.damage.lock import INDEX_LOCK
from gitscen.world.process import Process
from gitscen.world.program import write_program
from gitscen.world.setting import configure, configure_identity, expand_values
from gitscen.world.worktree import edit_files
from gitscen.world.world import World


class Actors:
    """The actors of one world.

    `environment` is the whole environment of the subject, as `do environment` steps and the clock made it; `umask` is
    its mask of modes, None for whatever it is. `close` ends every process that the world started.
    """

    def __init__(self, world: World) -> None:
        """Get ready in a built world; nothing is started yet."""
        self.world = world
        self.environment = hermetic(world.home)
        self.umask: int | None = None
        self._around = dict(self.environment)  # the process's PATH may be another one while the subject is asked
        self._clock = Clock(STORY_BEGINS)
        self._known = True
        self._job: Process | None = None
        self._processes: list[Process] = []

    @property
    def job(self) -> int | None:
        """The process id of the job that was started last; None where it has ended, with the child it may have."""
        return self._job.pid if self._job else None

    def tick(self) -> int:
        """Begin the next step: return its time in seconds since the epoch, and date the subject's commits by it."""
        now = self._clock.tick()
        self.environment |= _dates(now)
        return now

    def act(self, step: DoStep) -> None:
        """Carry out one step, a minute after the last. Raises `WorldError` where that cannot be done.

        What ran here ran for the person: a forbidden program that their own git started does not count as fired.
        """
        now = self.tick()
        fired = set(self.world.fired.iterdir())
        title = step.__struct_config__.tag
        try:
            self._act(step, now)
        except (GitError, OSError, UsageError, WorldError, pygit2.GitError) as error:
            raise WorldError(f"the step '{title}' could not be carried out: {error}") from error
        finally:
            for file in set(self.world.fired.iterdir()) - fired:
                file.unlink()

    def close(self) -> None:
        """End jobs and holders of locks, and wait until they have ended. Does nothing the second time."""
        while self._processes:
            self._processes.pop().close()

    def _act(self, step: DoStep, now: int) -> None:  # noqa: C901 - one case for each step
        world, git = self.world, self._git(now)
        match step:
            case acts.Write():
                edit_files(git, step)
            case acts.Stage():
                person.stage(git, step)
            case acts.Commit():
                person.commit(git, step)
            case acts.Push():
                peer.push(world, step, now)
            case acts.Git():
                place = peer.peer_git(world, step.as_, git) if step.as_ else git
                person.run_git(place, step, *(world.expand(arg) for arg in step.args))
            case acts.Config():
                configure(world, git, step.set, step.where)
            case acts.Environment():
                self._change_environment(step, git)
            case acts.Hook():
                self._plant(step)
            case acts.DoDamage():
                self._damage(step, git)
            case acts.Job():
                self._start(step, git)
            case acts.Nest():
                person.nest(git, step)
            case _:
                assert_never(step)

    def _git(self, now: int) -> Git:
        """Return the person's git. Their identity does not hang on what the story does to the home."""
        name, email = IDENTITY["user.name"], IDENTITY["user.email"]
        who = {f"GIT_{role}_NAME": name for role in ("AUTHOR", "COMMITTER")}
        who |= {f"GIT_{role}_EMAIL": email for role in ("AUTHOR", "COMMITTER")}
        return Git(self.world.workspace, {**self._around, **who, **_dates(now)})

    def _change_environment(self, step: acts.Environment, git: Git) -> None:
        self.environment |= expand_values(self.world, step.set)
        if step.umask is not None:
            self.umask = step.umask
        if step.identity is not self._known:
            configure_identity(self.world, git, known=step.identity)
            self._known = step.identity

    def _plant(self, step: acts.Hook) -> None:
        place = self.world.workspace / ".git" if step.where == "workspace" else self.world.remote(step.where)
        if not place.exists():
            raise WorldError(f"there is no {step.where} for a hook. Say workspace or the name of a remote.")
        write_program(place / "hooks" / step.name, step.does, forbidden=self.world.fired if step.forbidden else None)

    def _damage(self, step: acts.DoDamage, git: Git) -> None:
        if step.damage is Damage.LIVE_INDEX_LOCK:
            lock = self.world.workspace / ".git" / INDEX_LOCK
            self._processes.append(Process(git.directory, git.env, hold=[lock]))
        else:
            do_damage(git, step.damage, step.of)

    def _start(self, step: acts.Job, git: Git) -> None:
        if self.job is not None:
            raise WorldError("a job is running already. Ask interrupt before the next one.")
        self._job = Process(
            git.directory,
            git.env,
            files=step.files,
            last_files=step.last_files,
            on_interrupt=step.on_interrupt,
            child=step.child,
        )
        self._processes.append(self._job)


def _dates(now: int) -> dict[str, str]:
    return {f"GIT_{role}_DATE": f"{now} +0000" for role in ("AUTHOR", "COMMITTER")}
