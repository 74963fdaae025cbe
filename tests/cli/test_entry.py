"""The installed command: the short way to the doctor tells what the long one tells."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from gitscen.cli.entry import plain_doctor
from gitscen.cli.main import cli
from tests.conftest import Repository


@pytest.mark.parametrize(
    ("args", "path"),
    [
        (["doctor"], "."),
        (["doctor", "ws"], "ws"),
        (["doctor", "--help"], None),
        (["doctor", "-"], None),
        (["doctor", "ws", "--verbose"], None),
        (["doctor", "a", "b"], None),
        (["recover", "ws"], None),
        (["--help"], None),
        ([], None),
    ],
)
def test_only_a_doctor_without_options_goes_the_short_way(args: list[str], path: str | None) -> None:
    assert plain_doctor(args) == path


def command(*args: str, **streams: int) -> subprocess.CompletedProcess[str]:
    program = "import os, sys; from gitscen.cli.entry import main; end = os._exit\n"
    program += "os._exit = lambda code: (print('click' in sys.modules, file=sys.stderr, flush=True), end(code))\n"
    argv = [sys.executable, "-c", program + "main()", *args]
    return subprocess.run(argv, text=True, check=False, **({"capture_output": True} | streams))  # type: ignore[call-overload, no-any-return]


@pytest.mark.parametrize("harm", [False, True])
def test_both_ways_tell_the_same_and_the_short_one_imports_no_click(tmp_path: Path, *, harm: bool) -> None:
    made = Repository(tmp_path / "ws")
    made.path.mkdir()
    made.git("init", "-q", "-b", "main")
    made.commit("one", {"a.txt": "a\n"})
    if harm:
        (made.path / ".git" / "index.lock").touch()
    short, long = command("doctor", str(made.path)), CliRunner().invoke(cli, ["doctor", str(made.path)])
    assert (short.stdout, short.returncode) == (long.stdout, long.exit_code)
    assert short.returncode == harm
    assert short.stderr == "False\n"


def test_what_goes_wrong_is_told_as_ever(tmp_path: Path) -> None:
    done = command("doctor", str(tmp_path / "none"))
    assert done.returncode == 2
    assert done.stderr.startswith("gitscen: error: There is no folder at ")
    assert not done.stdout


def test_a_reader_that_went_away_is_no_bug(tmp_path: Path) -> None:
    end, begin = os.pipe()
    os.close(end)
    done = command("doctor", str(tmp_path), stdout=begin, stderr=subprocess.PIPE, capture_output=False)
    os.close(begin)
    assert (done.returncode, done.stderr) == (1, "False\n")  # the short way, and no traceback
