"""The steps of a story of sessions but its waits: what people send, and what breaks."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import time
from typing import Any

from gitscen.errors import WorldError
from gitscen.run.hosted.stage import Stage
from gitscen.run.hosted.watch import Watch
from gitscen.run.session import session_members
from gitscen.scenario import acts, hosted
from gitscen.scenario.acts import DoStep
from gitscen.scenario.asks import Ask
from gitscen.scenario.hosted import HostStep
from gitscen.session.record import SessionRecord
from gitscen.verdict import Failure
from gitscen.world import peer
from gitscen.world.clock import STORY_BEGINS, Clock
from gitscen.world.program import write_program


class Steps:
    """Carries out steps on a stage."""

    def __init__(self, stage: Stage, watch: Watch) -> None:
        """Begin a story's clock; peers' commits are dated by it."""
        self._stage, self._watch = stage, watch
        self._clock = Clock(STORY_BEGINS)

    def do(self, step: DoStep | Ask | HostStep) -> tuple[Failure, ...]:  # noqa: C901 - one case a kind of step
        """Carry out one step; it never fails. Raises `WorldError` where it cannot be carried out, and GitscenError."""
        stage, now = self._stage, self._clock.tick()
        match step:
            case hosted.Open():
                self._open(step)
            case hosted.Send():
                self._send(step)
            case hosted.Close():
                stage.desk.close(step.session)
            case hosted.Event():
                for folder in stage.home.glob("*/events"):
                    (folder / step.name).touch()
            case hosted.Kill():
                self._kill(step)
            case hosted.Outage():
                self._take(step)
            case hosted.Repair():
                self._give(step)
            case hosted.StartHost():
                stage.start_host(elsewhere=step.elsewhere, refused=step.refused)
            case acts.Push():
                peer.push_to(stage.remote(step.to), step, now)
                self._watch.look_at_workspaces()
            case acts.Hook():
                fired = stage.world.fired if step.forbidden else None
                write_program(stage.remote(step.where) / "hooks" / step.name, step.does, forbidden=fired)
            case _:
                raise WorldError(f"{step!r} is no step of a story of sessions.")
        return ()

    def _open(self, step: hosted.Open) -> None:
        mail = self._watch.mail
        mail.records[step.session] = self._stage.desk.open(
            client=step.client,
            project=step.project or self._stage.case.scenario.projects[0],
            user=step.user,
            thread=step.thread_id,
            session=step.session,
        )
        mail.sent.setdefault(step.session, [])
        if step.command:
            self._send(hosted.Send(session=step.session, command=step.command, instruction=step.instruction))

    def _send(self, step: hosted.Send) -> None:
        """Put a message into the session's queue; what is a plain command is expected to be answered."""
        desk = self._stage.desk
        session = desk.session(step.session)
        if session is None:
            raise WorldError(f"there is no session {step.session}.")
        body = step.raw.encode() if step.raw is not None else json.dumps(_message(step, session)).encode()
        for number in range(step.times):
            desk.send_raw(step.session, body, key=f"{step.command}-{number}")
        if step.raw is None and not step.fields and not step.without:
            self._watch.mail.sent[step.session].append(step.command)

    def _kill(self, step: hosted.Kill) -> None:
        if step.who == "host":
            self._stage.hosts.pop().end()
        elif not self.kill_in(step.session, step.who):
            raise WorldError(f"there is no {step.who} of {step.session} to kill.")
        self._watch.killed(f"the {step.who}", time.monotonic())

    def kill_in(self, session: str, who: str) -> bool:
        """Kill a session's container, or the agents in it; return whether there was one."""
        row = self._stage.desk.container(session)
        pids = [row.pid] if row and who == "container" else _agents(row.pid) if row else []
        for pid in filter(None, pids):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return any(pids)

    def _take(self, step: hosted.Outage) -> None:
        if step.of == "queues":
            self._stage.outages.take_queues()
        else:
            self._stage.outages.take_remote(self._stage.remote(step.project))

    def _give(self, step: hosted.Repair) -> None:
        if step.of == "queues":
            self._stage.outages.give_queues()
        else:
            self._stage.outages.give_remote(self._stage.remote(step.project))


def _agents(container: int) -> list[int]:
    """Return the agents of a container: what leads a process group in its session."""
    found = []
    for pid in session_members(container) if container else ():
        with contextlib.suppress(ProcessLookupError):
            found += [pid] if pid != container and os.getpgid(pid) == pid else []
    return found


def _message(step: hosted.Send, session: SessionRecord) -> dict[str, Any]:
    """Return the message that a step sends, in the documents' format but for what the step changes."""
    told: dict[str, Any] = {
        "sessionId": session.session_id,
        "commandId": step.command,
        "chatThreadId": session.chat_thread_id,
        "clientId": session.client_id,
        "projectId": session.project_id,
        "userId": session.user_id,
        "instruction": step.instruction + "x" * step.size,
        "timestamp": int((time.time() + step.later) * 1000),
    } | step.fields
    return {name: value for name, value in told.items() if name not in step.without}
