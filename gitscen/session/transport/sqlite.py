"""The default transport: queues and tables in one SQLite file, for many processes on one machine.

It touches that file, and the `-wal` and `-shm` that SQLite keeps beside it. Every call is one transaction, so a process
that is killed leaves a message or row whole or not at all, at any moment: what is written is in the kernel's hands.
With `synchronous=NORMAL` the disk is waited for at checkpoints only: when the machine loses power the file stays sound,
and its last moments may be undone: a sent message is missing, an acknowledged one comes again. Waiting is polling, of
an indexed query; no service runs. Visibility and deduplication go by the machine's clock.

Not for a file on a network file system (SQLite's WAL needs shared memory), nor across a fork.
"""

from __future__ import annotations

import json
import math
import secrets
import sqlite3
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from gitscen.errors import UsageError
from gitscen.session.transport.database import Database
from gitscen.session.transport.protocol import (
    DEDUPLICATION,
    Conflict,
    Depth,
    NoSuchQueue,
    Received,
    Row,
    check_message,
)

PATIENCE = 10.0
_PAUSES = (0.001, 0.01)
"""Seconds between two looks at a queue, first and later."""


def open_sqlite(path: str, options: Mapping[str, str]) -> SqliteTransport:
    """Return the transport of a file. The one option is `patience`: seconds until a busy file is `TransportGone`."""
    try:
        patience = float(options.get("patience", PATIENCE))
    except ValueError:
        patience = math.nan
    if unknown := options.keys() - {"patience"}:
        raise UsageError(f"sqlite has no option {min(unknown)!r}. The one that it has is 'patience'.")
    if not 0 <= patience < math.inf:
        raise UsageError(f"patience {options['patience']!r} is no number of seconds.")
    return SqliteTransport(Path(path), patience=patience)


class SqliteTransport:
    """Queues and tables in one file."""

    def __init__(self, path: Path, *, patience: float = PATIENCE) -> None:
        """Open the file, or make it. Raises `TransportError` for a file of something else."""
        self._data = Database(path, patience)

    def create_queue(self, name: str, *, dead_letters: str | None = None, tries: int = 3) -> None:
        """Make a queue, or change where its dead letters go."""
        with self._data.write() as link:
            if dead_letters is not None:
                _check_queue(link, dead_letters)
            link.execute(
                "INSERT INTO queues VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET dead_letters = ?2, tries = ?3"
                " WHERE ?2 IS NOT NULL",
                (name, dead_letters, tries),
            )

    def delete_queue(self, name: str) -> None:
        """Delete a queue with its messages."""
        with self._data.write() as link:
            link.execute("DELETE FROM queues WHERE name = ?", (name,))
            link.execute("DELETE FROM messages WHERE queue = ?", (name,))
            link.execute("DELETE FROM seen WHERE queue = ?", (name,))

    def list_queues(self, prefix: str = "") -> list[str]:
        """Return the queues' names."""
        found = self._data.read(
            "SELECT name FROM queues WHERE substr(name, 1, ?) = ? ORDER BY name", len(prefix), prefix
        )
        return [name for (name,) in found]

    def send(self, queue: str, body: bytes, *, group: str, key: str) -> None:
        """Put a message at the end of its group, unless its key was seen."""
        check_message(queue, body, group)
        now = time.time()
        with self._data.write() as link:
            _check_queue(link, queue)
            link.execute("DELETE FROM seen WHERE until <= ?", (now,))
            known = link.execute("INSERT OR IGNORE INTO seen VALUES (?, ?, ?)", (queue, key, now + DEDUPLICATION))
            if known.rowcount:
                _append(link, queue, group, now, body)

    def receive(self, queue: str | Sequence[str], *, wait: float, visibility: float) -> Received | None:
        """Return the next message of the first queue that has one."""
        queues = [queue] if isinstance(queue, str) else queue
        until = time.monotonic() + wait
        pause, longest = _PAUSES
        while True:
            for name in queues:
                if self._has_message(name) and (received := self._deliver(name, visibility)):
                    return received
            left = until - time.monotonic()
            if left <= 0:
                return None
            time.sleep(min(pause, left))
            pause = min(pause * 1.5, longest)

    def acknowledge(self, queue: str, receipt: str) -> None:
        """Delete a message that is held."""
        with self._data.write() as link:
            _check_queue(link, queue)
            held = link.execute(
                "SELECT id, grp FROM messages WHERE id = ? AND queue = ? AND receipt = ?", _held(queue, receipt)
            )
            for number, group in held.fetchall():
                _remove(link, number, queue, group)

    def extend(self, queue: str, receipt: str, seconds: float) -> bool:
        """Move the end of a message's visibility."""
        now = time.time()
        with self._data.write() as link:
            _check_queue(link, queue)
            done = link.execute(
                "UPDATE messages SET visible = ? WHERE visible > ? AND id = ? AND queue = ? AND receipt = ?",
                (now + seconds, now, *_held(queue, receipt)),
            )
            return done.rowcount > 0

    def depth(self, queue: str) -> Depth:
        """Count a queue's messages."""
        [(known, total, flying)] = self._data.read(
            "SELECT EXISTS (SELECT 1 FROM queues WHERE name = ?1), (SELECT count(*) FROM messages WHERE queue = ?1),"
            " (SELECT count(*) FROM messages WHERE queue = ?1 AND head AND visible > ?2)",
            queue,
            time.time(),
        )
        if not known:
            raise _no_queue(queue)
        return Depth(waiting=total - flying, in_flight=flying)

    def put(self, table: str, key: str, row: Mapping[str, Any], *, expect: int | None = None) -> int:
        """Write a row."""
        data, version = json.dumps(row, allow_nan=False), secrets.randbits(52) + 1
        with self._data.write() as link:
            _check_version(link, table, key, expect)
            link.execute("INSERT OR REPLACE INTO records VALUES (?, ?, ?, ?)", (table, key, version, data))
        return version

    def get(self, table: str, key: str) -> Row | None:
        """Return a row."""
        found = self._data.read("SELECT version, data FROM records WHERE name = ? AND key = ?", table, key)
        return Row(found[0][0], json.loads(found[0][1])) if found else None

    def delete(self, table: str, key: str, *, expect: int | None = None) -> None:
        """Delete a row."""
        with self._data.write() as link:
            _check_version(link, table, key, expect)
            link.execute("DELETE FROM records WHERE name = ? AND key = ?", (table, key))

    def scan(self, table: str) -> list[tuple[str, Row]]:
        """Return a table's rows."""
        found = self._data.read("SELECT key, version, data FROM records WHERE name = ? ORDER BY key", table)
        return [(key, Row(version, json.loads(data))) for key, version, data in found]

    def close(self) -> None:
        """Let go of the file."""
        self._data.close()

    def _has_message(self, queue: str) -> bool:
        """Look without holding up the writers. Raises `NoSuchQueue`."""
        [(known, waiting)] = self._data.read(
            "SELECT EXISTS (SELECT 1 FROM queues WHERE name = ?1),"
            " EXISTS (SELECT 1 FROM messages WHERE queue = ?1 AND head AND visible <= ?2)",
            queue,
            time.time(),
        )
        if not known:
            raise _no_queue(queue)
        return bool(waiting)

    def _deliver(self, queue: str, visibility: float) -> Received | None:
        """Give out the queue's next message, and move those that had their tries to the dead letters."""
        with self._data.write() as link:
            now = time.time()
            while head := link.execute(_NEXT, (queue, now)).fetchone():
                number, group, sent, count, body, dead_letters, tries = head
                if dead_letters is None or count < tries:
                    receipt = f"{number}-{secrets.token_hex(8)}"
                    link.execute(
                        "UPDATE messages SET receipt = ?, visible = ?, count = count + 1 WHERE id = ?",
                        (receipt, now + visibility, number),
                    )
                    return Received(queue=queue, body=body, receipt=receipt, group=group, sent=sent, count=count + 1)
                _remove(link, number, queue, group)
                _append(link, dead_letters, group, sent, body)
        return None


