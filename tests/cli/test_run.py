from __future__ import annotations

import functools
import json
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree as ET

import click.testing
import pytest

from gitscen.cli.main import cli
from gitscen.run.pool import run_cases
from gitscen.scenario.model import Case
from tests.processes import LIMIT, ended
from tests.run.test_pool import case

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def no_wish(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("NO_COLOR", "GITSCEN_TRACEBACK"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "ground").mkdir()
    monkeypatch.setattr("gitscen.run.ground.choose_parent", lambda: tmp_path / "ground")


@pytest.fixture
def play(monkeypatch: pytest.MonkeyPatch) -> None:
    """Play cases as tests.run.plays tells, and take each word of a selection for a case of that name."""
    pretend = functools.partial(run_cases, play="tests.run.plays:by_name")
    monkeypatch.setattr("gitscen.run.pool.run_cases", pretend)

    def select(selections: tuple[str, ...], **_: object) -> tuple[Case, ...]:
        return tuple(case(name) for name in selections)

    monkeypatch.setattr("gitscen.scenario.find.select_cases", select)


def gitscen(*args: str, code: int) -> click.testing.Result:
    done = click.testing.CliRunner().invoke(cli, args)
    assert done.exit_code == code, (done.output, done.exception)
    assert "Traceback" not in done.output
    return done


@pytest.mark.usefixtures("play")
@pytest.mark.parametrize(
    ("names", "code"),
    [("passes", 0), ("passes skips", 0), ("passes fails", 1), ("passes dies", 1), ("raises", 1)],
)
def test_the_exit_code_tells_how_it_went(names: str, code: int) -> None:
    gitscen("run", *names.split(), "--keep", "none", code=code)


@pytest.mark.usefixtures("play")
def test_a_run_in_which_all_was_skipped_is_no_pass() -> None:
    done = gitscen("run", "skips", code=1)
    assert done.stderr == "gitscen: every case was skipped, so nothing has been shown; this is not a pass.\n"
    assert "skipped skips[full] 0.50 s\n  no push here\n" in done.stdout


@pytest.mark.usefixtures("play")
def test_a_pipe_gets_a_line_a_case_then_what_failed_then_the_summary() -> None:
    done = gitscen("run", "passes", "fails", "--jobs", "1", "--keep", "none", code=1)
    lines = done.stdout.splitlines()
    assert lines[:3] == ["passed passes[full] 0.50 s", "failed fails[full] 0.50 s", "failed fails[full] 0.50 s"]
    assert lines[3] == "  step 1: work-lost"
    assert lines[-1].startswith("2 cases: 1 passed, 1 failed in ")
    assert done.stderr == ""


@pytest.mark.usefixtures("play")
def test_json_on_standard_output_is_all_that_is_there() -> None:
    report = json.loads(gitscen("run", "fails", "passes", "--format", "json", "--keep", "none", code=1).stdout)
    assert [each["id"] for each in report["cases"]] == ["fails[full]", "passes[full]"]
    assert report["workflow"] == "gitscen.workflow:Workspace"
    assert report["git"][0].isdigit()


@pytest.mark.usefixtures("play")
def test_a_report_in_a_file_replaces_what_was_there(tmp_path: Path) -> None:
    out = tmp_path / "report.xml"
    out.write_text("old " * 10_000)
    done = gitscen("run", "passes", "--format", "junit", "-o", str(out), code=0)
    assert ET.fromstring(out.read_bytes()).attrib["tests"] == "1"  # noqa: S314 - our own
    assert done.stdout.splitlines()[0] == "passed passes[full] 0.50 s"
    assert done.stdout.splitlines()[1].startswith("1 case: 1 passed in ")


@pytest.mark.usefixtures("play")
def test_exitfirst_says_what_was_left_out() -> None:
    done = gitscen("run", "fails", "passes", "passes", "-x", "-j1", "--keep", "none", code=1)
    assert done.stderr.startswith("gitscen: 2 of 3 cases were not judged: stopped at the first")


@pytest.mark.usefixtures("play")
def test_shards_take_every_case_once() -> None:
    names = [f"passes{number}" for number in range(5)]
    parts = [
        json.loads(gitscen("run", *names, "--shard", f"{k}/3", "--format", "json", "--keep", "none", code=0).stdout)
        for k in (1, 2, 3)
    ]
    ids = [[each["id"] for each in part["cases"]] for part in parts]
    assert ids == [["passes0[full]", "passes3[full]"], ["passes1[full]", "passes4[full]"], ["passes2[full]"]]


@pytest.mark.usefixtures("play")
def test_a_shard_without_cases_says_so() -> None:
    done = gitscen("run", "passes", "--shard", "2/2", "--format", "json", code=0)
    assert done.stderr.startswith("gitscen: shard 2/2 has no case")
    assert done.stdout == ""


@pytest.mark.parametrize("shard", ["0/2", "3/2", "1", "1/2/3", "-1/2", "٢/٣", "1/0"])
def test_a_shard_that_is_none(shard: str) -> None:
    assert "Give K/N with K from 1 to N" in gitscen("run", f"--shard={shard}", code=2).stderr


def test_an_unwritable_output_is_found_before_anything_is_built(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("gitscen.run.pool.run_cases", lambda *_, **__: pytest.fail("a world was built"))
    for out in (tmp_path / "missing/report", tmp_path):
        done = gitscen("run", "-o", str(out), code=2)
        assert done.stderr.startswith(f"gitscen: error: the report cannot be written to {out}: ")


def test_a_selection_without_cases_leaves_no_file_behind(tmp_path: Path) -> None:
    out = tmp_path / "report"
    assert gitscen("run", "no-such-scenario", "-o", str(out), code=5).stderr.startswith("gitscen: error: ")
    assert not out.exists()


@pytest.mark.usefixtures("play")
def test_a_run_that_cannot_begin_leaves_reports_as_they_were(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("gitscen.run.ground.choose_parent", lambda: tmp_path / "missing")
    old = tmp_path / "old"
    old.write_text("old")
    for out in (old, tmp_path / "new"):
        assert "Set TMPDIR to a place with room." in gitscen("run", "passes", "-o", str(out), code=3).stderr
    assert old.read_text() == "old"
    assert not (tmp_path / "new").exists()


def test_a_machine_without_git(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "gitscen", "run"],
        env={**os.environ, "PATH": str(tmp_path)}, cwd=REPOSITORY, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr.startswith("gitscen: error: there is no git program")
    assert done.stderr.count("\n") == 1


def test_a_bug_of_ours_has_no_traceback_unless_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyError("x\x1b[2J")

    monkeypatch.setattr("gitscen.scenario.find.select_cases", broken)
    done = gitscen("run", code=3)
    assert done.stderr == (
        "gitscen: error: a bug in gitscen: KeyError: 'x\\x1b[2J'\n"
        "Run it again with GITSCEN_TRACEBACK=1 to see where, and report that.\n"
    )
    monkeypatch.setenv("GITSCEN_TRACEBACK", "1")
    assert "Traceback (most recent call last)" in click.testing.CliRunner().invoke(cli, ["run"]).stderr


PROGRAM = """
import functools, pathlib, sys
from gitscen.run import ground, pool
from gitscen.scenario import find
from gitscen.cli.main import cli
from tests.run.test_pool import case
ground.choose_parent = lambda: pathlib.Path(sys.argv[1])
pool.run_cases = functools.partial(pool.run_cases, play="tests.run.plays:by_name")
find.select_cases = lambda names, **_: tuple(case(name, source=sys.argv[2]) for name in names)
cli.main(sys.argv[3:])
"""


def program(tmp_path: Path, *args: str) -> list[str]:
    return [sys.executable, "-c", PROGRAM, str(tmp_path / "ground"), str(tmp_path / "pids"), *args]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupted_run_reports_what_was_judged(number: signal.Signals, tmp_path: Path) -> None:
    process = subprocess.Popen(
        program(tmp_path, "run", "passes", "hangs", "--format", "json"),
        cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    with process:
        note = tmp_path / "pids"
        while not note.exists() or not note.read_text():
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(number)
        out, err = process.communicate(timeout=LIMIT)
    report = json.loads(out)
    assert process.returncode == 130
    assert report["summary"]["interrupted"] is True
    assert {each["id"] for each in report["cases"]} <= {"passes[full]"}
    assert "of 2 cases were not judged: interrupted." in err
    assert ended(*map(int, note.read_text().split()))
    assert not list((tmp_path / "ground").iterdir())


def test_a_reader_that_goes_away_gets_no_traceback(tmp_path: Path) -> None:
    with subprocess.Popen(
        program(tmp_path, "run", *["passes"] * 30, "-j1"),
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert not list((tmp_path / "ground").iterdir())


@pytest.mark.parametrize(("plain", "coloured"), [("", True), ("1", False)])
def test_a_terminal_gets_a_line_that_goes_away(plain: str, tmp_path: Path, *, coloured: bool) -> None:
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "NO_COLOR": plain, "COLUMNS": "30"}
    with subprocess.Popen(
        program(tmp_path, "run", "passes", "fails", "-j1", "--keep", "none"),
        cwd=REPOSITORY, stdin=theirs, stdout=theirs, stderr=theirs, env=environment,
    ):  # fmt: skip
        os.close(theirs)
        seen = b""
        while piece := _read(ours):
            seen += piece
    os.close(ours)
    text = seen.decode()
    assert text.count("\r\x1b[K") == 3
    assert "1/2  passes[full]" in text
    assert ("\x1b[32m" in text, "\x1b[31m" in text) == (coloured, coloured)
    assert text.rpartition("\r\x1b[K")[2].replace("\x1b[31m", "").startswith("failed")
    assert "passed passes" not in text


def _read(descriptor: int) -> bytes:
    """Return what a terminal showed next; Linux says EIO where its other end is closed."""
    try:
        return os.read(descriptor, 65536)
    except OSError:
        return b""


@pytest.mark.usefixtures("play")
def test_every_case_is_played_as_often_as_it_is_wanted() -> None:
    done = gitscen("run", "passes1", "passes2", "--repeat", "3", "-j1", code=0)
    lines = done.stdout.splitlines()
    assert lines[:6] == [f"passed passes{number}[full] 0.50 s" for number in (1, 2)] * 3
    assert lines[6].startswith("2 cases, 3 times each: 2 passed in ")
    report = json.loads(gitscen("run", "passes1", "--repeat", "3", "--format", "json", code=0).stdout)
    assert report["summary"]["repeat"] == 3
    assert [(case["times"], case["seconds"]) for case in report["cases"]] == [(3, 1.5)]


@pytest.mark.usefixtures("play")
def test_a_case_that_comes_out_differently_fails(tmp_path: Path) -> None:
    done = gitscen("run", "dices", "--repeat", "2", "--keep", "none", code=1)
    assert "failed dices[full] 1.00 s\n  after the last step: not-deterministic\n" in done.stdout
    assert "    rounds 1 and 2 of 2 came out differently: refs/heads/main.\n" in done.stdout
    assert not list((tmp_path / "ground").iterdir())


@pytest.mark.usefixtures("play")
def test_a_seed_shuffles_the_plays_and_not_the_report() -> None:
    names = [f"passes{number}" for number in range(6)]
    done = gitscen("run", *names, "--seed", "3", "-j1", code=0)
    *plays, summary = done.stdout.splitlines()
    assert sorted(plays) != plays
    assert sorted(plays) == [f"passed {name}[full] 0.50 s" for name in names]
    assert summary.endswith(", seed 3)")
    assert (
        done.stdout.splitlines()[:-1] == gitscen("run", *names, "--seed", "3", "-j1", code=0).stdout.splitlines()[:-1]
    )
    report = json.loads(gitscen("run", *names, "--seed", "3", "--format", "json", code=0).stdout)
    assert [case["scenario"] for case in report["cases"]] == names
    assert report["summary"]["seed"] == 3


@pytest.mark.usefixtures("play")
def test_exitfirst_ends_all_rounds() -> None:
    done = gitscen("run", "fails", "passes", "--repeat", "2", "-x", "-j1", "--keep", "none", code=1)
    assert done.stderr.startswith("gitscen: 3 of 4 cases were not judged: stopped at the first")


@pytest.mark.usefixtures("play")
def test_a_known_failure_is_not_red_and_its_world_goes(tmp_path: Path) -> None:
    known = tmp_path / "known.txt"
    known.write_text("fails[full]  since ever\n")
    done = gitscen("run", "passes", "fails", "--known", str(known), "-x", code=0)
    assert "known fails[full] 0.50 s\n  lost\n  known: since ever\n" in done.stdout
    assert done.stdout.splitlines()[-1].startswith("2 cases: 1 passed, 1 known in ")
    assert not list((tmp_path / "ground").iterdir())
    gitscen("run", "fails", "--known", str(known), code=0)


@pytest.mark.usefixtures("play")
def test_what_is_known_to_fail_and_passes_is_red(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("known").write_text("# mended\npasses\n")
    done = gitscen("run", "passes", "passes1", "--known", "known", code=1)
    assert "fixed passes[full] 0.50 s\n  it passes, and known:2 declares that it fails. Take that line" in done.stdout


@pytest.mark.parametrize("text", ["conflict/both-addled why\n", "conflict\n", "'half\n"])
def test_a_list_that_is_wrong_ends_before_anything_is_built(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("known").write_text(f"push/plain\n{text}")
    done = gitscen("run", "push/plain", "--known", "known", "-o", "report", code=2)
    assert "gitscen: error: known:2: " in done.stderr
    assert not list((tmp_path / "ground").iterdir())
    assert not Path("report").exists()


@pytest.mark.usefixtures("play")
def test_a_contract_is_all_that_is_there() -> None:
    done = gitscen("run", "passes", "fails", "--format", "contract", "--keep", "none", code=1)
    assert done.stdout.startswith("What gitscen.workflow:Workspace keeps:\n\n  scenarios  1 of 2\n\nInvariants")
    assert "  work-lost: 1 case\n    fails[full], step 1: lost\n" in done.stdout


@pytest.mark.usefixtures("play")
def test_a_failed_case_has_a_script_in_its_world() -> None:
    report = json.loads(gitscen("run", "fails", "passes", "--format", "json", code=1).stdout)
    failed, passed = report["cases"]
    assert failed["script"] == f"{failed['world']}/rebuild.sh"
    assert Path(failed["script"]).read_text().startswith("#!/bin/sh\n# fails[full]: t\n")
    assert (failed["steps"], passed["script"]) == (2, "")
