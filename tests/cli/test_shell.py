from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import click.testing
import pytest

from gitscen.cli.main import cli
from gitscen.run.shell import open_shell
from tests.processes import LIMIT, ended, session_gone

REPOSITORY = Path(__file__).parents[2]


def start(
    tmp_path: Path, *args: str, program: str = "/bin/sh", terminal: int = subprocess.PIPE
) -> subprocess.Popen[str]:
    (tmp_path / "ground").mkdir(exist_ok=True)
    return subprocess.Popen(
        [sys.executable, "-m", "gitscen", "shell", *args],
        env={**os.environ, "TMPDIR": str(tmp_path / "ground"), "SHELL": program, "SECRET": "x", "TERM": "dumb"},
        cwd=REPOSITORY, stdin=terminal, stdout=subprocess.PIPE, stderr=terminal, text=True,
        start_new_session=True,
    )  # fmt: skip


def gitscen_shell(
    tmp_path: Path, *args: str, commands: str = "", program: str = "/bin/sh", code: int
) -> tuple[str, str]:
    with start(tmp_path, *args, program=program) as process:
        out, err = process.communicate(commands, timeout=LIMIT)
    assert process.returncode == code, (out, err)
    assert not list((tmp_path / "ground").iterdir())
    assert session_gone(process.pid)
    return out, err


def test_a_shell_is_in_the_world_as_it_is_after_the_step(tmp_path: Path) -> None:
    commands = "git log -1 --format=%s; wc -l < .git/shallow; echo ${SECRET-none}; echo $HOME; exit 7\n"
    out, err = gitscen_shell(
        tmp_path, "conflict/both-added", "--at", "3", "--clone", "shallow", commands=commands, code=7
    )
    subject, boundary, secret, home = out.splitlines()
    assert (subject, boundary.strip(), secret) == ("Greet", "1", "none")
    assert home.startswith(f"{tmp_path}/ground/gitscen-")
    assert err.splitlines()[:5] == [
        "conflict/both-added[shallow] after step 3 of 5",
        "  1  ask switch thread-a",
        "  2  do write greeting.txt",
        "  3  ask commit Greet",
        "next: 4  do push as peer to thread-a",
    ]


def test_before_the_first_step_the_world_is_as_it_was_built(tmp_path: Path) -> None:
    out, _ = gitscen_shell(tmp_path, "conflict/both-added", "--at", "0", commands="git branch --show-current\n", code=0)
    assert out == "main\n"


@pytest.mark.parametrize("program", ["/bin/sh", "/bin/bash"])
def test_what_is_left_running_is_ended_and_a_signal_is_told(program: str, tmp_path: Path) -> None:
    note = tmp_path / "pids"
    commands = f"sleep 600 & echo $! > {note}; setsid sleep 601 & kill -KILL $$\n"
    gitscen_shell(tmp_path, "conflict/both-added", "--at", "0", commands=commands, program=program, code=137)
    assert ended(int(note.read_text()))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_shell_and_all_in_it(number: signal.Signals, tmp_path: Path) -> None:
    note = tmp_path / "pids"
    with start(tmp_path, "conflict/both-added", "--at", "0") as process:
        assert process.stdin is not None
        process.stdin.write(f"trap '' TERM HUP; sleep 600 & echo $! $$ > {note}; wait\n")
        process.stdin.flush()
        while not note.exists() or not note.read_text():
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(number)
        process.communicate(timeout=LIMIT)
    assert process.returncode == 130
    assert ended(*map(int, note.read_text().split()))
    assert not list((tmp_path / "ground").iterdir())


def test_control_c_belongs_to_the_shell(tmp_path: Path) -> None:
    with start(tmp_path, "conflict/both-added", "--at", "0") as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write("trap 'echo caught' INT; echo ready; read go; kill -INT $$; echo on; exit 3\n")
        process.stdin.flush()
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGINT)
        process.stdin.write("go\n")  # only now: the shell must not have ended when the signal comes
        process.stdin.flush()
        out = process.stdout.read()
    assert (process.returncode, out) == (3, "caught\non\n")


def test_a_terminal_gets_a_prompt_that_tells_where_it_is(tmp_path: Path) -> None:
    ours, its = pty.openpty()
    with start(tmp_path, "conflict/both-added", "--at", "0", program="/bin/bash", terminal=its) as process:
        os.close(its)
        os.write(ours, b'echo "$PS1"; exit 4\n')
        out, _ = process.communicate()
    os.close(ours)
    assert process.returncode == 4
    assert out == "(conflict/both-added[full] after step 0) \\W$ \n"


def test_a_shell_that_does_not_exist(tmp_path: Path) -> None:
    _, err = gitscen_shell(tmp_path, "conflict/both-added", "--at", "0", program="/no/shell", code=2)
    assert err.endswith("your shell /no/shell cannot be started: No such file or directory. Set SHELL to another.\n")


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (("conflict/both-added", "--at", "9"), 2, "has no step '9'"),
        (("conflict",), 2, "a shell is in one"),
        (("conflict/both-added", "--clone", "single-branch"), 5, "runs on"),
    ],
)
def test_wrong_use(args: tuple[str, ...], code: int, says: str) -> None:
    done = click.testing.CliRunner().invoke(cli, ["shell", *args])
    assert (done.exit_code, says in done.stderr) == (code, True), done.output


def test_a_signal_that_comes_before_the_shell_is_known_ends_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    note, start_process = tmp_path / "pid", subprocess.Popen

    def start_and_signal(*args: Any, **options: Any) -> subprocess.Popen[bytes]:  # noqa: ANN401 - as Popen
        process = start_process(*args, **options)
        note.write_text(str(process.pid))
        signal.raise_signal(signal.SIGTERM)
        return process

    def leave(number: int, _: object) -> None:
        raise SystemExit(number)

    monkeypatch.setattr("gitscen.run.shell.subprocess.Popen", start_and_signal)
    monkeypatch.setenv("SHELL", "/bin/sh")
    before = signal.signal(signal.SIGTERM, leave)
    try:
        with pytest.raises(SystemExit):
            open_shell(tmp_path, environment={"PATH": os.environ["PATH"]}, note="n", files=tmp_path)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert ended(int(note.read_text()))
