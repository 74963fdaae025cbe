"""Mistakes with interrupts: whether the job is over, and whether its work is safe."""

from __future__ import annotations

from collections.abc import Sequence

from gitscen.names import TreePath
from gitscen.outcome import Operation, Outcome
from gitscen.workflow import commit as committing
from gitscen.workflow import interrupt as interrupting
from gitscen.workflow import job as jobs
from gitscen.workflow.commit import record
from gitscen.workflow.context import Context
from gitscen.workflow.workspace import Job
from gitscen.zoo.broken import Broken, Swap, Swapped


class CommitsMarkers(Broken):
    """An interrupt commits whatever lies there, and the job goes on."""

    def interrupt(self, job: int | Job | None = None) -> Outcome:
        """Add and commit."""
        del job

        def act() -> None:
            self.git.run("add", "-A")
            self.git.run("commit", "--allow-empty", "-m", "WIP: Interrupted")

        return self.attempt(Operation.INTERRUPT, act)


class LeavesJobRunning(Broken):
    """The work is saved, and the job goes on writing."""

    def interrupt(self, job: int | Job | None = None) -> Outcome:
        """Save only."""
        del job
        return super().interrupt(None)


class SavesBeforeTheEnd(Broken):
    """The work is committed first and the job ended afterwards, so that its last words are left out."""

    def interrupt(self, job: int | Job | None = None) -> Outcome:
        """Save, then end the job."""
        done = super().interrupt(None)
        if job is not None:
            jobs.end_job(job if isinstance(job, int) else job.pid, self.settings.grace)
        return done


def _leads_nothing(pid: int) -> bool:
    del pid
    return False


class SignalsOnlyTheJob(Swapped):
    """The job is ended and its children are not."""

    swaps = (Swap(jobs, "_leads_group", _leads_nothing),)


def _push_nothing(context: Context) -> tuple[str, tuple[()]]:
    del context
    return "", ()


class KeepsItHere(Swapped):
    """The work of an interrupt is committed and never pushed; with the container it is gone."""

    swaps = (Swap(interrupting, "_push", _push_nothing),)


def _record_anyhow(context: Context, message: str, scope: Sequence[TreePath] | None = None) -> str:
    record(context, message, scope)
    return ""


class TakesRefusalForNothing(Swapped):
    """A hook's refusal is read as *nothing to commit*."""

    swaps = (Swap(interrupting, "record", _record_anyhow), Swap(committing, "record", _record_anyhow))
