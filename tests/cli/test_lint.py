from __future__ import annotations

from pathlib import Path

import click.testing

from gitscen.cli.main import cli
from tests.scenario.test_lint import SOUND


def lint(*args: str, code: int) -> click.testing.Result:
    done = click.testing.CliRunner().invoke(cli, ["lint", *args])
    assert done.exit_code == code, (done.output, done.exception)
    return done


def test_files_and_folders_are_looked_at(tmp_path: Path) -> None:
    (tmp_path / "b.toml").write_text(SOUND)
    (tmp_path / "a.toml").write_text(SOUND.replace("A sound story", "A sound story."))
    done = lint(str(tmp_path), str(tmp_path / "b.toml"), code=0)
    assert done.stdout == (
        f"{tmp_path}/a.toml:1: hint: The title ends with a full stop. Titles stand in lists; leave it out.\n"
        f"{tmp_path}/a.toml: ok\n{tmp_path}/b.toml: ok\n{tmp_path}/b.toml: ok\n"
    )


def test_a_mistake_is_exit_code_2_and_the_others_are_looked_at_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(SOUND.replace("clean", "claen"))
    (tmp_path / "b.toml").write_text(SOUND)
    lines = lint(str(tmp_path), str(tmp_path / "no\x1bne.toml"), code=2).stdout.splitlines()
    assert lines[0].startswith(f"{tmp_path}/a.toml:10: mistake: Unknown key 'claen' of 'expect'. Did you mean 'clean'?")
    assert lines[1] == f"{tmp_path}/b.toml: ok"
    assert lines[2] == f"{tmp_path}/no\\x1bne.toml: mistake: The file cannot be read: No such file or directory."


def test_nothing_to_look_at(tmp_path: Path) -> None:
    assert "Name a folder with scenarios." in lint(str(tmp_path), code=5).stderr
    assert "Missing argument" in lint(code=2).stderr
