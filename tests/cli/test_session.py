"""`gitscen session` and `gitscen monitor` on the command line: what is played, served, shown, and the exit codes."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import click.testing
import pytest

from gitscen.cli.main import cli
from gitscen.cli.session.run import NUMBERED
from gitscen.scenario.find import select_stories
from tests.conftest import Place
from tests.processes import LIMIT
from tests.session.room import until

GITSCEN = [sys.executable, "-m", "gitscen"]


def invoke(*args: str, code: int = 0) -> click.testing.Result:
    done = click.testing.CliRunner().invoke(cli, args)
    assert done.exit_code == code, (done.output, done.exception)
    return done


def test_the_old_numbers_name_stories() -> None:
    for name in NUMBERED.values():
        assert select_stories([name])


def test_a_number_plays_its_scenario() -> None:
    done = invoke("session", "run", "1", "--clone", "full", "--format", "json", "--keep", "none")
    told = json.loads(done.stdout)
    assert [(case["id"], case["verdict"]) for case in told["cases"]] == [("session/basic-flow[full]", "passed")]


def test_a_broken_container_fails_and_can_be_played_again() -> None:
    container = "gitscen.zoo.containers:NeverPushes"
    done = invoke(
        "session", "run", "1", "--clone", "full", "--keep", "none", "--container", container, code=1,
    )  # fmt: skip
    assert "false-report" in done.stdout
    assert f"gitscen session run 'session/basic-flow[full]' --container {container} --keep all" in done.stdout


@pytest.mark.parametrize("args", [["9"], ["1", "--endpoint", "http://127.0.0.1:1"], ["1", "--container", "'"]])
def test_wrong_use_is_told(args: list[str]) -> None:
    done = click.testing.CliRunner().invoke(cli, ["session", "run", *args])
    assert done.exit_code in (2, 5)
    assert "error" in done.stderr


def test_a_load_prints_its_indicators(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gitscen.report.load.QUEUE_LIMIT", LIMIT)  # on a busy machine all takes longer
    monkeypatch.setattr("gitscen.report.load.SWITCH_LIMIT", LIMIT)
    done = invoke("session", "load", "--sessions", "2", "--projects", "1", "--commands", "2", "--sustained", "50")
    assert "2 sessions on 1 projects, 4 commands, 50 a second, full clones" in done.stdout
    assert done.stdout.count("holds  ") == 6
    assert "gitscen monitor" in done.stderr


def test_a_host_serves_a_person_until_it_is_told_to_end(place: Place, tmp_path: Path) -> None:
    home = str(tmp_path / "home")
    project = f"site={place.origin.path}"
    with subprocess.Popen(
        [*GITSCEN, "session", "serve", "--project", project, "--home", home], stdout=subprocess.PIPE, text=True
    ) as host:
        try:
            assert host.stdout
            assert host.stdout.readline().startswith("Serving site from ")
            opened = invoke("session", "open", "demo", "--project", "site", "--home", home)
            assert opened.stdout == "demo on thread-demo in client-site-user\n"
            answer = json.loads(invoke("session", "send", "demo", "Add a page", "--home", home).stdout)
            assert (answer["success"], answer["files"], answer["pushed"]) == (True, ["page.txt"], True)
            assert json.loads(invoke("session", "send", "demo", 'Fail with "no"', "--home", home, code=1).stdout)[
                "error"
            ]
            seen = json.loads(invoke("monitor", home, "--format", "json").stdout)
            assert [one["health"] for one in seen["containers"]] == ["HEALTHY"]
            # an answered command is acknowledged a moment later
            until(lambda: json.loads(invoke("monitor", home, "--format", "json").stdout)["backlog"] == 0)
            invoke("session", "close", "demo", "--home", home)
        finally:
            host.send_signal(signal.SIGTERM)
            host.wait(LIMIT)
    assert host.returncode == 130
    assert "host" in invoke("monitor", home).stdout
    assert place.origin.git("show", "thread-demo:page.txt") == "Add a page"


def test_a_desk_without_a_host_is_told(tmp_path: Path) -> None:
    done = click.testing.CliRunner().invoke(cli, ["session", "close", "x", "--home", str(tmp_path)])
    assert (done.exit_code, "no host's home" in done.stderr) == (2, True)


@pytest.mark.parametrize("terminal", [True, False])
def test_a_monitor_watches_until_it_is_interrupted(place: Place, *, terminal: bool) -> None:
    clone = place.clone("workspace")
    ours, its = os.openpty() if terminal else os.pipe()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "100", "LINES": "30"}
    with subprocess.Popen(
        [*GITSCEN, "monitor", str(clone.path), "--watch", "--every", "0.05"], stdout=its, stderr=its, env=environment
    ) as watching:
        os.close(its)
        try:
            heard = b""
            while heard.count(b"Recent commits") < 2:
                piece = read_soon(ours)
                assert piece, heard
                heard += piece
            watching.send_signal(signal.SIGINT)
            while read_soon(ours):  # its last words: where nobody reads them, it cannot end
                pass
            assert watching.wait(LIMIT) == 130
        finally:
            watching.kill()
            os.close(ours)


def read_soon(descriptor: int) -> bytes:
    """Return what comes next, nothing at the end: Linux says EIO where the other end of a terminal is closed."""
    assert select.select([descriptor], [], [], LIMIT)[0], "it says no more, and does not end"
    try:
        return os.read(descriptor, 4096)
    except OSError:
        return b""


def test_watching_is_for_people() -> None:
    assert click.testing.CliRunner().invoke(cli, ["monitor", ".", "--watch", "--format", "json"]).exit_code == 2
