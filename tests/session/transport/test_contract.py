"""What every transport keeps to, held against each of them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from gitscen.errors import BadName
from gitscen.session.record import CONTAINERS
from gitscen.session.transport import open_transport
from gitscen.session.transport.protocol import (
    BODY_LIMIT,
    Conflict,
    Depth,
    MessageTooLarge,
    NoSuchQueue,
    Received,
    Transport,
)
from tests.processes import LIMIT
from tests.session.transport.conftest import Ground

LONG = 60.0


@pytest.fixture
def queue(transport: Transport) -> str:
    transport.create_queue("q")
    return "q"


def send(transport: Transport, *bodies: str, queue: str = "q", group: str = "g") -> None:
    for body in bodies:
        transport.send(queue, body.encode(), group=group, key=f"{group}/{body}")


def take(transport: Transport, queue: str = "q", *, wait: float = 0, visibility: float = LONG) -> Received:
    received = transport.receive(queue, wait=wait, visibility=visibility)
    assert received
    return received


def none_left(transport: Transport, queue: str = "q") -> bool:
    return transport.receive(queue, wait=0, visibility=LONG) is None


def test_queues_are_made_listed_and_deleted_as_often_as_one_likes(transport: Transport) -> None:
    for name in ("b-1", "a-1", "a-2", "a-1"):
        transport.create_queue(name)
    assert transport.list_queues() == ["a-1", "a-2", "b-1"]
    assert transport.list_queues("a-") == ["a-1", "a-2"]
    assert transport.list_queues("none") == []
    transport.delete_queue("a-1")
    transport.delete_queue("a-1")
    assert transport.list_queues() == ["a-2", "b-1"]


def test_a_queue_made_again_keeps_its_messages_and_a_deleted_one_does_not(transport: Transport, queue: str) -> None:
    send(transport, "one", "two")
    transport.create_queue(queue)
    take(transport)
    transport.delete_queue(queue)
    transport.create_queue(queue)
    assert transport.depth(queue) == Depth(0, 0)
    send(transport, "one")
    assert take(transport).body == b"one"


@pytest.mark.parametrize(
    "ask",
    [
        lambda one: one.send("q", b"x", group="g", key="k"),
        lambda one: one.receive("q", wait=0, visibility=1),
        lambda one: one.receive(["there", "q"], wait=0, visibility=1),
        lambda one: one.acknowledge("q", "1-0"),
        lambda one: one.extend("q", "1-0", 1),
        lambda one: one.depth("q"),
        lambda one: one.create_queue("other", dead_letters="q"),
    ],
    ids=["send", "receive", "receive several", "acknowledge", "extend", "depth", "dead letters"],
)
def test_a_queue_that_is_not_there_is_told_by_name(transport: Transport, ask: Callable[[Transport], object]) -> None:
    transport.create_queue("there")
    for _ in ("never made", "deleted"):
        with pytest.raises(NoSuchQueue, match=r"\bq\b"):
            ask(transport)
        transport.create_queue("q")
        transport.depth("q")
        transport.delete_queue("q")


def test_one_group_comes_in_order_and_one_at_a_time(transport: Transport, queue: str) -> None:
    send(transport, "1", "2", "3")
    send(transport, "other", group="h")
    seen = []
    first = take(transport)
    other = take(transport)  # the first group waits for its first message
    assert (first.body, other.body, first.group, other.group) == (b"1", b"other", "g", "h")
    assert none_left(transport)
    for received in (first, other):
        transport.acknowledge(queue, received.receipt)
    for _ in range(2):
        received = take(transport)
        seen.append(received.body)
        transport.acknowledge(queue, received.receipt)
    assert seen == [b"2", b"3"]
    assert none_left(transport)


def test_a_message_tells_where_it_was_when_it_was_sent_and_how_often_it_came(transport: Transport, queue: str) -> None:
    send(transport, "1")
    received = take(transport, visibility=LONG)
    assert (received.queue, received.count) == (queue, 1)
    assert 1_700_000_000 < received.sent < 10_000_000_000
    assert transport.extend(queue, received.receipt, 0)
    again = take(transport)
    assert (again.body, again.sent, again.count) == (b"1", received.sent, 2)
    assert again.receipt != received.receipt


def test_what_is_not_acknowledged_comes_again_before_what_was_sent_later(ground: Ground) -> None:
    transport = ground.transport
    transport.create_queue("q")
    send(transport, "1", "2")
    take(transport, visibility=ground.moment)
    again = take(transport, wait=LIMIT)
    assert (again.body, again.count) == (b"1", 2)


def test_the_time_that_a_message_is_kept_can_be_changed_until_it_is_gone(ground: Ground) -> None:
    transport = ground.transport
    transport.create_queue("q")
    send(transport, "1")
    received = take(transport)
    assert transport.extend("q", received.receipt, LONG)
    assert transport.extend("q", received.receipt, ground.moment)
    again = take(transport, wait=LIMIT)
    assert again.count == 2
    transport.acknowledge("q", again.receipt)
    assert not transport.extend("q", again.receipt, LONG)


def test_an_acknowledgement_may_be_repeated(transport: Transport, queue: str) -> None:
    send(transport, "1", "2")
    received = take(transport)
    transport.acknowledge(queue, received.receipt)
    transport.acknowledge(queue, received.receipt)
    assert take(transport).body == b"2"
    transport.acknowledge(queue, "no receipt")


def test_after_its_tries_a_message_is_a_dead_letter_and_the_next_one_comes(transport: Transport) -> None:
    transport.create_queue("dead")
    transport.create_queue("q", dead_letters="dead", tries=2)
    transport.create_queue("q")  # as a second host does: it stays as it was
    send(transport, "poison", "good")
    for _ in range(2):
        received = take(transport)
        assert received.body == b"poison"
        transport.extend("q", received.receipt, 0)
    assert take(transport).body == b"good"
    assert transport.depth("q") == Depth(0, 1)
    assert transport.depth("dead") == Depth(1, 0)
    letter = take(transport, "dead")
    assert (letter.body, letter.group) == (b"poison", "g")
    transport.acknowledge("dead", letter.receipt)
    assert none_left(transport, "dead")


def test_the_same_key_is_one_message(transport: Transport, queue: str) -> None:
    transport.send(queue, b"1", group="g", key="k")
    transport.send(queue, b"2", group="g", key="k")
    assert transport.depth(queue) == Depth(1, 0)
    received = take(transport)
    transport.send(queue, b"3", group="g", key="k")
    assert transport.depth(queue) == Depth(0, 1)
    transport.send(queue, b"4", group="g", key="another key, with a space, \u00fc and beyond 128 characters" * 4)
    transport.create_queue("other")
    transport.send("other", b"5", group="g", key="k")  # a key is known in its queue only
    transport.acknowledge(queue, received.receipt)
    assert [take(transport).body, take(transport, "other").body] == [b"4", b"5"]


@pytest.mark.parametrize(
    "body",
    [b"{}", "gr\u00fc\u00df dich \U0001f600".encode(), b"\xff\xfe\x00", b"a\x00b", b"", b"base64:aGk=", b"x" * 262_145],
    ids=["json", "text", "no text", "nul", "empty", "like our own", "large"],
)
def test_every_body_comes_out_as_it_went_in(transport: Transport, queue: str, body: bytes) -> None:
    transport.send(queue, body, group="g", key="k")
    assert take(transport).body == body


def test_what_no_transport_takes_is_refused(transport: Transport, queue: str) -> None:
    with pytest.raises(MessageTooLarge, match="1,048,577 bytes"):
        transport.send(queue, b"x" * (BODY_LIMIT + 1), group="g", key="k")
    for group in ("", "a b", "\u00fc", "x" * 129, "g\n"):
        with pytest.raises(BadName, match="group"):
            transport.send(queue, b"x", group=group, key="k")
    assert transport.depth(queue) == Depth(0, 0)


def test_several_queues_are_waited_on_at_once(transport: Transport) -> None:
    for name in ("a", "b", "c"):
        transport.create_queue(name)
    send(transport, "in c", queue="c")
    send(transport, "in b", queue="b")
    found = [transport.receive(("a", "b", "c"), wait=5, visibility=LONG) for _ in range(2)]
    assert [(one.queue, one.body) for one in found if one] == [("b", b"in b"), ("c", b"in c")]
    assert transport.receive((), wait=0, visibility=LONG) is None


def test_who_waits_gets_what_is_sent_meanwhile(ground: Ground) -> None:
    ground.transport.create_queue("q")
    waiting = threading.Event()

    def wait() -> Received | None:
        waiting.set()
        return ground.transport.receive("q", wait=LIMIT, visibility=LONG)

    with ThreadPoolExecutor(1) as pool:
        waiter = pool.submit(wait)
        assert waiting.wait(LIMIT)
        send(ground.transport, "late")  # by the same transport, which threads share
        received = waiter.result(LIMIT)
    assert received
    assert received.body == b"late"


def test_depth_counts_what_waits_and_what_is_held(transport: Transport, queue: str) -> None:
    send(transport, "1", "2", "3")
    send(transport, "4", group="h")
    take(transport)
    assert transport.depth(queue) == Depth(waiting=3, in_flight=1)


def test_what_was_done_is_there_when_opened_again(ground: Ground) -> None:
    ground.transport.create_queue("q")
    send(ground.transport, "1")
    version = ground.transport.put("t", "k", {"a": 1})
    again = open_transport(ground.url)
    assert take(again).body == b"1"
    row = again.get("t", "k")
    again.close()
    assert row
    assert (row.version, row.data) == (version, {"a": 1})


ROW: dict[str, Any] = {
    "containerId": "k",
    "text": "gr\u00fc\u00df \U0001f600",
    "empty": "",
    "none": None,
    "yes": True,
    "no": False,
    "int": 2**53,
    "float": 0.1,
    "list": [1, [], {}, None, "x", -2.5],
    "row": {"a": {"b": [True]}},
}


def test_rows_come_out_as_they_went_in(transport: Transport) -> None:
    assert transport.get(CONTAINERS, "k") is None
    transport.put(CONTAINERS, "k", ROW)
    row = transport.get(CONTAINERS, "k")
    assert row
    assert row.data == ROW
    transport.put("another", "k", {})
    assert [(key, row.data) for key, row in transport.scan("another")] == [("k", {})]
    with pytest.raises(ValueError, match="JSON"):
        transport.put(CONTAINERS, "k", {"containerId": "k", "bad": float("nan")})
    assert transport.get(CONTAINERS, "k") == row


def test_a_row_is_replaced_whole_and_its_version_is_new(transport: Transport) -> None:
    first = transport.put("t", "k", {"a": 1, "b": 2})
    second = transport.put("t", "k", {"a": 3})
    row = transport.get("t", "k")
    assert row
    assert (row.data, row.version) == ({"a": 3}, second)
    assert first != second
    assert 0 not in (first, second)


def test_a_conditional_write_meets_its_version_or_changes_nothing(transport: Transport) -> None:
    first = transport.put("t", "k", {"n": 1}, expect=0)
    with pytest.raises(Conflict):
        transport.put("t", "k", {"n": 2}, expect=0)
    second = transport.put("t", "k", {"n": 3}, expect=first)
    for stale in (first, 1, 0):
        with pytest.raises(Conflict, match="k in t"):
            transport.put("t", "k", {"n": 4}, expect=stale)
    with pytest.raises(Conflict):
        transport.put("t", "other", {"n": 4}, expect=first)
    with pytest.raises(Conflict):
        transport.delete("t", "k", expect=first)
    assert [(key, row.version, row.data) for key, row in transport.scan("t")] == [("k", second, {"n": 3})]
    transport.delete("t", "k", expect=second)
    assert transport.get("t", "k") is None
    with pytest.raises(Conflict):
        transport.put("t", "k", {"n": 5}, expect=second)  # a row made anew is another one


def test_rows_are_listed_by_key_and_deleted_as_often_as_one_likes(transport: Transport) -> None:
    assert transport.scan("t") == []
    transport.delete("t", "b")
    for key in ("b", "a/2", "a/1"):
        transport.put("t", key, {"is": key})
    assert [(key, row.data["is"]) for key, row in transport.scan("t")] == [(key, key) for key in ("a/1", "a/2", "b")]
    transport.delete("t", "b")
    transport.delete("t", "b")
    assert [key for key, _ in transport.scan("t")] == ["a/1", "a/2"]


def test_conditional_writes_of_two_threads_lose_nothing(ground: Ground) -> None:
    ground.transport.put("t", "k", {"n": 0})

    def count() -> None:
        own = open_transport(ground.url)
        done = 0
        while done < 10:
            row = own.get("t", "k")
            assert row
            try:
                own.put("t", "k", {"n": row.data["n"] + 1}, expect=row.version)
            except Conflict:
                continue
            done += 1
        own.close()

    with ThreadPoolExecutor(2) as pool:
        for one in [pool.submit(count) for _ in range(2)]:
            one.result(LIMIT)
    row = ground.transport.get("t", "k")
    assert row
    assert row.data == {"n": 20}
