from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

from gitscen.session.process import Child, NotStarted, start_agent, start_container, start_listening
from tests.processes import LIMIT, all_gone, processes_with
from tests.session.room import needs_proc, until

PYTHON = (sys.executable, "-I", "-S", "-c")
FOREVER = "import time; time.sleep(1000)"


def agent(tmp_path: Path, code: str, **variables: str) -> Child:
    return start_agent(
        (*PYTHON, code),
        directory=tmp_path,
        environment={**os.environ, **variables},
        instruction=b"do it",
        said=tmp_path / "agent.said",
    )


def test_an_agent_reads_the_instruction_and_is_heard(tmp_path: Path) -> None:
    child = agent(tmp_path, "import sys; print(sys.stdin.read() * 100_000); sys.exit(3)")
    assert child.wait(LIMIT) == child.code == 3
    assert (tmp_path / "agent.out").stat().st_size == 500_001
    child.end()
    child.end()


@needs_proc
def test_an_agent_ends_with_its_whole_group(tmp_path: Path) -> None:
    mark = {"MARK": str(tmp_path)}
    child = agent(tmp_path, f"import os\nif os.fork() == 0:\n {FOREVER}\n", **mark)
    assert child.wait(LIMIT) == 0
    assert all_gone(lambda: processes_with(mark))
    slow = agent(tmp_path, FOREVER, **mark)
    assert slow.wait(0.05) is None
    slow.end()
    assert slow.code == -signal.SIGKILL
    assert all_gone(lambda: processes_with(mark))


@needs_proc
def test_a_container_ends_with_its_whole_session(tmp_path: Path) -> None:
    mark = {"MARK": str(tmp_path)}
    code = f"import os\nif os.fork() == 0:\n os.setpgid(0, 0)\n {FOREVER}\nos.read(0, 1)"
    child = start_container(
        (*PYTHON, code), directory=tmp_path, environment={**os.environ, **mark}, log=tmp_path / "log"
    )
    until(lambda: len(processes_with(mark)) == 2)
    child.hang_up()
    assert child.wait(LIMIT) == 0
    assert all_gone(lambda: processes_with(mark))


def test_a_host_is_listened_to(tmp_path: Path) -> None:
    given = {"directory": tmp_path, "environment": os.environ, "log": tmp_path / "log"}
    child = start_listening((*PYTHON, "print('ready', flush=True); input()"), **given)  # type: ignore[arg-type]
    assert child.read_line(LIMIT) == b"ready\n"
    assert child.read_line(0.0) == b""
    child.end()
    mute = start_listening((*PYTHON, "print('rea', end='')"), **given)  # type: ignore[arg-type]
    assert mute.read_line(LIMIT) == b"rea"
    mute.end()


def test_a_signal_to_one_that_has_ended_goes_nowhere(tmp_path: Path) -> None:
    child = agent(tmp_path, "pass")
    child.wait(LIMIT)
    child.signal(signal.SIGTERM)
    child.end()
    child.signal(signal.SIGTERM)


def test_what_cannot_be_started_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotStarted, match="'/nonexistent' cannot be started: No such file"):
        start_container(("/nonexistent",), directory=tmp_path, environment={}, log=tmp_path / "log")
    with pytest.raises(NotStarted, match="null"):
        start_container(("a\0b",), directory=tmp_path, environment={}, log=tmp_path / "log")
