"""A process of its own on a transport, for tests that kill it: `consumer.py URL send|hold|drain QUEUE VISIBILITY`.

It says in lines what it did, after it did it, and where it waits it goes on when a line comes in.
"""

from __future__ import annotations

import sys
import time

from gitscen.session.transport import open_transport
from gitscen.session.transport.protocol import Transport


def say(*words: object) -> None:
    sys.stdout.write(" ".join(str(word) for word in words) + "\n")
    sys.stdout.flush()


def send(transport: Transport, queue: str, _: float) -> None:
    """Send numbers for ever."""
    number = 0
    while True:
        transport.send(queue, f"{number} ".encode() * 200, group="g", key=str(number))
        say(number)
        number += 1


def hold(transport: Transport, queue: str, visibility: float) -> None:
    """Receive one message and never acknowledge it."""
    received = transport.receive(queue, wait=100, visibility=visibility)
    assert received
    say(received.body.decode())
    sys.stdin.readline()


def drain(transport: Transport, queue: str, visibility: float) -> None:
    """Receive one message, wait to be told to go on, then take all; say what came when, by the machine's clock."""
    received = transport.receive(queue, wait=100, visibility=visibility)
    say("holds one" if received else "none")
    sys.stdin.readline()
    while received:
        now = time.monotonic_ns()
        transport.acknowledge(queue, received.receipt)
        say(received.body.decode(), now)
        received = transport.receive(queue, wait=0.3, visibility=visibility)


if __name__ == "__main__":
    url, what, name, seconds = sys.argv[1:]
    opened = open_transport(url)
    {"send": send, "hold": hold, "drain": drain}[what](opened, name, float(seconds))
    opened.close()
