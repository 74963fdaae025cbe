"""A room to test sessions in: an origin, a transport, a desk, and containers that live in threads of the test."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from gitscen.session.container import live
from gitscen.session.desk import Desk
from gitscen.session.errand import Stop
from gitscen.session.message import Answer
from gitscen.session.naming import container_id
from gitscen.session.settings import ContainerSettings, Habits
from gitscen.session.transport import open_transport
from gitscen.session.transport.protocol import Transport
from tests.conftest import Place, Repository
from tests.processes import LIMIT

CLIENT, PROJECT, USER = "ameliastamps", "site", "test-user-1"
_PULSE = threading.Event()


def until(true: Callable[[], object], *, limit: float = LIMIT) -> None:
    """Wait until something is true. Fails where it does not come so."""
    end = time.monotonic() + limit
    while not true():
        assert time.monotonic() < end, "it did not come true"
        _PULSE.wait(0.005)


needs_proc = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="nothing tells the processes here")


class PatientDesk(Desk):
    """A desk that waits as long as tests do."""

    def wait(self, session: str, *commands: str, limit: float = LIMIT) -> dict[str, Answer]:
        """As `Desk.wait`."""
        return super().wait(session, *commands, limit=limit)


@dataclass
class Room:
    """What a test of containers works with."""

    place: Place
    url: str
    transport: Transport = field(init=False)
    desk: Desk = field(init=False)

    def __post_init__(self) -> None:
        self.transport = open_transport(self.url)
        self.desk = PatientDesk(self.transport)

    @property
    def home(self) -> Path:
        return self.place.root / "home"

    def folder(self, *, user: str = USER) -> Path:
        """Return the folder of a user's container."""
        return self.home / container_id(CLIENT, PROJECT, user)

    def workspace(self, *, user: str = USER) -> Repository:
        """Return the workspace of a user's container."""
        return Repository(self.folder(user=user) / "workspace")

    def settings(self, *, user: str = USER, remote: str | None = None, **habits: Any) -> ContainerSettings:  # noqa: ANN401 - fields of Habits
        """Return what a container is told; interruptions come at once unless something else is said."""
        return ContainerSettings(
            transport=self.url,
            container=container_id(CLIENT, PROJECT, user),
            client=CLIENT,
            project=PROJECT,
            user=user,
            folder=self.folder(user=user),
            remote=remote or str(self.place.origin.path),
            run=uuid.uuid4().hex,
            habits=replace(Habits(head_start=0.0), **habits),
        )

    def open(self, thread: str, *, user: str = USER, session: str | None = None) -> str:
        """Open a session of a thread and return its id."""
        name = session or thread.replace("thread-", "session-") + "-1"
        self.desk.open(client=CLIENT, project=PROJECT, user=user, thread=thread, session=name)
        return name

    def ask(self, session: str, instruction: str, **given: Any) -> Answer:  # noqa: ANN401 - handed on
        """Send a command and return its answer."""
        command = self.desk.send(session, instruction, **given)
        return self.desk.wait(session, command)[command]

    @contextmanager
    def container(
        self,
        settings: ContainerSettings | None = None,
        *,
        transport: Transport | None = None,
        **given: Any,  # noqa: ANN401 - handed on
    ) -> Iterator[Stop]:
        """Have a container live for the block. What it raises is raised at the block's end."""
        stop, raised = Stop(), list[BaseException]()
        told = settings or self.settings(**given)

        def run() -> None:
            try:
                live(told, transport or self.transport, stop)
            except BaseException as error:  # noqa: BLE001 - it is raised in the test
                raised.append(error)

        thread = threading.Thread(target=run)
        thread.start()
        try:
            yield stop
        finally:
            stop.now.set()
            stop.drain.set()
            thread.join(LIMIT)
            assert not thread.is_alive()
        if raised:
            raise raised[0]
