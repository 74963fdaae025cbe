"""The default transport's own: whose file it takes, what a busy or full one is, and a model of its queues."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gitscen.errors import UsageError
from gitscen.session.transport import open_transport, sqlite
from gitscen.session.transport.protocol import Depth, Received, Transport, TransportError, TransportGone
from gitscen.session.transport.sqlite import SqliteTransport
from tests.processes import LIMIT


@pytest.fixture
def transport(sqlite_url: str) -> Iterator[Transport]:
    transport = open_transport(sqlite_url)
    transport.create_queue("q")
    yield transport
    transport.close()


@dataclass
class Clock:
    """A clock that stands until it is moved, for what the transport calls `time`."""

    now: float = 1_800_000_000.0
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep

    def time(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(sqlite, "time", clock)
    return clock


def take(transport: Transport, visibility: float = 60.0) -> Received | None:
    return transport.receive("q", wait=0, visibility=visibility)


def test_a_message_comes_again_at_the_moment_its_visibility_ends(clock: Clock, transport: Transport) -> None:
    transport.send("q", b"1", group="g", key="1")
    assert take(transport, 30)
    clock.now += 29.9
    assert take(transport) is None
    clock.now += 0.1
    again = take(transport, 30)
    assert again
    assert (again.count, again.sent) == (2, clock.now - 30)


def test_an_extended_message_is_kept_and_one_that_ran_out_is_not_extended(clock: Clock, transport: Transport) -> None:
    transport.send("q", b"1", group="g", key="1")
    received = take(transport, 30)
    assert received
    clock.now += 29
    assert transport.extend("q", received.receipt, 30)
    clock.now += 29
    assert take(transport) is None
    assert transport.depth("q") == Depth(0, 1)
    clock.now += 1
    assert not transport.extend("q", received.receipt, 30)
    assert transport.depth("q") == Depth(1, 0)
    transport.acknowledge("q", received.receipt)  # late, but nobody else had it
    assert transport.depth("q") == Depth(0, 0)


def test_a_key_is_known_for_five_minutes_whatever_became_of_the_message(clock: Clock, transport: Transport) -> None:
    def come(body: bytes) -> bool:
        transport.send("q", body, group="g", key="k")
        received = take(transport)
        if received:
            transport.acknowledge("q", received.receipt)
        return received is not None

    assert come(b"1")
    clock.now += 299
    assert not come(b"2")
    clock.now += 1
    assert come(b"3")


def test_somebody_elses_file_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    database, text = tmp_path / "own.db", tmp_path / "notes.txt"
    with sqlite3.connect(database) as link:
        link.execute("CREATE TABLE own (a)")
    link.close()
    text.write_text("not a database, but long enough to be looked at\n" * 100)
    for path in (database, text):
        before = path.read_bytes()
        with pytest.raises(TransportError, match=f"{path.name}.*Name another file"):
            open_transport(f"sqlite://{path}")
        assert path.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["notes.txt", "own.db"]


def test_a_place_that_cannot_be_written_is_gone_for_now(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(TransportGone, match="Try again"):
        open_transport(f"sqlite://{tmp_path}/file/queues.db")
    with pytest.raises(TransportGone, match="Try again"):
        open_transport(f"sqlite://{tmp_path}")


def test_a_file_that_another_process_keeps_busy_is_gone_for_now(sqlite_url: str, transport: Transport) -> None:
    transport.send("q", b"1", group="g", key="1")
    hasty = open_transport(f"{sqlite_url}?patience=0.02")
    holder = sqlite3.connect(sqlite_url.removeprefix("sqlite://"), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    assert hasty.depth("q") == Depth(1, 0)  # what only reads goes on
    with pytest.raises(TransportGone, match=r"locked.*Try again"):
        hasty.receive("q", wait=0, visibility=60)
    holder.execute("ROLLBACK")
    holder.close()
    assert hasty.receive("q", wait=0, visibility=60)
    hasty.close()


def test_who_is_patient_goes_on_when_the_file_is_free(sqlite_url: str, transport: Transport) -> None:
    holder = sqlite3.connect(sqlite_url.removeprefix("sqlite://"), isolation_level=None, check_same_thread=False)
    holder.execute("BEGIN IMMEDIATE")
    with ThreadPoolExecutor(1) as pool:
        sending = pool.submit(transport.send, "q", b"1", group="g", key="1")
        holder.execute("ROLLBACK")
        sending.result(LIMIT)
    holder.close()
    assert transport.depth("q") == Depth(1, 0)


def test_a_full_disk_is_told_and_undoes_only_the_call(sqlite_url: str, transport: Transport) -> None:
    transport.send("q", b"kept", group="g", key="1")
    assert isinstance(transport, SqliteTransport)
    [(pages,)] = transport._data.read("PRAGMA page_count")
    transport._data.read(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(TransportGone, match="disk is full"):
        transport.send("q", b"x" * 500_000, group="g", key="2")
    transport._data.read("PRAGMA max_page_count = 1000000")
    transport.send("q", b"later", group="g", key="2")
    other = open_transport(sqlite_url)
    assert other.depth("q") == Depth(2, 0)
    other.close()


KILLED_IN_A_CALL = """
import os, signal, sys
from gitscen.session.transport.sqlite import SqliteTransport, _append
from pathlib import Path
with SqliteTransport(Path(sys.argv[1]))._data.write() as link:
    _append(link, "q", "g", 0.0, b"half")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_who_is_killed_inside_a_call_leaves_nothing_of_it(sqlite_url: str, transport: Transport) -> None:
    path = sqlite_url.removeprefix("sqlite://")
    done = subprocess.run([sys.executable, "-c", KILLED_IN_A_CALL, path], check=False)
    assert done.returncode == -9
    assert transport.depth("q") == Depth(0, 0)
    transport.send("q", b"whole", group="g", key="1")
    received = transport.receive("q", wait=0, visibility=60)
    assert received
    assert received.body == b"whole"


