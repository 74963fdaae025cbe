"""Processes are ended as one, by their group where nobody tells the sessions."""

from __future__ import annotations

import signal
import subprocess

import pytest

from gitscen.run import session
from tests.processes import ended

PARENT = "sleep 600 & echo $!; wait"


@pytest.mark.parametrize("told", [True, False], ids=["with /proc", "without"])
def test_a_session_ends_with_its_leader(monkeypatch: pytest.MonkeyPatch, *, told: bool) -> None:
    if not told:
        monkeypatch.setattr(session, "session_members", lambda _: ())
    with subprocess.Popen(["sh", "-c", PARENT], stdout=subprocess.PIPE, text=True, start_new_session=True) as leader:
        assert leader.stdout is not None
        child = int(leader.stdout.readline())
        session.end_session(leader.pid)
        assert leader.stdout.read() == ""  # nobody has the other end any more
    assert leader.returncode == -signal.SIGKILL
    assert ended(child)
