"""`gitscen doctor`: the command."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]
import pytest
from click.testing import CliRunner, Result

from gitscen.cli.doctor import doctor
from gitscen.cli.main import cli
from gitscen.doctor.report.schema import report_schema
from tests.conftest import Repository


@pytest.fixture
def workspace(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "ws")
    made.path.mkdir()
    made.git("init", "-q", "-b", "main")
    made.git("config", "user.name", "D")
    made.git("config", "user.email", "d@example.invalid")
    made.commit("one", {"a.txt": "a\n"})
    return made


def invoke(*args: str, code: int = 0) -> Result:
    done = CliRunner().invoke(cli, ["doctor", *args])
    assert done.exit_code == code, done.output
    return done


def test_a_sound_workspace(workspace: Repository) -> None:
    told = invoke(str(workspace.path)).stdout
    assert told.startswith(f"healthy: {workspace.path}\n")
    assert "1 commit: refs/heads/main" in told


def test_the_workspace_is_here_unless_named(workspace: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(workspace.path)
    assert invoke().stdout.startswith(f"healthy: {workspace.path}\n")


def test_what_is_wrong_makes_the_exit_code(workspace: Repository) -> None:
    (workspace.path / ".git" / "index.lock").touch()
    report = json.loads(invoke(str(workspace.path), "--format", "json", code=1).stdout)
    jsonschema.validate(report, report_schema())
    assert [finding["code"] for finding in report["findings"]] == ["lock-stale"]
    assert report["level"] == "interrupted"


def test_the_report_goes_into_a_file(workspace: Repository, tmp_path: Path) -> None:
    told = invoke(str(workspace.path), "-o", str(tmp_path / "out")).stdout
    assert told == ""
    assert (tmp_path / "out").read_text().startswith("healthy: ")


@pytest.mark.parametrize("name", ["nowhere", "file"])
def test_no_folder_is_wrong_use(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    told = invoke(str(tmp_path / name), code=2)
    assert told.stdout == ""
    assert told.stderr.startswith("gitscen: error: There is no folder at ")


def test_a_folder_without_a_repository_is_a_finding(tmp_path: Path) -> None:
    assert "git-missing" in invoke(str(tmp_path), code=1).stdout


def test_nothing_of_progress_goes_anywhere_but_to_a_terminal(workspace: Repository) -> None:
    assert invoke(str(workspace.path)).stderr == ""


def test_the_command_tells_what_it_does_not_do() -> None:
    assert doctor.help is not None
    assert "Nothing is changed" in doctor.help


class Terminal:
    """A standard error that says it is a terminal."""

    def __init__(self) -> None:
        self.written = ""

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self.written += text
        return len(text)

    def flush(self) -> None:
        pass


@contextmanager
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    made = Terminal()
    monkeypatch.setattr("sys.stderr", made)
    monkeypatch.setenv("TERM", "xterm")
    yield made


def test_what_takes_long_is_told_on_a_terminal_and_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    from gitscen.cli.waiting import ERASE_LINE, waiting

    with terminal(monkeypatch) as shown:
        with waiting("reading", after=0.0):
            while not shown.written:
                pass
        assert shown.written.startswith(f"{ERASE_LINE}reading ... ")
        assert shown.written.endswith(ERASE_LINE)


def test_what_is_quick_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    from gitscen.cli.waiting import waiting

    with terminal(monkeypatch) as shown:
        with waiting("reading"):
            pass
        assert shown.written == ""
