"""A snapshot as text for people, and as JSON. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from gitscen.monitor.snapshot import Snapshot
from gitscen.report.shown import shown

Table = tuple[str, tuple[str, ...], tuple[tuple[str, ...], ...]]
"""A heading, the names of the columns, and the rows."""


def json_snapshot(seen: Snapshot) -> str:
    """Return the snapshot for programs."""
    told = msgspec.to_builtins(seen) | {"healthy": seen.healthy, "backlog": seen.backlog}
    return msgspec.json.format(msgspec.json.encode(told), indent=1).decode() + "\n"


def text_snapshot(seen: Snapshot) -> str:
    """Return the snapshot for people."""
    return "\n".join(_lines(seen)) + "\n"


def headline(seen: Snapshot) -> str:
    """Return in a line what is looked at and how it is."""
    if seen.host is None:
        return f"workspace {shown(seen.place)}"
    host = seen.host
    ran = sum(one.health.value == "HEALTHY" for one in seen.containers)
    since = f" for {ago(host.started, seen.time)}" if host.started and host.health.value == "HEALTHY" else ""
    return (
        f"host {host.pid} {host.health.value}{since}: {ran} of at most {host.most} containers, "
        f"{len(seen.queues)} sessions, {seen.backlog} commands in the queues"
    )


def tables(seen: Snapshot) -> Iterator[Table]:
    """Yield the parts of a snapshot that have anything in them."""
    now = seen.time
    parts: tuple[tuple[str, tuple[str, ...], Iterable[tuple[str, ...]]], ...] = (
        (
            "Containers",
            ("container", "health", "state", "works on", "sessions", "lives", "last push", "push waits"),
            (
                (one.name, one.health.value, one.state, one.at or "-", ", ".join(one.sessions) or "-", str(one.starts),
                 ago(one.pushed, now), ", ".join(one.waiting) or one.error or "-")
                for one in seen.containers
            ),
        ),
        (
            "Queues",
            ("session", "state", "waiting", "in flight", "answers", "dead letters"),
            (
                (one.session, one.state, str(one.input), str(one.in_flight), str(one.output), str(one.dead))
                for one in seen.queues
            ),
        ),
        (
            "Branches",
            ("branch", "workspace", "commit", "subject", "age", "pushed"),
            (
                (f"{'*' if one.head else ' '} {one.name}", one.workspace, one.commit[:9], one.subject,
                 ago(one.time, now), "yes" if one.pushed else "no")
                for one in seen.branches
            ),
        ),
        (
            "Recent commits",
            ("commit", "branch", "subject", "age"),
            ((one.commit[:9], one.branch, one.subject, ago(one.time, now)) for one in seen.commits),
        ),
        (
            "Last pushes",
            ("branch", "workspace", "commit", "age"),
            ((one.branch, one.workspace, one.commit[:9], ago(one.time, now)) for one in seen.pushes),
        ),
    )  # fmt: skip
    for title, columns, rows in parts:
        clean = tuple(tuple(shown(cell) for cell in row) for row in rows)
        if clean:
            yield title, columns, clean


def ago(moment: float | None, now: float) -> str:
    """Return how long ago something was, in one unit."""
    if moment is None:
        return "never"
    seconds = max(0.0, now - moment)
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"


def _lines(seen: Snapshot) -> Iterator[str]:
    yield headline(seen)
    yield from (f"trouble: {shown(one)}" for one in seen.trouble)
    for title, columns, rows in tables(seen):
        yield ""
        yield title
        yield from _aligned((columns, *rows))
    if seen.log:
        yield ""
        yield "Log"
        yield from (f"  {shown(line)}" for line in seen.log)


def _aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(len(row[number]) for row in rows) for number in range(len(rows[0]))]
    for row in rows:
        yield "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
