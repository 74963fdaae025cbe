"""A container's workspace: cloned where there is none, adopted where there is one, cleared up after a kill.

What an agent left that was killed with its container is put into a stash entry that tells the command; the command is
then done again from a clean tree. Nothing is deleted but a clone that was never finished.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import msgspec

from gitscen.errors import GitError, WorkspaceError
from gitscen.names import BranchName
from gitscen.outcome import Outcome
from gitscen.session.log import say
from gitscen.session.message import Command
from gitscen.session.process import Child
from gitscen.session.settings import ContainerSettings
from gitscen.session.trailer import trailer
from gitscen.session.underway import Phase, Underway, write_underway
from gitscen.workflow import Patience, SwitchPolicy, Workspace
from gitscen.workflow.git import Git
from gitscen.workflow.head import read_head
from gitscen.workflow.hold.stash import put_away
from gitscen.workflow.mend.locks import workspace_lock

PATIENCE = Patience(tries=3, pause=0.2, seconds=10.0)
"""How long a remote is tried while a person waits for the answer."""

FIRST_PAUSE, LONGEST_PAUSE, MOST_TRIES = 1.0, 60.0, 30
"""Seconds between tries of a push that waits, and how many there are until a next command brings new hope."""

_HEADS = "refs/heads/"


class Bench:
    """The workspace, and the pushes that wait for its remote."""

    def __init__(self, settings: ContainerSettings) -> None:
        self._settings = settings
        self._workspace: Workspace | None = None
        self._next_push, self._pause, self._tries = 0.0, FIRST_PAUSE, 0
        self.waiting: dict[BranchName, str] = {}
        """The branches whose push waits, and why."""

    def open(self, tasks: Sequence[Underway] = ()) -> Workspace:
        """Clone or adopt, recover, and put away what a killed agent had left. Raises `GitscenError` and OSError."""
        if not self._settings.workspace.exists():
            self._clone()
        workspace = self._adopt()
        recovered = workspace.recover()
        if not recovered.ok:
            raise WorkspaceError(recovered.reason)
        for deed in recovered.deeds:
            say(f"recovered: {deed.act.value} {deed.what}")
        for task in tasks:
            if task.phase is Phase.WORKING:
                _put_half_away(workspace.git, task)
                write_underway(self._settings.folder, msgspec.structs.replace(task, phase=Phase.BEGUN))
        self.waiting = dict.fromkeys(_read_ahead(workspace.git), "it was not pushed before")
        self._workspace = workspace
        return workspace

    def at(self, command: Command) -> Workspace:
        """Return the workspace to work for a command in. Raises `GitscenError` and OSError where there is none."""
        workspace = self._workspace or self.open()
        workspace.settings = replace(workspace.settings, note=trailer(command))
        return workspace

    def interrupt(self, workspace: Workspace, child: Child | None, branch: BranchName) -> Outcome:
        """End an agent, and commit what it left under its thread's name.

        Only here has the workspace a session's name: work is parked by its branch alone, or it would not come back for
        another session than the one that put it away.
        """
        before = workspace.settings
        workspace.settings = replace(before, session=branch)
        try:
            return workspace.interrupt(child)
        finally:
            workspace.settings = before

    def carry_to(self, branch: BranchName) -> Outcome:
        """Switch, and take all uncommitted work along: an agent had gone to another branch with it."""
        workspace = Workspace(
            self._settings.workspace, policy=SwitchPolicy.CARRY, limit=self._settings.habits.git_limit
        )
        return workspace.switch(branch)

    def note_push(self, branch: BranchName, why: str) -> None:
        """Note why a branch's push waits; "" that it does not."""
        if not why:
            self.waiting.pop(branch, None)
            return
        self.waiting[branch] = why
        self._pause, self._tries = FIRST_PAUSE, 0
        self._next_push = time.monotonic() + self._pause

    def push_waiting(self) -> Outcome | None:
        """Try one of the pushes that wait, if it is time; return how that came out."""
        workspace = self._workspace
        if workspace is None or not self.waiting or time.monotonic() < self._next_push or self._tries >= MOST_TRIES:
            return None
        branch = next(iter(self.waiting))
        switched = workspace.switch(branch)
        outcome = workspace.push() if switched.ok else switched
        self.waiting.pop(branch)
        if outcome.ok:
            self._pause, self._tries = FIRST_PAUSE, 0
        else:
            self.waiting[branch] = outcome.reason  # at the end: it is another one's turn
            self._pause, self._tries = min(self._pause * 2, LONGEST_PAUSE), self._tries + 1
            self._next_push = time.monotonic() + self._pause
        return outcome

    def _adopt(self) -> Workspace:
        habits = self._settings.habits
        return Workspace(self._settings.workspace, patience=PATIENCE, grace=habits.grace, limit=habits.git_limit)

    def _clone(self) -> None:
        url = self._settings.remote
        if Path(url).exists():  # git takes no notice of a depth in cloning from a path
            url = Path(url).absolute().as_uri()
        half = self._settings.folder / "workspace.new"
        for number in range(1, PATIENCE.tries + 1):
            if half.exists():
                shutil.rmtree(half)  # a clone that never was anybody's workspace
            try:
                Workspace.clone(url, half, depth=self._settings.habits.depth)
                break
            except GitError:
                if number == PATIENCE.tries:
                    raise
                time.sleep(PATIENCE.pause * number)
        half.rename(self._settings.workspace)
        say(f"cloned {url}")


def _put_half_away(git: Git, task: Underway) -> None:
    if read_head(git).branch != task.branch:
        return
    with workspace_lock(git):
        put = put_away(git, f"gitscen: left by {task.session}/{task.command}, killed")
    if put:
        say(f"{task.session}/{task.command} was killed: what it had left is stash entry {put}")


def _read_ahead(git: Git) -> list[BranchName]:
    """Return the threads' branches with commits that the remote was not seen to have."""
    refs = git.run("for-each-ref", "--format=%(refname)", f"{_HEADS}thread-*").line.splitlines()
    ahead = [ref for ref in refs if git.run("rev-list", "-n1", ref, "--not", "--remotes=origin", "--").line]
    return [BranchName(ref.removeprefix(_HEADS)) for ref in ahead]
