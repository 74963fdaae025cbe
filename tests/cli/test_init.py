from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import click.testing
import pytest

from gitscen.cli.init import LANGUAGES
from gitscen.cli.main import cli
from gitscen.init.starter import Language, read_starter


def init(*args: str, code: int = 0) -> click.testing.Result:
    done = click.testing.CliRunner().invoke(cli, ["init", *args])
    assert done.exit_code == code, (done.output, done.exception)
    return done


def play(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a printed command as a person's shell does, with the installed gitscen."""
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    return subprocess.run(
        ["sh", "-c", command], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_the_command_offers_every_language() -> None:
    assert tuple(language.value for language in Language) == LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_written_works_as_printed(language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if language == "node" and shutil.which("node") is None:
        pytest.skip("there is no node on PATH")
    monkeypatch.chdir(tmp_path)
    starter = read_starter(Language(language))
    *wrote, first, then = init("--language", language).stdout.splitlines()
    assert wrote == [f"wrote {file.path}" for file in starter.files]
    assert {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()} == {
        str(file.path) for file in starter.files
    }
    assert then.endswith(starter.next_command)
    done = play(first.removeprefix("Play the scenario:").strip(), tmp_path)
    assert (done.returncode, done.stderr) == (0, ""), done
    assert "2 cases: 2 passed" in done.stdout

    story = (tmp_path / "scenarios/first.toml").read_text()
    (tmp_path / "some.toml").write_text(story.replace('ask = "commit"\n', 'ask = "commit"\npaths = ["new.txt"]\n'))
    lacking = play(f"{starter.next_command} --format contract --clone full push/plain ./some.toml", tmp_path)
    assert "1 case: my workflow has no push\n" in lacking.stdout, lacking
    assert "1 case: it commits everything, not some paths\n" in lacking.stdout, lacking


def test_nothing_is_overwritten_and_nothing_is_written_beside_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "gitscen_adapter.py").write_text("mine\n")
    (tmp_path / ".github").mkdir()
    done = init(str(tmp_path), code=2)
    assert done.stdout == ""
    assert done.stderr == (
        f"gitscen: error: nothing was written, since this is there already: {tmp_path}/gitscen_adapter.py. "
        "Name another folder.\n"
    )
    assert [path.name for path in sorted(tmp_path.rglob("*"))] == [".github", "gitscen_adapter.py"]
    assert (tmp_path / "gitscen_adapter.py").read_text() == "mine\n"


def test_a_link_that_leads_nowhere_is_there_too(tmp_path: Path) -> None:
    (tmp_path / "gitscen_adapter.py").symlink_to(tmp_path / "elsewhere.py")
    assert "gitscen_adapter.py. Name another" in init(str(tmp_path), code=2).stderr
    assert not (tmp_path / "elsewhere.py").exists()


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "file/scenarios cannot be written: Not a directory." in init(str(tmp_path / "file"), code=2).stderr


def test_a_folder_of_another_name_is_made_and_entered(tmp_path: Path) -> None:
    folder = tmp_path / "my project"
    assert (
        f"cd '{folder}' && gitscen run --workflow 'sh gitscen-adapter.sh' ./scenarios/first.toml\n"
        in init("--language", "shell", str(folder)).stdout
    )
    assert os.access(folder / "gitscen-adapter.sh", os.X_OK)
