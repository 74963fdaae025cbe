"""Which containers to start and to stop, from what is wanted and what runs. Pure: it decides, the host acts.

A container is wanted as long as a session of it is open. Where more are wanted than may run, those whose sessions have
messages come first, and one that has none, or has had its turn, makes room.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Want:
    """A container that sessions want: since when, whether messages wait for it, and when it may be started at all."""

    container: str
    since: float
    busy: bool = True
    not_before: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """A container that runs: since when, since when without a session (None: it has one), and whether it shall stop."""

    container: str
    started: float
    empty_since: float | None = None
    stopping: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do now."""

    start: tuple[str, ...] = ()
    stop: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """At most so many containers; seconds without a session before one stops; seconds of a turn when others wait."""

    most: int
    idle: float
    turn: float


def plan_fleet(wants: Sequence[Want], lives: Sequence[Life], limits: Limits, *, now: float) -> Plan:
    """Return the containers to start and to stop now."""
    running = {life.container: life for life in lives}
    wanted = {want.container: want for want in wants}
    missing = [want for want in wants if want.container not in running and want.not_before <= now]
    missing.sort(key=lambda want: (not want.busy, want.since, want.container))
    room = max(0, limits.most - len(running))
    start = [want.container for want in missing[:room]]
    stop = [
        life.container
        for life in lives
        if not life.stopping and life.empty_since is not None and now - life.empty_since >= limits.idle
    ]
    needed = sum(want.busy for want in missing[room:]) - sum(life.stopping for life in lives) - len(stop)
    for life in _victims(lives, wanted, limits, now):
        if needed <= 0:
            break
        if life.container not in stop:
            stop.append(life.container)
            needed -= 1
    return Plan(tuple(start), tuple(stop))


def _victims(lives: Sequence[Life], wanted: Mapping[str, Want], limits: Limits, now: float) -> list[Life]:
    """Return the containers that may make room, the least missed first."""

    def rank(life: Life) -> int:
        want = wanted.get(life.container)
        return 0 if want is None else 2 if want.busy else 1

    candidates = [life for life in lives if not life.stopping]
    allowed = [life for life in candidates if rank(life) < 2 or now - life.started >= limits.turn]
    return sorted(allowed, key=lambda life: (rank(life), life.started, life.container))
