from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from gitscen.errors import WorkspaceBusy
from gitscen.session.lease import Lease, milliseconds, read_container, this_machine
from gitscen.session.record import CONTAINERS, ContainerRecord, ContainerState, to_row
from gitscen.session.settings import ContainerSettings, Habits
from gitscen.session.transport import open_transport
from gitscen.session.transport.protocol import Transport

SETTINGS = ContainerSettings(
    transport="",
    container="a-b-c",
    client="a",
    project="b",
    user="c",
    folder=Path("/a-b-c"),
    remote="",
    run="1",
    habits=Habits(lease=60.0),
)


@pytest.fixture
def transport(sqlite_url: str) -> Transport:
    return open_transport(sqlite_url)


def record(transport: Transport) -> ContainerRecord:
    row = transport.get(CONTAINERS, "a-b-c")
    assert row
    found = read_container(row.data)
    assert found
    return found


def held_by(transport: Transport, holder: str, *, lease: int) -> None:
    before = Lease(transport, SETTINGS)
    before.release(ContainerState.STOPPED)
    row = to_row(msgspec.structs.replace(record(transport), holder=holder, lease=lease))
    transport.put(CONTAINERS, "a-b-c", row)


def test_it_is_taken_told_and_released(transport: Transport) -> None:
    lease = Lease(transport, SETTINGS)
    assert (record(transport).state, record(transport).starts) == (ContainerState.STARTING, 1)
    lease.tell(ContainerState.WORKING, session_id="s-1", command_id="c-1")
    assert (record(transport).session_id, record(transport).lease > milliseconds()) == ("s-1", True)
    lease.renew()
    assert record(transport).state is ContainerState.WORKING
    lease.release(ContainerState.STOPPED)
    assert (record(transport).holder, record(transport).session_id, record(transport).pid) == ("", "", 0)


def test_a_living_process_keeps_it(transport: Transport) -> None:
    Lease(transport, SETTINGS)
    with pytest.raises(WorkspaceBusy, match="a-b-c is held by"):
        Lease(transport, SETTINGS)


@pytest.mark.parametrize(
    ("holder", "ahead", "free"),
    [
        ("elsewhere/1/1", 60_000, False),
        ("elsewhere/1/1", -1, True),
        (f"{this_machine()}/1/no-such-birth", 60_000, True),
        (f"{this_machine()}/4194304/1", 60_000, True),
        (f"{this_machine()}/nonsense", 60_000, False),
        ("", 60_000, True),
    ],
)
def test_what_a_process_left_is_free_when_it_is_gone(
    transport: Transport, holder: str, ahead: int, *, free: bool
) -> None:
    held_by(transport, holder, lease=milliseconds() + ahead)
    if free:
        Lease(transport, SETTINGS)
    else:
        with pytest.raises(WorkspaceBusy):
            Lease(transport, SETTINGS)


def test_who_lost_it_is_told_and_changes_nothing_any_more(transport: Transport) -> None:
    lease = Lease(transport, replace(SETTINGS, habits=Habits(lease=60.0)))
    row = to_row(msgspec.structs.replace(record(transport), holder="elsewhere/1/1"))
    transport.put(CONTAINERS, "a-b-c", row)
    with pytest.raises(WorkspaceBusy, match="was taken by another process"):
        lease.renew()
    lease.release(ContainerState.STOPPED)
    assert record(transport).holder == "elsewhere/1/1"


def test_a_row_that_is_none_does_not_stop_a_container(transport: Transport) -> None:
    transport.put(CONTAINERS, "a-b-c", {"containerId": 7})
    assert Lease(transport, SETTINGS).record.starts == 1
