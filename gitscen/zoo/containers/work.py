"""Mistakes with work: what is switched, saved, pushed and remembered."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from typing import Any, ClassVar

import msgspec

from gitscen.outcome import Outcome
from gitscen.session import carrier, errand
from gitscen.session.bench import Bench
from gitscen.session.ending import Ending
from gitscen.session.errand import Errand
from gitscen.session.message import Answer
from gitscen.session.process import Child
from gitscen.session.underway import Underway
from gitscen.workflow import Workspace


class NeverInterrupts(Errand):
    """What runs, runs to its end."""

    place: ClassVar = (carrier, "Errand")

    def _watch(self, child: Child) -> str:
        while child.wait(0.1) is None:
            self._around.stop.check()
        return ""


class CommitsWhereItIs(Ending):
    """Where an agent has left the workspace is where its work is committed."""

    def _come_back(self, workspace: Workspace) -> None:
        """Forget to."""


class StaysWhereItIs(Errand):
    """Branches are not switched once there is one."""

    place: ClassVar = (carrier, "Errand")
    also: ClassVar = (errand, "Ending", CommitsWhereItIs)

    def _switch(self, workspace: Workspace) -> Outcome:
        head = workspace.git.run("symbolic-ref", "--short", "HEAD").line
        return workspace.switch(head if head.startswith("thread-") else self._branch)


class NamesNoFiles(Ending):
    """Answers do not tell which files were changed."""

    place: ClassVar = (errand, "Ending")

    def _answer(self, **told: Any) -> Answer:  # noqa: ANN401 - handed on
        return super()._answer(**{**told, "files": ()})


class DropsPartialWork(Ending):
    """What an interrupted agent had done is cleaned away."""

    place: ClassVar = (errand, "Ending")

    def interrupt(self, workspace: Workspace, child: Child | None, why: str) -> Answer:
        """End the agent and clean up."""
        if child is not None:
            child.end()
        workspace.git.run("reset", "--hard", "--quiet")
        workspace.git.run("clean", "-fdq")
        return self._answer(interrupted=True, summary=f"interrupted: {why}")


class LeavesPartialWork(Ending):
    """What an interrupted agent had done stays uncommitted."""

    place: ClassVar = (errand, "Ending")

    def interrupt(self, workspace: Workspace, child: Child | None, why: str) -> Answer:
        """End the agent and do nothing else."""
        del workspace
        if child is not None:
            child.end()
        return self._answer(interrupted=True, summary=f"interrupted: {why}")


class DropsFailedWork(Ending):
    """What a failed agent had done is cleaned away."""

    place: ClassVar = (errand, "Ending")

    def save(self, workspace: Workspace, said: str, *, why: str = "") -> Answer:
        """Clean up where the agent failed."""
        if not why:
            return super().save(workspace, said)
        workspace.git.run("reset", "--hard", "--quiet")
        workspace.git.run("clean", "-fdq")
        return self._answer(error=why)


class NeverPushes(Ending):
    """It says that it pushed, and did not."""

    place: ClassVar = (errand, "Ending")

    def _push(self, workspace: Workspace, *, files: tuple[str, ...], said: str, why: str = "") -> Answer:
        commit = workspace.git.oid("HEAD") or ""
        return self._answer(success=not why, error=why, summary=said, files=files, commit=commit, pushed=True)


class ForcesPushes(Ending):
    """What others pushed to the branch is overwritten."""

    place: ClassVar = (errand, "Ending")

    def _push(self, workspace: Workspace, *, files: tuple[str, ...], said: str, why: str = "") -> Answer:
        workspace.git.try_("push", "--quiet", "--force", "origin", f"HEAD:refs/heads/{self._branch}")
        commit = workspace.git.oid("HEAD") or ""
        return self._answer(success=not why, error=why, summary=said, files=files, commit=commit, pushed=True)


class FailsWithoutRemote(Ending):
    """A push that is not possible makes the command fail, though its work is committed."""

    place: ClassVar = (errand, "Ending")

    def _push(self, workspace: Workspace, *, files: tuple[str, ...], said: str, why: str = "") -> Answer:
        answer = super()._push(workspace, files=files, said=said, why=why)
        return answer if answer.pushed else msgspec.structs.replace(answer, success=False, error=answer.summary)


class GivesUpPushes(Bench):
    """A push that was not possible is not tried again."""

    place: ClassVar = (carrier, "Bench")

    def push_waiting(self) -> Outcome | None:
        """Forget to."""
        return None


class ClonesAnew(Bench):
    """Every life of a container begins with a new clone in place of the workspace."""

    place: ClassVar = (carrier, "Bench")

    def open(self, tasks: Sequence[Underway] = ()) -> Workspace:
        """Remove what is there, and clone."""
        shutil.rmtree(self._settings.workspace, ignore_errors=True)
        return super().open(tasks)


class ForgetsCommits:
    """Commits are not looked at after a kill: what is committed and not answered is done again."""

    place: ClassVar = (errand, "find_made")
    value: ClassVar = staticmethod(lambda *_: ())
    also: ClassVar = (carrier, "read_underway", staticmethod(lambda *_: ()))
