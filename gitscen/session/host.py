"""The host: gives each (client, project, user) with an open session one container process, and stops it again.

It looks at the table of sessions, decides (`fleet`), starts and stops. A container that dies is started again, after a
growing pause where it keeps dying. It also removes the queues of closed sessions, and answers what is sent to sessions
of projects that it does not know. While the service of the queues is gone it tries again after bounded pauses.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import sys
import threading
import time
import uuid
from collections.abc import Sequence
from typing import Self

import msgspec

from gitscen.errors import WorkspaceBusy
from gitscen.session.berth import Berth, record_end, record_start
from gitscen.session.closing import remove_queues, sweep_queues
from gitscen.session.fleet import Limits, Want, plan_fleet
from gitscen.session.inbox import read_sessions
from gitscen.session.lease import milliseconds
from gitscen.session.log import say
from gitscen.session.naming import QueueKind
from gitscen.session.patient import PatientTransport
from gitscen.session.process import NotStarted, start_container
from gitscen.session.record import SessionRecord, SessionState
from gitscen.session.settings import ContainerSettings, HostSettings, container_environment
from gitscen.session.transport import open_transport
from gitscen.session.transport.protocol import NoSuchQueue, TransportError
from gitscen.session.unknown import refuse_all

TICK, LONGEST_TICK = 0.03, 2.0
"""Seconds between two looks, and between two tries to reach a service that is gone."""

LAST_CALL = 30.0
"""Seconds that containers get to end when the host does."""

NOT_STARTED = 127
"""Stands for the exit code of a program that could not even be started, as in shells."""

BUILT_IN = (sys.executable, "-m", "gitscen.session.container")


class Host:
    """One host on one transport and one home. It may live in a process of its own or in another program's."""

    def __init__(self, settings: HostSettings) -> None:
        """Take the home. Raises `WorkspaceBusy` where another host has it, and `TransportError`."""
        self._settings = settings
        settings.home.mkdir(parents=True, exist_ok=True)
        self._lock = (settings.home / "host.lock").open("a+b")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self._lock.close()
            there = f"another host is at work in {settings.home}. Stop it, or give another home."
            raise WorkspaceBusy(there) from error
        self._transport = open_transport(settings.transport)
        self._berths: dict[str, Berth] = {}
        _write_facts(settings)
        sweep_queues(PatientTransport(self._transport, seconds=LAST_CALL))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def run(self, stop: threading.Event) -> None:
        """Work until `stop` is set."""
        pause = TICK
        while not stop.wait(pause):
            try:
                self.step()
                pause = TICK
            except TransportError as error:
                if pause == TICK:
                    say(f"the queues or tables fail: {error}")
                pause = min(pause * 2, LONGEST_TICK)

    def step(self) -> None:
        """Look once, and do what is to be done. Raises `TransportError`; the next step goes on then."""
        now = time.monotonic()
        self._reap(now)
        known: list[SessionRecord] = []
        for session in read_sessions(self._transport):
            if session.state is SessionState.CLOSING:
                remove_queues(self._transport, session.session_id)
            if session.project_id in self._settings.projects:
                known.append(session)
            else:
                refuse_all(self._transport, session)
        self._note_wants(known, now)
        lives = [life for berth in self._berths.values() if (life := berth.life)]
        limits = Limits(most=self._settings.most, idle=self._settings.idle, turn=self._settings.turn)
        plan = plan_fleet(self._wants(known), lives, limits, now=now)
        for container in plan.stop:
            self._berths[container].tell_to_stop()
        for container in plan.start:
            self._start(self._berths[container], now)

    def close(self) -> None:
        """Stop all containers, after interrupting what they do; and let go of the home."""
        children = [berth.child for berth in self._berths.values() if berth.child]
        for child in children:
            child.signal(signal.SIGINT)
        end = time.monotonic() + LAST_CALL
        for child in children:
            if child.wait(max(0.0, end - time.monotonic())) is None:
                child.end()
        with contextlib.suppress(TransportError):
            self._reap(time.monotonic())
        self._transport.close()
        self._lock.close()

    def _note_wants(self, sessions: Sequence[SessionRecord], now: float) -> None:
        """Bring what is known of the containers up to the sessions that there are now."""
        wanting = {session.container_id: session for session in sessions}
        for container, session in wanting.items():
            if container not in self._berths:
                self._berths[container] = Berth(session, wanted_since=now)
        for container, berth in self._berths.items():
            berth.want(wanting.get(container), now)

    def _wants(self, sessions: Sequence[SessionRecord]) -> list[Want]:
        wanted = [berth for berth in self._berths.values() if berth.empty_since is None]
        scarce = len(wanted) > self._settings.most
        return [
            Want(
                container=berth.container,
                since=berth.wanted_since,
                busy=not scarce or self._has_messages(berth.container, sessions),
                not_before=berth.not_before,
            )
            for berth in wanted
        ]

    def _has_messages(self, container: str, sessions: Sequence[SessionRecord]) -> bool:
        for session in sessions:
            if session.container_id == container:
                with contextlib.suppress(NoSuchQueue):
                    depth = self._transport.depth(session.queue(QueueKind.INPUT))
                    if depth.waiting or depth.in_flight:
                        return True
        return False

    def _start(self, berth: Berth, now: float) -> None:
        settings, session = self._settings, berth.session
        folder = settings.home / berth.container
        told = ContainerSettings(
            transport=settings.transport,
            container=berth.container,
            client=session.client_id,
            project=session.project_id,
            user=session.user_id,
            folder=folder,
            remote=settings.projects[session.project_id],
            run=uuid.uuid4().hex,
            habits=settings.habits,
        )
        environment = {**os.environ, **container_environment(told)}
        try:
            folder.mkdir(exist_ok=True)
            argv = settings.container or BUILT_IN
            child = start_container(argv, directory=folder, environment=environment, log=folder / "log")
        except (NotStarted, OSError) as error:
            say(f"{berth.container}: {error}")
            berth.finish(NOT_STARTED, now)
            return
        berth.begin(child, now)
        say(f"{berth.container}: started, process {child.pid}")
        if settings.container:
            record_start(self._transport, berth, settings.home)

    def _reap(self, now: float) -> None:
        for berth in self._berths.values():
            if berth.child is None or (code := berth.child.poll()) is None:
                continue
            child = berth.child
            child.end()
            berth.finish(code, now)
            say(f"{berth.container}: process {child.pid} ended with {code}")
            record_end(self._transport, berth, child.pid, code)


def _write_facts(settings: HostSettings) -> None:
    """Write down what runs here, for whoever looks at a home."""
    facts = {
        "pid": os.getpid(),
        "transport": settings.transport,
        "projects": dict(settings.projects),
        "most": settings.most,
        "idle": settings.idle,
        "started": milliseconds(),
    }
    beside = settings.home / "host.json.new"
    beside.write_bytes(msgspec.json.encode(facts))
    beside.replace(settings.home / "host.json")
