"""Settings of remotes that git dies at are told, and no others: git is asked about each."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from gitscen.doctor.evidence.refspec import is_refused_remote
from gitscen.doctor.evidence.settings import ConfigEntry
from tests.conftest import Repository

DIES = [
    ("fetch", "+refs/heads/*:refs/remo"),
    ("fetch", "refs/heads/*"),
    ("fetch", "refs/heads/*:"),
    ("fetch", "refs/heads/main:refs/remotes/*"),
    ("fetch", "+refs/heads/*/*:refs/remotes/o/*/*"),
    ("fetch", "refs/heads/a b"),
    ("fetch", "refs/heads/x.lock:refs/heads/x"),
    ("fetch", "refs//heads"),
    ("fetch", "^refs/heads/a:refs/heads/b"),
    ("fetch", None),
    ("push", "refs/heads/*:refs/heads/main"),
    ("push", "main:refs/heads/a..b"),
    ("push", None),
    ("url", None),
    ("pushurl", None),
]
WORKS = [
    ("fetch", "+refs/heads/*:refs/remotes/o/*"),
    ("fetch", "refs/heads/main"),
    ("fetch", ":refs/heads/x"),
    ("fetch", "main:main"),
    ("fetch", "^refs/heads/wip/*"),
    ("fetch", "refs/heads/feature-*:refs/remotes/o/feature-*"),
    ("fetch", "@:refs/heads/x"),
    ("fetch", ""),
    ("push", ":"),
    ("push", "+:"),
    ("push", "HEAD~2:refs/heads/x"),
    ("push", "refs/heads/*:refs/heads/*"),
    ("push", ":refs/heads/gone"),
    ("url", ""),
    ("prune", None),
]
CASES = [*((*one, True) for one in DIES), *((*one, False) for one in WORKS)]


@pytest.mark.parametrize(("name", "value", "refused"), CASES)
def test_what_git_dies_of_is_refused(name: str, value: str | None, *, refused: bool) -> None:
    assert is_refused_remote(ConfigEntry(f"remote.o.{name}", value, 1)) is refused


def test_git_says_the_same(tmp_path: Path) -> None:
    ws = Repository(tmp_path)
    ws.git("init", "-q")
    config = tmp_path / ".git/config"
    sound = config.read_text()
    for name, value, refused in CASES:
        config.write_text(f'{sound}[remote "o"]\n\turl = x\n\t{name}{"" if value is None else f" = {value}"}\n')
        done = subprocess.run(["git", "remote", "get-url", "o"], cwd=tmp_path, capture_output=True, check=False)
        assert (done.returncode == 128) is refused, (name, value, done.stderr)


def test_other_settings_are_left_to_others() -> None:
    assert not is_refused_remote(ConfigEntry("remote.pushdefault", None, 1))
    assert not is_refused_remote(ConfigEntry("branch.main.fetch", None, 1))
