"""One command carried out: switch to the thread's branch, let the agent work, watch for what interrupts it.

It returns the answer and never gives it. How a command ends is told in `ending`.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from gitscen.errors import GitscenError
from gitscen.outcome import Outcome
from gitscen.session import process
from gitscen.session.agent.command import agent_argv, agent_environment
from gitscen.session.bench import Bench
from gitscen.session.ending import TOLD, Ending
from gitscen.session.inbox import Inbox
from gitscen.session.message import Answer, BadMessage, Command
from gitscen.session.naming import thread_branch
from gitscen.session.process import Child
from gitscen.session.record import SessionRecord
from gitscen.session.settings import ContainerSettings
from gitscen.session.trailer import find_made
from gitscen.session.transport.protocol import Received
from gitscen.session.underway import Phase, Underway
from gitscen.workflow import Workspace

FIRST_LOOK, LONGEST_LOOK = 0.02, 0.2
"""Seconds between looks at the other sessions while the agent works."""

MOST_TRIES = 3
"""How often a command may be killed together with its container before it is a poison message."""


class LeaseLost(GitscenError):
    """Somebody else has the container's workspace: nothing may be touched any more."""

    exit_code = 1


@dataclass(slots=True)
class Stop:
    """What a container was asked: to stop after the present command, or now; and whether it lost its workspace."""

    drain: threading.Event = field(default_factory=threading.Event)
    now: threading.Event = field(default_factory=threading.Event)
    lost: threading.Event = field(default_factory=threading.Event)

    def check(self) -> None:
        """Raise `LeaseLost` where the workspace was lost."""
        if self.lost.is_set():
            raise LeaseLost("another container process has taken the workspace over.")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What errands have in common."""

    settings: ContainerSettings
    bench: Bench
    inbox: Inbox
    stop: Stop
    is_work: Callable[[SessionRecord, Received], bool]
    """Whether a message is a command that is still to be carried out."""


class Errand:
    """A command on its way to an answer."""

    def __init__(self, around: Surroundings, received: Received, command: Command) -> None:
        self._around, self._received, self._command = around, received, command
        self._idle: set[str] = set()
        self._branch = thread_branch(command.chat_thread_id)
        self._ending = Ending(around.settings, around.bench, command, self._branch)

    def run(self, before: Underway | None) -> Answer:
        """Carry it out; `before` is how far it had come when the container was killed, if it had.

        Raises `BadMessage` for a command that kills whoever carries it out, and `LeaseLost`.
        """
        try:
            workspace = self._around.bench.at(self._command)
            switched = self._switch(workspace)
            if not switched.ok:
                return self._ending.fail(f"the workspace was not switched to {self._branch}: {switched.reason}")
            if before or self._received.count > 1:
                made = find_made(workspace.git, self._branch, self._command)
                if made:
                    return self._ending.conclude(workspace, made)
            return self._go_on(workspace, before)
        except LeaseLost:
            raise
        except (GitscenError, OSError) as error:
            return self._ending.fail(str(error))

    def _switch(self, workspace: Workspace) -> Outcome:
        outcome = workspace.switch(self._branch)
        if outcome.ok:
            return outcome
        workspace.recover()
        return workspace.switch(self._branch)

    def _go_on(self, workspace: Workspace, before: Underway | None) -> Answer:
        """Begin, or go on where a killed container had come to."""
        ending = self._ending
        ending.task = before or msgspec.structs.replace(ending.task, head=workspace.git.oid("HEAD") or "")
        match ending.task.phase:
            case Phase.INTERRUPTING:
                return ending.interrupt(workspace, None, ending.task.why)
            case Phase.SAVING:
                return ending.save(workspace, "", why=ending.task.why)
            case Phase.BEGUN | Phase.WORKING:
                return self._begin(workspace)

    def _begin(self, workspace: Workspace) -> Answer:
        task = self._ending.task
        if task.tries >= MOST_TRIES:
            reason = f"the container was killed {task.tries} times while it carried this out; it is not tried again."
            raise BadMessage(reason, self._command.session_id, self._command.command_id)
        self._ending.task = msgspec.structs.replace(task, tries=task.tries + 1)
        self._ending.note(Phase.WORKING)
        settings = self._around.settings
        said = settings.folder / "agent.said"
        child = process.start_agent(
            agent_argv(settings.habits.agent, self._command.instruction),
            directory=settings.workspace,
            environment=agent_environment(
                os.environ, self._command, events=str(settings.folder / "events"), run=settings.run
            ),
            instruction=self._command.instruction.encode(errors="replace"),
            said=said,
        )
        try:
            if why := self._watch(child):
                return self._ending.interrupt(workspace, child, why)
        finally:
            child.end()
        told, wrong = _read_tail(said.with_suffix(".out")), _read_tail(said.with_suffix(".err"))
        return self._ending.save(workspace, told, why=_tell_failure(child.code or 0, wrong or told))

    def _watch(self, child: Child) -> str:
        """Wait until the agent has ended and return "", or why it has to be interrupted. Raises `LeaseLost`."""
        habits, look, began = self._around.settings.habits, FIRST_LOOK, time.monotonic()
        while child.wait(look) is None:
            worked = time.monotonic() - began
            self._around.stop.check()
            if self._around.stop.now.is_set():
                return "the container was stopped"
            if worked > habits.limit:
                return f"it took longer than {habits.limit:g} s"
            self._around.inbox.look(working_on=self._command.session_id)
            if worked >= habits.head_start and (other := self._find_interrupter()):
                return f"a message of {other} came"
            look = min(look * 1.5, LONGEST_LOOK)
        return ""

    def _find_interrupter(self) -> str:
        """Return the session that was sent a command later than this one, "" if none was: poison interrupts nobody."""
        for session, received in self._around.inbox.newer(self._received):
            if received.receipt not in self._idle:
                if self._around.is_work(session, received):
                    return session.session_id
                self._idle.add(received.receipt)
        return ""


def _tell_failure(code: int, words: str) -> str:
    """Return how an agent failed, "" for one that did not."""
    if code == 0:
        return ""
    how = f"with exit code {code}" if code > 0 else f"by signal {-code}"
    return f"the agent ended {how}" + (f": {words}" if words else ".")


def _read_tail(path: Path) -> str:
    """Return the end of what an agent said, as text."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - TOLD))
            return file.read().decode(errors="replace").strip()
    except OSError:
        return ""
