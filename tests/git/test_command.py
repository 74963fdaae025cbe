from pathlib import Path

import pytest

from gitscen.errors import GitError, GitMissing
from gitscen.git.command import Git, git_version, parse_version, require_git
from gitscen.git.environment import config_text, hermetic


@pytest.fixture
def git(tmp_path: Path) -> Git:
    home = tmp_path / "home"
    home.mkdir()
    (home / ".gitconfig").write_text(config_text())
    return Git(tmp_path, hermetic(home))


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("git version 2.39.5\n", (2, 39, 5)),
        ("git version 2.50.1 (Apple Git-155)\n", (2, 50, 1)),
        ("git version 2.45.0.windows.1\n", (2, 45, 0)),
        ("git version 2.47.0-rc1\n", (2, 47, 0)),
        ("git version 2.51\n", (2, 51)),
    ],
)
def test_version_is_read_whatever_vendors_append(text: str, version: tuple[int, ...]) -> None:
    assert parse_version(text) == version


def test_what_is_no_git_is_told() -> None:
    with pytest.raises(GitMissing, match="Install git"):
        parse_version("hello\n")


def test_an_old_git_is_refused_and_a_new_one_is_not() -> None:
    assert require_git((2, 36)) == (2, 36)
    assert require_git() == git_version()
    with pytest.raises(GitMissing, match=r"2\.35\.9 here and gitscen needs 2\.36"):
        require_git((2, 35, 9))


def test_no_git_on_path_is_told(tmp_path: Path) -> None:
    with pytest.raises(GitMissing):
        Git(tmp_path, {"PATH": str(tmp_path)}).try_("--version")


def test_a_failure_carries_all_that_is_known(git: Git) -> None:
    assert git.try_("rev-parse", "HEAD").code == 128
    with pytest.raises(GitError) as caught:
        git.run("rev-parse", "HEAD")
    assert caught.value.argv == ("git", "rev-parse", "HEAD")
    assert caught.value.cwd == str(git.directory)
    assert "not a git repository" in str(caught.value)


def test_a_command_that_takes_too_long_is_ended(git: Git) -> None:
    git.run("init", "-q", "--template=")
    git.run("config", "alias.wait", "!exec sleep 60")
    with pytest.raises(GitError, match=r"not ended after 0\.2 s"):
        Git(git.directory, git.env, limit=0.2).run("wait")


def test_what_cannot_be_started_is_an_error_of_git(git: Git) -> None:
    with pytest.raises(GitError, match="could not be started"):
        Git(git.directory / "nowhere", git.env).try_("status")
    with pytest.raises(GitError, match="could not be started"):
        git.try_("status", "a\0b")


def test_bytes_go_in_and_come_out(git: Git) -> None:
    assert git.run("stripspace", stdin=b"caf\xe9  \n").stdout == b"caf\xe9\n"
