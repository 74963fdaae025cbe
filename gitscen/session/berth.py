"""What a host knows of one container: its process while it has one, how its last lives ended, and its row in the table.

A container writes its own row as long as it lives. The host writes it for one that died, and for a program of the
user's own, which need not know of tables.
"""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass
from pathlib import Path

import msgspec

from gitscen.session.container import BUSY
from gitscen.session.fleet import Life
from gitscen.session.lease import milliseconds, read_container
from gitscen.session.process import Child
from gitscen.session.record import CONTAINERS, ContainerRecord, ContainerState, SessionRecord, to_row
from gitscen.session.transport.protocol import Conflict, Transport

FIRST_PAUSE, LONGEST_PAUSE, SOUND = 0.2, 30.0, 10.0
"""Seconds before a container that died again is started again; and how long one must live to be thought sound."""


@dataclass(slots=True)
class Berth:
    """A place for one container; moments are of the monotonic clock. `session` is one of those that want it."""

    session: SessionRecord
    wanted_since: float
    empty_since: float | None = None
    child: Child | None = None
    started: float = 0.0
    stopping: bool = False
    deaths: int = 0
    not_before: float = 0.0

    @property
    def container(self) -> str:
        """The container's id."""
        return self.session.container_id

    @property
    def life(self) -> Life | None:
        """What runs here, for the plan."""
        if self.child is None:
            return None
        return Life(
            container=self.container, started=self.started, empty_since=self.empty_since, stopping=self.stopping
        )

    def want(self, session: SessionRecord | None, now: float) -> None:
        """Note a session that wants the container, or that none does any more."""
        if session is None:
            self.empty_since = now if self.empty_since is None else self.empty_since
        elif self.empty_since is not None:
            self.session, self.empty_since, self.wanted_since = session, None, now

    def begin(self, child: Child, now: float) -> None:
        """Note a new life."""
        self.child, self.started, self.stopping = child, now, False

    def tell_to_stop(self) -> None:
        """Let it finish what it is doing, and stop."""
        if self.child:
            self.stopping = True
            self.child.signal(signal.SIGTERM)

    def finish(self, code: int, now: float) -> None:
        """Note how a life ended, and when the next may begin: at once after a first death."""
        self.child = None
        if code == 0 or now - self.started > SOUND:
            self.deaths = 0
        if code != 0:
            self.deaths += 1
            tries = self.deaths if code == BUSY else self.deaths - 1
            self.not_before = now + (min(FIRST_PAUSE * 2 ** (tries - 1), LONGEST_PAUSE) if tries else 0.0)


def record_start(transport: Transport, berth: Berth, home: Path) -> None:
    """Write the row of a program of the user's own that was just started."""
    if berth.child is None:
        return
    row = transport.get(CONTAINERS, berth.container)
    before = read_container(row.data) if row else None
    now, pid = milliseconds(), berth.child.pid
    session = berth.session
    record = ContainerRecord(
        container_id=berth.container,
        client_id=session.client_id,
        project_id=session.project_id,
        user_id=session.user_id,
        state=ContainerState.IDLE,
        task_arn=f"process/{os.uname().nodename}/{pid}/{now}",
        pid=pid,
        workspace=str(home / berth.container / "workspace"),
        starts=(before.starts if before else 0) + 1,
        started=now,
        beat=now,
    )
    _put(transport, record, row.version if row else 0)


def record_end(transport: Transport, berth: Berth, pid: int, code: int) -> None:
    """Write into a container's row that its process `pid` has ended, unless another process has it by now."""
    row = transport.get(CONTAINERS, berth.container)
    record = read_container(row.data) if row else None
    if row is None or record is None or record.pid != pid:
        return
    state = ContainerState.FAILED if code else ContainerState.STOPPED
    error = f"its process ended with {code}" if code else ""
    ended = msgspec.structs.replace(record, state=state, error=error, pid=0, holder="", lease=0)
    _put(transport, msgspec.structs.replace(ended, session_id="", command_id=""), row.version)


def _put(transport: Transport, record: ContainerRecord, version: int) -> None:
    try:
        transport.put(CONTAINERS, record.container_id, to_row(record), expect=version)
    except Conflict:  # it writes its row itself
        return
