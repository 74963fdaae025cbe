"""G9: messages a second through the default transport, sent, received and acknowledged, without any git work.

Held against 2,000 a second: at 1 the goal is reached. Once by one process in turn, once by one that sends while another
receives; in a file on disk and in one in memory.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from benchmarks.agreement import require
from benchmarks.bench import Bench
from benchmarks.goal import Bound, Goal, Row
from benchmarks.rounds import Side, interleave, milliseconds, paired
from benchmarks.session_load import measure_load
from benchmarks.session_switch import measure_switch
from gitscen.run.ground import remove_tree
from gitscen.session.transport.protocol import Transport
from gitscen.session.transport.sqlite import SqliteTransport

WANTED = 2_000
MESSAGES = 2_000
BODY = b'{"sessionId": "session-xxx-001", "commandId": "cmd-001", "instruction": "' + b"x" * 250 + b'"}'


def measure(bench: Bench) -> Iterator[Row]:
    """Yield a row for each way and medium."""
    for medium, place in bench.media:
        for way, carry in (("in turn", _in_turn), ("two processes", _by_two)):
            what = f"{way}, on {medium}"
            if place is None:
                yield Row(goal="G9", what=what, limit=1, bound=Bound.AT_LEAST, note=f"there is no {medium} here")
                continue
            seconds = interleave({way: _side(place, carry)}, bench.rounds)[way]
            yield Row(
                goal="G9",
                what=what,
                limit=1,
                bound=Bound.AT_LEAST,
                ratio=paired([MESSAGES / WANTED] * len(seconds), seconds),
                note=f"{MESSAGES / milliseconds(seconds) * 1000:,.0f} messages/s",
            )
    yield from measure_switch(bench)
    yield from measure_load(bench)


def _side(place: Path, carry: Callable[[Path], None]) -> Side:
    """Return what carries all messages through a new file; making that is not in the time."""

    def side() -> float:
        room = Path(tempfile.mkdtemp(dir=place))
        path = room / "queues.db"
        with closing(SqliteTransport(path)) as transport:
            transport.create_queue("dead")
            transport.create_queue("q", dead_letters="dead")
        begun = time.perf_counter()
        carry(path)
        seconds = time.perf_counter() - begun
        remove_tree(room)
        return seconds

    return side


def _in_turn(path: Path) -> None:
    """Send, receive and acknowledge one message after the other."""
    with closing(SqliteTransport(path)) as transport:
        for number in range(MESSAGES):
            _send(transport, number)
            _take(transport, number)


def _by_two(path: Path) -> None:
    """Send in a process of its own, as fast as it goes, and receive here."""
    child = os.fork()
    if child == 0:
        with closing(SqliteTransport(path)) as sender:
            for number in range(MESSAGES):
                _send(sender, number)
        os._exit(0)
    with closing(SqliteTransport(path)) as receiver:
        for number in range(MESSAGES):
            _take(receiver, number)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    require(code == 0, f"the process that sends ended with {code}.")


def _send(transport: Transport, number: int) -> None:
    transport.send("q", b"%d %s" % (number, BODY), group="session-xxx-001", key=str(number))


def _take(transport: Transport, number: int) -> None:
    received = transport.receive("q", wait=10, visibility=60)
    require(received is not None and received.body == b"%d %s" % (number, BODY), f"message {number} did not come.")
    transport.acknowledge("q", received.receipt if received else "")


SESSION_GOAL = Goal("G9", "messages a second through the default transport", f"{WANTED:,} a second", measure)
