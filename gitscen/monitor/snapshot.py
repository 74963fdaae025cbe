"""One look at a host or a workspace as plain values. Pure. Moments are seconds since the epoch, None: never."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Health(Enum):
    """How a container, or a host, is."""

    HEALTHY = "HEALTHY"
    SILENT = "SILENT"
    """Its process lives and has not said so for too long."""
    DEAD = "DEAD"
    """It should be running, and its process is gone."""
    STOPPED = "STOPPED"


@dataclass(frozen=True, slots=True, kw_only=True)
class HostSight:
    """The host of a home."""

    home: str
    pid: int
    health: Health
    transport: str
    projects: tuple[str, ...]
    started: float | None
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ContainerSight:
    """A container: what its row says, and whether its process lives. `at` is what it works on."""

    name: str
    health: Health
    state: str
    pid: int
    sessions: tuple[str, ...]
    at: str
    starts: int
    beat: float | None
    pushed: float | None
    waiting: tuple[str, ...]
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueSight:
    """The queues of a session: waiting and in flight."""

    session: str
    state: str
    input: int
    in_flight: int
    output: int
    dead: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchSight:
    """A branch of a workspace. `pushed` tells whether the remote, as it was known last, has its tip."""

    workspace: str
    name: str
    head: bool
    commit: str
    subject: str
    time: float
    pushed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitSight:
    """A commit of one of the branches."""

    workspace: str
    commit: str
    subject: str
    author: str
    time: float
    branch: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PushSight:
    """A push that a workspace's reflog of its remote's branches tells of."""

    workspace: str
    branch: str
    commit: str
    time: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Everything that is looked at. A workspace without a host has no host, containers, queues or log.

    `trouble` tells what could not be looked at, and why.
    """

    place: str
    time: float
    host: HostSight | None = None
    containers: tuple[ContainerSight, ...] = ()
    queues: tuple[QueueSight, ...] = ()
    branches: tuple[BranchSight, ...] = ()
    commits: tuple[CommitSight, ...] = ()
    pushes: tuple[PushSight, ...] = ()
    log: tuple[str, ...] = ()
    trouble: tuple[str, ...] = ()

    @property
    def backlog(self) -> int:
        """How many commands wait or are in flight."""
        return sum(queue.input + queue.in_flight for queue in self.queues)

    @property
    def healthy(self) -> bool:
        """Whether nothing is amiss: no dead process, no dead letter, nothing that could not be looked at."""
        sick = (Health.DEAD, Health.SILENT)
        hosts = [] if self.host is None else [self.host.health]
        return not (
            self.trouble
            or any(health in sick for health in (*hosts, *(one.health for one in self.containers)))
            or any(queue.dead for queue in self.queues)
        )
