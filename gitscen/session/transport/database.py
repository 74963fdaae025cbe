"""One SQLite file of the default transport: opened or made, read, and written one transaction at a time.

It refuses a file that is not its own. A busy file is asked again, with pauses of a millisecond, for `patience` seconds.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gitscen.session.transport.protocol import TransportError, TransportGone

APPLICATION = 0x67735131  # "gsQ1" in the file's header, so that nobody's own database is taken for ours
VERSION = 1

SCHEMA = """
CREATE TABLE queues (name TEXT PRIMARY KEY, dead_letters TEXT, tries INTEGER NOT NULL) WITHOUT ROWID;
-- `head`: the first of its group, the only one that may be delivered. `visible`: from when on.
-- The body is the last column: SQLite reads through what lies before a column to reach it.
CREATE TABLE messages (
    id INTEGER PRIMARY KEY, queue TEXT NOT NULL, grp TEXT NOT NULL, sent REAL NOT NULL, head INTEGER NOT NULL,
    visible REAL NOT NULL DEFAULT 0, receipt TEXT, count INTEGER NOT NULL DEFAULT 0, body BLOB NOT NULL
);
CREATE INDEX heads ON messages (queue, id) WHERE head;
CREATE INDEX groups ON messages (queue, grp, id);
CREATE TABLE seen (queue TEXT, key TEXT, until REAL NOT NULL, PRIMARY KEY (queue, key)) WITHOUT ROWID;
CREATE INDEX seen_until ON seen (until);
CREATE TABLE records (
    name TEXT, key TEXT, version INTEGER NOT NULL, data TEXT NOT NULL, PRIMARY KEY (name, key)
) WITHOUT ROWID;
"""

_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_PASSING = _BUSY | {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY}
_PAUSE = 0.001


class Database:
    """A connection that threads may share; each call is one transaction."""

    def __init__(self, path: Path, patience: float) -> None:
        """Open the file, which is made with its folder where there is none. Raises `TransportError`."""
        self._path = path
        self._patience = patience
        self._lock = threading.RLock()
        with self._told():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._link = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
        try:
            self._prepare()
        except BaseException:
            self._link.close()
            raise

    def read(self, sql: str, *values: object) -> list[Any]:
        """Return the rows of one query."""
        with self._lock, self._told():
            return self._ask(sql, values)

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """Give the connection inside a transaction, which is written at the end and undone by an exception."""
        with self._lock, self._told():
            self._ask("BEGIN IMMEDIATE")
            try:
                yield self._link
                self._link.execute("COMMIT")
            except BaseException:
                if self._link.in_transaction:
                    self._link.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Let go of the file."""
        with self._lock, self._told():
            self._link.close()

    def _prepare(self) -> None:
        with self._told():
            if self._ask("PRAGMA application_id") == [(0,)] and not self._ask("SELECT 1 FROM sqlite_schema LIMIT 1"):
                self._ask("PRAGMA journal_mode = WAL")
                self._make()
            found = self._ask("PRAGMA application_id")[0][0], self._ask("PRAGMA user_version")[0][0]
            if found != (APPLICATION, VERSION):
                raise TransportError(f"{self._path} holds no queues of this version of gitscen. Name another file.")
            self._ask("PRAGMA synchronous = NORMAL")
            self._ask("PRAGMA wal_autocheckpoint = 8000")  # pages: the disk is waited for once in some 1,000 messages

    def _make(self) -> None:
        with self.write() as link:
            if not link.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchall():  # else another process was first
                for statement in SCHEMA.split(";\n"):
                    link.execute(statement)
                link.execute(f"PRAGMA application_id = {APPLICATION}")
                link.execute(f"PRAGMA user_version = {VERSION}")

    def _ask(self, sql: str, values: tuple[object, ...] = ()) -> list[Any]:
        """Run one statement, again while another process is at work in the file."""
        until = time.monotonic() + self._patience
        while True:
            try:
                return self._link.execute(sql, values).fetchall()
            except sqlite3.OperationalError as error:
                if _code(error) not in _BUSY or time.monotonic() > until:
                    raise
            time.sleep(_PAUSE)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn what SQLite and the file system raise into errors of the transport."""
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            kind = TransportGone if isinstance(error, OSError) or _code(error) in _PASSING else TransportError
            step = "Try again" if kind is TransportGone else "Name another file"
            raise kind(f"the queues in {self._path} cannot be used: {error}. {step}.") from error


def _code(error: sqlite3.Error) -> int:
    return (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF  # the rest of the code says more exactly why
