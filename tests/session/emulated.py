"""moto on the loopback for as long as a test session, ended surely: it goes when its standard input closes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def emulator() -> Iterator[str]:
    """Give the endpoint of a service of its own."""
    child = subprocess.Popen(
        [sys.executable, "-m", "gitscen.session.transport.emulator"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    assert child.stdin
    assert child.stdout
    try:
        endpoint = child.stdout.readline().decode().strip()
        assert endpoint.startswith("http://127.0.0.1:"), endpoint
        yield endpoint
    finally:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        child.stdin.close()
        child.stdout.close()
