from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from gitscen.session.patient import PatientTransport
from gitscen.session.transport import open_transport
from gitscen.session.transport.protocol import TransportGone
from tests.conftest import Place
from tests.processes import LIMIT
from tests.session.room import Room, until


@contextmanager
def outage(url: str) -> Iterator[None]:
    """Have nobody write to the queues for the block."""
    path = Path(url.removeprefix("sqlite://").partition("?")[0])
    with closing(sqlite3.connect(path, timeout=LIMIT, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield


def test_it_goes_on_when_the_service_is_back(sqlite_url: str) -> None:
    url = f"{sqlite_url}?patience=0.05"
    inner = open_transport(url)
    patient = PatientTransport(inner, seconds=LIMIT)
    patient.create_queue("q")
    with outage(url):
        with pytest.raises(TransportGone):
            inner.send("q", b"0", group="g", key="0")
        thread = threading.Thread(target=lambda: patient.send("q", b"1", group="g", key="1"))
        thread.start()
        thread.join(0.2)
        assert thread.is_alive()
    thread.join()
    received = patient.receive("q", wait=0, visibility=30)
    assert received
    assert received.body == b"1"


def test_it_gives_up_after_its_time_and_when_it_is_told_to_stop(sqlite_url: str) -> None:
    url = f"{sqlite_url}?patience=0.02"
    inner = open_transport(url)
    inner.create_queue("q")
    stop = threading.Event()
    stop.set()
    with outage(url):
        for patient in (PatientTransport(inner, seconds=0.1), PatientTransport(inner, stop=stop)):
            with pytest.raises(TransportGone):
                patient.send("q", b"1", group="g", key="1")


def test_a_container_outlives_an_outage_of_the_queues(place: Place, sqlite_url: str) -> None:
    room = Room(place, sqlite_url)
    session = room.open("thread-x")
    hasty = open_transport(f"{sqlite_url}?patience=0.05")
    with room.container(transport=hasty):
        command = room.desk.send(session, "Refactor it (steps: 1, until: go)")
        until((room.workspace().path / "refactor-it" / "step-001.txt").exists)
        with outage(room.url):
            (room.folder() / "events" / "go").touch()
            until((room.place.origin.path / "refs/heads/thread-x").exists)
        assert room.desk.wait(session, command)[command].success
    hasty.close()
    assert len(room.desk.heard(session)) == 1
