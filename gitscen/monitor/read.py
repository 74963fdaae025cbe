"""A place to a snapshot: the home of a host, or any workspace. Looks only; takes nothing off a queue."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import msgspec

from gitscen.errors import GitscenError, UsageError
from gitscen.monitor.repository import RepositorySight, read_repository
from gitscen.monitor.snapshot import ContainerSight, Health, HostSight, QueueSight, Snapshot
from gitscen.session.lease import read_container
from gitscen.session.naming import QueueKind
from gitscen.session.record import CONTAINERS, SESSIONS, ContainerRecord, ContainerState, SessionRecord, from_row
from gitscen.session.transport import open_transport
from gitscen.session.transport.protocol import Depth, NoSuchQueue, Transport, TransportGone

SILENT = 30.0
"""Seconds without a word after which a living container is no longer thought healthy."""
TAIL = 64 * 1024
"""Bytes of a log that are read."""
_GONE = (ContainerState.STOPPED, ContainerState.FAILED)


@dataclass(frozen=True, slots=True)
class _Rows:
    containers: tuple[ContainerSight, ...] = ()
    queues: tuple[QueueSight, ...] = ()


def read_snapshot(place: Path, *, count: int = 8) -> Snapshot:
    """Return what is to be seen now, `count` of each thing that grows. Raises `UsageError` for a place with nothing."""
    now = time.time()
    if (place / "host.json").is_file():
        return _read_home(place, now, count)
    if place.is_dir():
        try:
            seen = read_repository(place, place.resolve().name, count=count, threads_only=False)
        except OSError as error:
            raise UsageError(f"{place} is neither the home of a host nor a workspace: {error}.") from error
        return Snapshot(place=str(place), time=now, branches=seen.branches, commits=seen.commits, pushes=seen.pushes)
    raise UsageError(f"there is no {place}. Name the home of a host, or a workspace.")


def _read_home(home: Path, now: float, count: int) -> Snapshot:
    facts: dict[str, Any] = msgspec.json.decode((home / "host.json").read_bytes())
    trouble: list[str] = []
    rows = _Rows()
    try:
        with closing(_open(str(facts["transport"]))) as transport:
            rows = _read_rows(transport, now)
    except GitscenError as error:
        trouble.append(str(error))
    places = sorted(path.parent for path in home.glob("*/workspace"))
    seen = [sight for folder in places if (sight := _look(folder, count, trouble))]
    return Snapshot(
        place=str(home),
        time=now,
        host=_read_host(home, facts),
        containers=rows.containers,
        queues=rows.queues,
        branches=_newest((one for sight in seen for one in sight.branches), count * 4),
        commits=_newest((one for sight in seen for one in sight.commits), count),
        pushes=_newest((one for sight in seen for one in sight.pushes), count),
        log=tuple(_read_log([home / "host.log", *(folder / "log" for folder in places)], count)),
        trouble=tuple(trouble),
    )


def _open(url: str) -> Transport:
    """Return a transport. Raises `TransportGone` for a file that is not there: opening it would make it."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite" and not Path(unquote(parts.path)).is_file():
        raise TransportGone(f"there are no queues in {unquote(parts.path)}.")
    return open_transport(url)


def _look(folder: Path, count: int, trouble: list[str]) -> RepositorySight | None:
    """Return what a container's workspace shows; None while it is being cloned."""
    if not (folder / "workspace" / ".git" / "HEAD").exists():
        return None
    try:
        return read_repository(folder / "workspace", folder.name, count=count, threads_only=True)
    except OSError as error:
        trouble.append(str(error))
        return None


def _newest(things: Any, count: int) -> tuple[Any, ...]:  # noqa: ANN401 - whatever has a time
    return tuple(sorted(things, key=lambda one: -one.time)[:count])


def _read_host(home: Path, facts: dict[str, Any]) -> HostSight:
    pid = int(facts["pid"])
    return HostSight(
        home=str(home),
        pid=pid,
        health=Health.HEALTHY if _lives(pid) else Health.STOPPED,
        transport=str(facts["transport"]),
        projects=tuple(facts.get("projects", ())),
        started=facts["started"] / 1000 if facts.get("started") else None,
        most=int(facts.get("most", 0)),
    )


def _read_rows(transport: Transport, now: float) -> _Rows:
    sessions = [from_row(row.data, SessionRecord) for _, row in transport.scan(SESSIONS)]
    found = [read_container(row.data) for _, row in transport.scan(CONTAINERS)]
    return _Rows(
        tuple(sorted((_container(row, sessions, now) for row in found if row), key=_by_need)),
        tuple(queue for session in sessions if (queue := _queue(transport, session)) is not None),
    )


def _container(row: ContainerRecord, sessions: Sequence[SessionRecord], now: float) -> ContainerSight:
    mine = [one for one in sessions if one.container_id == row.container_id and one.state.value != "closed"]
    return ContainerSight(
        name=row.container_id,
        health=_health(row, now),
        state=row.state.value,
        pid=row.pid,
        sessions=tuple(one.session_id for one in mine),
        at=f"{row.session_id}/{row.command_id}" if row.command_id else "",
        starts=row.starts,
        beat=row.beat / 1000 if row.beat else None,
        pushed=row.pushed / 1000 if row.pushed else None,
        waiting=tuple(row.waiting),
        error=row.error,
    )


def _by_need(one: ContainerSight) -> tuple[int, str]:
    """Return what containers are sorted by: what is amiss first, what runs next, what has stopped last."""
    return (Health.DEAD, Health.SILENT, Health.HEALTHY, Health.STOPPED).index(one.health), one.name


def _health(row: ContainerRecord, now: float) -> Health:
    if row.state is ContainerState.FAILED:
        return Health.DEAD
    if row.state in _GONE:
        return Health.STOPPED
    if not _lives(row.pid):
        return Health.DEAD
    return Health.SILENT if row.beat and now - row.beat / 1000 > SILENT else Health.HEALTHY


def _queue(transport: Transport, session: SessionRecord) -> QueueSight | None:
    try:
        depths: dict[QueueKind, Depth] = {kind: transport.depth(session.queue(kind)) for kind in QueueKind}
    except NoSuchQueue:
        return None
    output, dead = depths[QueueKind.OUTPUT], depths[QueueKind.DEAD]
    return QueueSight(
        session=session.session_id,
        state=session.state.value,
        input=depths[QueueKind.INPUT].waiting,
        in_flight=depths[QueueKind.INPUT].in_flight,
        output=output.waiting + output.in_flight,
        dead=dead.waiting + dead.in_flight,
    )


def _read_log(files: Sequence[Path], count: int) -> Iterator[str]:
    """Yield the newest lines of all logs together: each begins with its time."""
    lines: list[str] = []
    for path in files:
        try:
            with path.open("rb") as file:
                size = file.seek(0, os.SEEK_END)
                file.seek(max(0, size - TAIL))
                said = file.read().decode(errors="replace").splitlines()[-count:]
        except OSError:
            continue
        who = "host" if path.name == "host.log" else path.parent.name
        lines += [f"{time_} {who}: {rest}" for line in said for time_, _, rest in [line.partition(" ")]]
    yield from sorted(lines)[-count:]


def _lives(pid: int) -> bool:
    if pid <= 0:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