# A queue of dead letters that is deleted takes none: then its messages go on being delivered, rather than be lost.
_NEXT = """
SELECT m.id, m.grp, m.sent, m.count, m.body, dead.name, q.tries
FROM messages m JOIN queues q ON q.name = m.queue LEFT JOIN queues dead ON dead.name = q.dead_letters
WHERE m.queue = ? AND m.head AND m.visible <= ? ORDER BY m.id LIMIT 1
"""


def _append(link: sqlite3.Connection, queue: str, group: str, sent: float, body: bytes) -> None:
    """Put a message behind all of its group; SQLite numbers rows upwards from the highest that is there."""
    link.execute(
        "INSERT INTO messages (queue, grp, sent, head, body)"
        " VALUES (?1, ?2, ?3, NOT EXISTS (SELECT 1 FROM messages WHERE queue = ?1 AND grp = ?2), ?4)",
        (queue, group, sent, body),
    )


def _remove(link: sqlite3.Connection, number: int, queue: str, group: str) -> None:
    """Delete the head of a group; the next one in it becomes its head."""
    link.execute("DELETE FROM messages WHERE id = ?", (number,))
    link.execute(
        "UPDATE messages SET head = 1 WHERE id = (SELECT min(id) FROM messages WHERE queue = ? AND grp = ?)",
        (queue, group),
    )


def _held(queue: str, receipt: str) -> tuple[int, str, str]:
    """Return what finds the message of a receipt: its number first, as that is what is indexed."""
    number = receipt.partition("-")[0]
    return int(number) if number.isdecimal() and len(number) < 19 else 0, queue, receipt


def _check_queue(link: sqlite3.Connection, queue: str) -> None:
    if not link.execute("SELECT 1 FROM queues WHERE name = ?", (queue,)).fetchall():
        raise _no_queue(queue)


def _check_version(link: sqlite3.Connection, table: str, key: str, expect: int | None) -> None:
    if expect is None:
        return
    found = link.execute("SELECT version FROM records WHERE name = ? AND key = ?", (table, key)).fetchall()
    version = found[0][0] if found else 0
    if version != expect:
        raise Conflict(f"{key} in {table} was changed by another: version {version}, not {expect}. Read it again.")


def _no_queue(queue: str) -> NoSuchQueue:
    return NoSuchQueue(f"there is no queue {queue}. Open its session first.")
