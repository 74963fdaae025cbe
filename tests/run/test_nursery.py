from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gitscen.run.nursery import Nursery
from tests.processes import ended
from tests.run.test_pool import case, run

REPOSITORY = Path(__file__).parents[2]


def fork(nursery: Nursery, directory: Path) -> tuple[int, int]:
    """Fork a worker; return its process id and the end of the pipe through which it gets requests."""
    requests, ours = os.pipe()
    nothing = os.open(os.devnull, os.O_RDWR)
    try:
        pid = nursery.fork([requests, nothing, nothing], directory=directory, environment={"PATH": os.environ["PATH"]})
    finally:
        os.close(requests)
        os.close(nothing)
    return pid, ours


def test_a_worker_leads_a_session_and_ends_with_its_requests(tmp_path: Path) -> None:
    with Nursery() as nursery:
        pid, requests = fork(nursery, tmp_path)
        assert nursery.poll(pid) is None
        assert (os.getsid(pid), os.getpgid(pid)) == (pid, pid)
        assert Path(f"/proc/{pid}/cwd").resolve() == tmp_path.resolve()
        os.close(requests)
        assert nursery.poll(pid, wait=True) == 0


def test_a_signal_is_told(tmp_path: Path) -> None:
    with Nursery() as nursery:
        pid, requests = fork(nursery, tmp_path)
        os.kill(pid, signal.SIGTERM)
        assert nursery.poll(pid, wait=True) == -signal.SIGTERM
        os.close(requests)


def test_closing_ends_the_workers(tmp_path: Path) -> None:
    nursery = Nursery()
    pid, requests = fork(nursery, tmp_path)
    nursery.close()
    nursery.close()
    assert ended(pid)
    os.close(requests)


def test_a_worker_that_cannot_be_made_is_an_error_and_the_next_one_can(tmp_path: Path) -> None:
    with Nursery() as nursery:
        with pytest.raises(OSError, match="No child processes"):
            nursery.poll(1)
        pid, requests = fork(nursery, tmp_path / "missing")
        assert nursery.poll(pid, wait=True) == 1
        os.close(requests)


def test_one_that_has_ended_says_so(tmp_path: Path) -> None:
    with Nursery() as nursery:
        pid, requests = fork(nursery, tmp_path)
        os.close(requests)
        assert not nursery.ended
        os.kill(nursery.pid, signal.SIGKILL)
        with pytest.raises(OSError, match="the process that workers are forked from has ended"):
            nursery.poll(pid)
        assert nursery.ended


def test_its_last_words_are_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("gitscen.run.nursery.PROGRAM", "gitscen.no_such_program")
    with Nursery() as nursery, pytest.raises(OSError, match=r"it said last: .*No module named gitscen.no_such_program"):
        fork(nursery, tmp_path)


def test_a_pool_begins_anew_where_its_nursery_is_gone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("gitscen.run.ground.choose_parent", lambda: tmp_path)
    results = run(case("orphans"), case("passes"), case("passes", clone="shallow"), jobs=1)
    assert [result.verdict.value for result in results] == ["errored", "passed", "passed"]


PROGRAM = """
import sys
from pathlib import Path
from gitscen.run import ground
from tests.run.test_pool import case, stream
ground.choose_parent = lambda: Path(sys.argv[1])
list(stream(case("hangs", source=sys.argv[2]), jobs=1))
"""


def test_workers_end_when_their_run_is_killed(tmp_path: Path) -> None:
    note = tmp_path / "pids"
    with subprocess.Popen([sys.executable, "-c", PROGRAM, str(tmp_path), str(note)], cwd=REPOSITORY) as process:
        while not note.exists() or not note.read_text():
            assert process.poll() is None
            time.sleep(0.01)
        process.kill()
    assert ended(*map(int, note.read_text().split()))
