from pathlib import Path

import pytest

from gitscen.git.command import Git
from gitscen.git.environment import config_text, hermetic


def test_nothing_of_the_process_around_gets_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = hermetic(tmp_path)
    for name in ("GIT_DIR", "GIT_CONFIG_COUNT", "LC_ALL", "EDITOR", "SSH_AUTH_SOCK", "PYTHONPATH"):
        monkeypatch.setenv(name, "anything")
    assert hermetic(tmp_path) == before


def test_git_reads_the_home_and_no_other_file(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / ".gitconfig").write_text(config_text())
    said = Git(tmp_path, hermetic(home)).run("config", "--list", "--show-origin", "--name-only", "-z").fields
    origins = {field for field in said if field.startswith(b"file:")}
    assert origins == {f"file:{home}/.gitconfig".encode()}


def test_the_environment_reaches_no_network_and_no_repository_above(tmp_path: Path) -> None:
    home, inside = tmp_path / "world/home", tmp_path / "world/workspace"
    home.mkdir(parents=True)
    inside.mkdir()
    env = hermetic(home)
    Git(tmp_path, env).run("init", "-q", "--template=")
    assert not Git(inside, env).try_("rev-parse", "--git-dir").ok
    assert "not allowed" in Git(tmp_path, env).try_("ls-remote", "https://example.invalid/x").stderr