def test_many_open_a_new_file_at_once(sqlite_url: str) -> None:
    def use(number: int) -> None:
        own = open_transport(sqlite_url)
        own.create_queue(f"q{number}")
        own.close()

    with ThreadPoolExecutor(8) as pool:
        for one in [pool.submit(use, number) for number in range(8)]:
            one.result(LIMIT)
    transport = open_transport(sqlite_url)
    assert transport.list_queues() == [f"q{number}" for number in range(8)]
    transport.close()


def test_a_receipt_is_good_for_its_own_delivery_only(transport: Transport) -> None:
    transport.send("q", b"1", group="g", key="1")
    first = transport.receive("q", wait=0, visibility=60)
    assert first
    transport.extend("q", first.receipt, 0)
    assert not transport.extend("q", first.receipt, 60)
    second = transport.receive("q", wait=0, visibility=60)
    assert second
    transport.acknowledge("q", first.receipt)
    assert transport.depth("q") == Depth(0, 1)
    for receipt in ("", "-", "x-1", "9" * 30, f"{first.receipt}0", "1"):
        transport.acknowledge("q", receipt)
        assert not transport.extend("q", receipt, 0)
    transport.acknowledge("q", second.receipt)
    transport.send("q", b"2", group="g", key="2")  # perhaps with the number that the first one had
    transport.acknowledge("q", second.receipt)
    assert transport.depth("q") == Depth(1, 0)


def test_dead_letters_without_a_queue_of_their_own_any_more_are_not_lost(transport: Transport) -> None:
    transport.create_queue("dead")
    transport.create_queue("q", dead_letters="dead", tries=1)
    transport.send("q", b"1", group="g", key="1")
    transport.delete_queue("dead")
    for count in (1, 2, 3):
        received = transport.receive("q", wait=0, visibility=60)
        assert received
        assert received.count == count
        transport.extend("q", received.receipt, 0)


def test_a_closed_transport_says_so(sqlite_url: str) -> None:
    transport = open_transport(sqlite_url)
    transport.close()
    transport.close()
    with pytest.raises(TransportError, match="closed"):
        transport.list_queues()


@pytest.mark.parametrize(
    ("url", "wording"),
    [
        ("sqlite:///srv/x.db?patience=soon", "patience 'soon'"),
        ("sqlite:///srv/x.db?patience=-1", "patience '-1'"),
        ("sqlite:///srv/x.db?patience=nan", "patience 'nan'"),
        ("sqlite:///srv/x.db?mode=ro", "no option 'mode'"),
        ("sqlite:///srv/x.db?patience", "is no transport"),
        ("sqlite:relative.db", "is no transport"),
        ("sqlite://host/x.db", "is no transport"),
        ("sqlite:///", "is no transport"),
        ("redis://127.0.0.1", "is no transport"),
        ("/srv/x.db", "is no transport"),
        ("", "is no transport"),
        ("sqlite://[", "is no transport"),
    ],
)
def test_a_url_that_is_none_is_explained(url: str, wording: str) -> None:
    with pytest.raises(UsageError, match=wording):
        open_transport(url)


ACTS = st.one_of(
    st.tuples(st.just("send"), st.sampled_from("abc"), st.integers(0, 9)),
    st.tuples(st.sampled_from(["receive", "acknowledge", "give back"]), st.just(""), st.integers(0, 3)),
)


def test_queues_do_what_lists_would(transport: Transport) -> None:
    """Hold every answer against plain lists: all that was sent, in order, and what is in flight."""

    @settings(max_examples=50, deadline=None)
    @given(st.lists(ACTS, max_size=40))
    def compare(acts: list[tuple[str, str, int]]) -> None:
        transport.delete_queue("q")
        transport.create_queue("q")
        _compare(transport, acts)

    compare()


def _compare(transport: Transport, acts: list[tuple[str, str, int]]) -> None:
    waiting: list[tuple[str, bytes]] = []
    flying: dict[str, tuple[str, bytes]] = {}  # by receipt
    for key, (act, group, number) in enumerate(acts):
        held = list(flying)[number] if number < len(flying) else None
        message = (group, f"{group}{number}".encode())
        if act == "send":
            transport.send("q", message[1], group=group, key=str(key))
            waiting.append(message)
        elif act == "receive":
            busy = {one for one, _ in flying.values()}
            expected = next((one for one in waiting if one[0] not in busy), None)
            received = take(transport)
            assert (received and (received.group, received.body)) == expected
            if received:
                flying[received.receipt] = (received.group, received.body)
        elif held and act == "acknowledge":
            transport.acknowledge("q", held)
            waiting.remove(flying.pop(held))
        elif held:
            assert transport.extend("q", held, 0)
            del flying[held]
        assert transport.depth("q") == Depth(len(waiting) - len(flying), len(flying))
