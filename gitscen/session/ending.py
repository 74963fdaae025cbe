"""How a command ends: its work committed and pushed, or cut short and committed as work in progress; and the answer.

What is about to be done is written down first, so that whoever comes after a kill does the same again. A push that is
not possible now does not make a command fail: the answer tells that it waits.
"""

from __future__ import annotations

import time

import msgspec

from gitscen.names import BranchName, Oid, TreePath, quote_path
from gitscen.outcome import Act, Status
from gitscen.session.bench import Bench
from gitscen.session.lease import milliseconds
from gitscen.session.message import Answer, Command
from gitscen.session.process import Child
from gitscen.session.settings import ContainerSettings
from gitscen.session.trailer import WIP, Made, commit_message
from gitscen.session.underway import Phase, Underway, write_underway
from gitscen.workflow import Workspace
from gitscen.workflow.git import Git
from gitscen.workflow.head import read_head
from gitscen.workflow.progress import read_in_progress

TOLD = 2_000
"""Characters of what an agent said that go into an answer."""


class Ending:
    """The end of one command. `task` is what is written down of it."""

    def __init__(self, settings: ContainerSettings, bench: Bench, command: Command, branch: BranchName) -> None:
        self._settings, self._bench, self._command, self._branch = settings, bench, command, branch
        self._began = time.monotonic()
        self.task = Underway(session=command.session_id, command=command.command_id, branch=branch)

    def note(self, phase: Phase, *, why: str = "") -> None:
        """Write down how far the command has come. Raises OSError."""
        self.task = msgspec.structs.replace(self.task, phase=phase, why=why)
        write_underway(self._settings.folder, self.task)

    def interrupt(self, workspace: Workspace, child: Child | None, why: str) -> Answer:
        """End the agent, commit what it left, and push if that is possible now."""
        self.note(Phase.INTERRUPTING, why=why)
        outcome = self._bench.interrupt(workspace, child, self._branch)
        if not outcome.ok:
            return self.fail(f"interrupted: {why}. {outcome.reason}", interrupted=True)
        committed = any(deed.act is Act.COMMITTED for deed in outcome.deeds)
        waits = outcome.reason if committed and not any(deed.act is Act.PUSHED for deed in outcome.deeds) else ""
        self._bench.note_push(self._branch, waits)
        files = _read_files(workspace.git, self.task.head)
        left = (
            f"{len(files)} file(s) are committed as work in progress on {self._branch}" if files else "nothing was left"
        )
        return self._answer(
            interrupted=True,
            summary=f"interrupted: {why}; {left}." + _waiting(waits),
            files=files,
            commit=outcome.head or "",
            pushed=not waits,
        )

    def save(self, workspace: Workspace, said: str, *, why: str = "") -> Answer:
        """Commit what the agent left, whole or (with `why`) failed, and push."""
        self.note(Phase.SAVING, why=why)
        self._come_back(workspace)
        outcome = workspace.commit(commit_message(self._command, note=why))
        if outcome.status is Status.FAILED:  # git was killed or ended oddly: nothing refused
            workspace.recover()
            outcome = workspace.commit(commit_message(self._command, note=why))
        if not outcome.ok:
            return self.fail(f"{why} The work stays in the workspace uncommitted: {outcome.reason}".strip())
        return self._push(workspace, files=_read_files(workspace.git, self.task.head), said=said, why=why)

    def conclude(self, workspace: Workspace, made: Made) -> Answer:
        """Answer for a command that was committed before the container was killed."""
        files = _read_files(workspace.git, f"{made.oid}^")
        if made.subject.startswith(f"{WIP}Interrupted"):
            said = "interrupted, and committed before the container was killed."
            answer = self._push(workspace, files=files, said=said)
            return msgspec.structs.replace(answer, success=False, interrupted=True)
        why = "the agent failed; the commit's message tells how." if made.subject.startswith(WIP) else ""
        return self._push(workspace, files=files, said="", why=why)

    def fail(self, error: str, *, interrupted: bool = False) -> Answer:
        """Answer that the command could not be carried out."""
        return self._answer(interrupted=interrupted, summary=error if interrupted else "", error=error)

    def _push(self, workspace: Workspace, *, files: tuple[str, ...], said: str, why: str = "") -> Answer:
        outcome = workspace.push()
        waits = "" if outcome.ok else outcome.reason
        self._bench.note_push(self._branch, waits)
        changed = f"{len(files)} file(s) changed on {self._branch}." if files else "Nothing changed."
        return self._answer(
            success=not why,
            error=why,
            summary=f"{said} {changed}".strip() + _waiting(waits),
            files=files,
            commit=outcome.head or "",
            pushed=not waits,
        )

    def _come_back(self, workspace: Workspace) -> None:
        """See that the work is on the thread's branch with nothing in progress, wherever an agent went with it."""
        git = workspace.git
        if read_in_progress(git) or read_head(git).branch is None:
            workspace.resolve()
            workspace.recover()
        if read_head(git).branch != self._branch:
            self._bench.carry_to(self._branch)

    def _answer(
        self,
        *,
        success: bool = False,
        interrupted: bool = False,
        summary: str = "",
        error: str = "",
        files: tuple[str, ...] = (),
        commit: str = "",
        pushed: bool = False,
    ) -> Answer:
        return Answer(
            session_id=self._command.session_id,
            command_id=self._command.command_id,
            success=success,
            interrupted=interrupted,
            summary=summary,
            error=error,
            files=files,
            branch=self._branch,
            commit=commit,
            pushed=pushed,
            container_id=self._settings.container,
            timestamp=milliseconds(),
            duration_ms=round((time.monotonic() - self._began) * 1000),
        )


def _waiting(why: str) -> str:
    return f" The push waits: {why}" if why else ""


def _read_files(git: Git, before: str) -> tuple[str, ...]:
    """Return the paths that differ between a commit (or nothing) and HEAD."""
    start = git.oid(before) if before else None
    tree = start or Oid(git.run("hash-object", "-t", "tree", "--stdin").line)
    done = git.try_("diff-tree", "-r", "--name-only", "--no-renames", "-z", tree, "HEAD", "--")
    return tuple(quote_path(TreePath(path)) for path in done.fields) if done.ok else ()
