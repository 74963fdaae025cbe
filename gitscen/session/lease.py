"""A container's row in the table: its state for whoever looks, and the lease that keeps a second process off.

A lease is free when its time is over, or when the process that had it was on this machine and is gone. Threads may
share one; forks may not.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from pathlib import Path

import msgspec

from gitscen.errors import WorkspaceBusy
from gitscen.session.record import CONTAINERS, ContainerRecord, ContainerState, from_row, to_row
from gitscen.session.settings import ContainerSettings
from gitscen.session.transport.protocol import Conflict, Transport


class Lease:
    """The right to work in a container's workspace, for as long as it is renewed."""

    def __init__(self, transport: Transport, settings: ContainerSettings) -> None:
        """Take it. Raises `WorkspaceBusy` where somebody else has it."""
        self._transport = transport
        self._seconds = settings.habits.lease
        self._guard = threading.Lock()
        row = transport.get(CONTAINERS, settings.container)
        before = read_container(row.data) if row else None
        if before and before.holder and not _is_free(before):
            raise WorkspaceBusy(
                f"container {settings.container} is held by {before.holder} until {before.lease}. "
                "Stop the other host, or wait until its lease is over."
            )
        now = milliseconds()
        me = f"{this_machine()}/{os.getpid()}/{_born(os.getpid())}"
        self.record = ContainerRecord(
            container_id=settings.container,
            client_id=settings.client,
            project_id=settings.project,
            user_id=settings.user,
            state=ContainerState.STARTING,
            task_arn=f"process/{os.uname().nodename}/{os.getpid()}/{settings.run}",
            pid=os.getpid(),
            holder=me,
            lease=now + int(self._seconds * 1000),
            workspace=str(settings.workspace),
            starts=_count_starts(before),
            started=now,
            beat=now,
            pushed=before.pushed if before else 0,
        )
        try:
            self._version = transport.put(
                CONTAINERS, settings.container, to_row(self.record), expect=row.version if row else 0
            )
        except Conflict as error:
            raise WorkspaceBusy(f"container {settings.container} was just taken by another process.") from error

    def tell(self, state: ContainerState, **changes: object) -> None:
        """Write the container's state, and renew. Raises `WorkspaceBusy` where the lease was lost."""
        self._write(state=state, **changes)

    def renew(self) -> None:
        """Renew it. Raises `WorkspaceBusy` where it was lost."""
        self._write()

    def release(self, state: ContainerState, error: str = "") -> None:
        """Let go of it."""
        with contextlib.suppress(WorkspaceBusy):
            self._write(state=state, holder="", lease=0, pid=0, session_id="", command_id="", error=error)

    def _write(self, **changes: object) -> None:
        with self._guard:
            now = milliseconds()
            fresh = {"lease": now + int(self._seconds * 1000), "beat": now, **changes}
            record = msgspec.structs.replace(self.record, **fresh)
            try:
                version = self._transport.put(CONTAINERS, record.container_id, to_row(record), expect=self._version)
            except Conflict as error:
                row = self._transport.get(CONTAINERS, record.container_id)
                if row is None or read_container(row.data) is None or row.data.get("holder") != self.record.holder:
                    raise WorkspaceBusy(f"container {record.container_id} was taken by another process.") from error
                version = self._transport.put(CONTAINERS, record.container_id, to_row(record), expect=row.version)
            self.record, self._version = record, version


def read_container(data: object) -> ContainerRecord | None:
    """Return the record that a row holds, or None for a row that is none."""
    try:
        return from_row(data, ContainerRecord)  # type: ignore[arg-type]
    except msgspec.ValidationError:
        return None


def milliseconds() -> int:
    """Return the time as messages and rows have it."""
    return time.time_ns() // 1_000_000


def this_machine() -> str:
    """Return what tells this machine's processes from others': its boot and the namespace of process ids."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        return f"{boot}-{Path('/proc/self/ns/pid').readlink().name.strip('pid:[]')}"
    except OSError:
        return os.uname().nodename


def _count_starts(before: ContainerRecord | None) -> int:
    """Return how often the container was started, this time included: a host may have counted this process already."""
    if before is None:
        return 1
    return before.starts + (before.pid != os.getpid())


def _is_free(record: ContainerRecord) -> bool:
    if record.lease <= milliseconds():
        return True
    machine, _, rest = record.holder.partition("/")
    pid, _, born = rest.partition("/")
    return machine == this_machine() and pid.isdigit() and bool(born) and _born(int(pid)) != born


def _born(pid: int) -> str:
    """Return when a process began, in the kernel's ticks; "" where there is none, or where nobody tells."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except OSError:
        return ""
    fields = text.rpartition(")")[2].split()
    return "" if fields[0] in "ZX" else fields[19]
