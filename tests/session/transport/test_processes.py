"""Processes on one transport: killed with SIGKILL, and at work at the same time."""

from __future__ import annotations

import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from tests.processes import LIMIT
from tests.session.transport.conftest import Ground


@contextmanager
def consumer(url: str, what: str, visibility: float = 60) -> Iterator[subprocess.Popen[str]]:
    argv = [sys.executable, "-m", "tests.session.transport.consumer", url, what, "q", str(visibility)]
    child = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True)
    with child:
        try:
            yield child
        finally:
            child.kill()


def read_line(child: subprocess.Popen[str]) -> str:
    assert child.stdout
    return child.stdout.readline().strip()


def go_on(child: subprocess.Popen[str]) -> None:
    assert child.stdin
    child.stdin.write("\n")
    child.stdin.flush()


def test_a_sender_killed_in_the_middle_leaves_whole_messages_in_order(ground: Ground) -> None:
    ground.transport.create_queue("q")
    with consumer(ground.url, "send") as child:
        told = [int(read_line(child)) for _ in range(20)]
        child.kill()
        assert child.stdout
        told += [int(line) for line in child.stdout.read().split()]
    found = []
    while received := ground.transport.receive("q", wait=0, visibility=60):
        number = received.body.split()[0]
        assert received.body == (number + b" ") * 200
        found.append(int(number))
        ground.transport.acknowledge("q", received.receipt)
    assert found == list(range(len(found)))
    assert len(told) <= len(found) <= len(told) + 1  # the last may have been sent and not told any more


def test_what_a_killed_receiver_held_comes_again(ground: Ground) -> None:
    ground.transport.create_queue("q")
    ground.transport.send("q", b"held", group="g", key="1")
    ground.transport.send("q", b"next", group="g", key="2")
    with consumer(ground.url, "hold", ground.moment) as child:
        assert read_line(child) == "held"
        child.kill()
        again = ground.transport.receive("q", wait=LIMIT, visibility=60)
    assert again
    assert (again.body, again.count) == (b"held", 2)


def test_two_receivers_share_the_work_and_never_a_group_or_a_message(ground: Ground) -> None:
    ground.transport.create_queue("q")
    sent = [f"{group} {number}" for number in range(6) for group in "abcd"]
    for body in sent:
        ground.transport.send("q", body.encode(), group=body[0], key=body)
    with consumer(ground.url, "drain") as one, consumer(ground.url, "drain") as two:
        assert [read_line(one), read_line(two)] == ["holds one", "holds one"]
        go_on(one)
        go_on(two)
        said = [child.communicate(timeout=LIMIT)[0].split("\n") for child in (one, two)]
    assert all(len(lines) > 1 for lines in said)
    came = defaultdict(list)
    for line in [line for lines in said for line in lines if line]:
        group, number, when = line.split()
        came[group].append((int(when), int(number)))
    assert {group: [number for _, number in sorted(one)] for group, one in came.items()} == {
        group: list(range(6)) for group in "abcd"
    }
