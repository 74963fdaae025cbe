"""A subject is stopped at moments: real git behind the one that stops, and commands that run at once."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from gitscen.errors import WorldError
from gitscen.subject.stops import Stops


def git(*args: str) -> int:
    return subprocess.run(["git", *args], capture_output=True, check=False).returncode


def stops(root: Path, *moments: str, kill: str | None = None, at: Callable[[str], None] | None = None) -> Stops:
    return Stops(root, kill=kill, moments=moments, at=at or (lambda _: None))


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "repository"
    subprocess.run(["git", "init", "-q", str(place)], check=True)
    monkeypatch.chdir(place)
    return place


def test_the_world_acts_at_its_moment_and_the_subject_waits(tmp_path: Path, repository: Path) -> None:
    seen: list[tuple[str, bool]] = []
    made = repository / ".git/refs/heads/made"

    def ask() -> str:
        assert git("commit", "-qm", "branch made", "--allow-empty") == 0
        assert git("-c", "a.b=branch", "branch", "made") == 0
        return "answer"

    moments = ("before branch", "after branch", "before commit")
    stopped = stops(tmp_path, *moments, at=lambda moment: seen.append((moment, made.exists())))
    assert stopped.ask(ask) == "answer"
    assert seen == [("before commit", False), ("before branch", False), ("after branch", True)]
    assert stopped.missed is None
    assert str(tmp_path) not in os.environ["PATH"]


def test_a_number_means_the_how_many_eth_command(tmp_path: Path, repository: Path) -> None:
    del repository
    seen: list[str] = []
    stopped = stops(tmp_path, "before tag #2", "before tag", "before tag #4", at=seen.append)
    stopped.ask(lambda: [git("tag", "-l") for _ in range(3)])
    assert seen == ["before tag", "before tag #2"]
    assert stopped.missed is not None
    assert (stopped.missed.moment, stopped.missed.ran) == ("before tag #4", "tag (3 times)")


def test_exit_codes_and_input_pass_through(tmp_path: Path, repository: Path) -> None:
    del repository

    def ask() -> tuple[int, bytes]:
        told = subprocess.run(["git", "hash-object", "--stdin"], input=b"x\n", capture_output=True, check=True).stdout
        return git("rev-parse", "--verify", "nothing"), told

    assert stops(tmp_path, "after hash-object", "after rev-parse").ask(ask) == (
        128, b"587be6b4c3f93f93c489c0111bba5596147a26cb\n",
    )  # fmt: skip


def test_commands_at_once_are_counted_one_by_one(tmp_path: Path, repository: Path) -> None:
    del repository
    seen: list[str] = []

    def ask() -> None:
        running = [subprocess.Popen(["git", "tag", "-l"], stdout=subprocess.DEVNULL) for _ in range(8)]
        assert [one.wait() for one in running] == [0] * 8

    stopped = stops(tmp_path, *(f"before tag #{number}" for number in range(1, 9)), at=seen.append)
    stopped.ask(ask)
    assert len(seen) == len(set(seen)) == 8
    assert stopped.missed is None


def test_what_the_world_cannot_do_is_raised_and_the_subject_goes_on(tmp_path: Path, repository: Path) -> None:
    went_on = []

    def fail(moment: str) -> None:
        raise WorldError(moment)

    def ask() -> None:
        git("tag", "-l")
        went_on.append(repository)

    with pytest.raises(WorldError, match="before tag"):
        stops(tmp_path, "before tag", "after tag", at=fail).ask(ask)
    assert went_on == [repository]


@pytest.mark.parametrize(("kill", "made"), [("before tag", False), ("after tag", True)])
def test_a_subject_is_killed_with_its_children_in_groups_of_their_own(
    tmp_path: Path, repository: Path, *, kill: str, made: bool
) -> None:
    git("commit", "-qm", "x", "--allow-empty")
    acted: list[str] = []

    def ask() -> None:
        child = "import subprocess; subprocess.run(['git', 'tag', 'made'], check=True)"
        subprocess.run([sys.executable, "-c", child], check=True, start_new_session=True)
        (repository / "survived").write_text("")

    stopped = stops(tmp_path, "before tag", kill=kill, at=acted.append)
    assert stopped.ask(ask) is None
    assert stopped.missed is None
    assert acted == ["before tag"]
    assert (repository / ".git/refs/tags/made").exists() is made
    assert not (repository / "survived").exists()


def test_a_kill_that_never_comes_is_missed(tmp_path: Path, repository: Path) -> None:
    del repository
    stopped = stops(tmp_path, kill="before push")
    assert stopped.ask(lambda: git("-C", ".", "stash", "list")) is None
    assert stopped.missed is not None
    assert (stopped.missed.moment, stopped.missed.ran) == ("before push", "stash list")


def test_words_that_are_no_commands_do_not_count(tmp_path: Path, repository: Path) -> None:
    del repository
    seen: list[str] = []
    stopped = stops(tmp_path, "before push", "before tag push", at=seen.append)
    stopped.ask(lambda: [git("tag", "x push"), git("tag", "--list", "a\npush"), git("log", "push")])
    assert seen == []
    assert stopped.missed is not None
    assert stopped.missed.ran == "tag (2 times), log"
