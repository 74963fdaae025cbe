"""Reflogs: only what git cannot read, or whose object is gone, is taken out of one."""

from __future__ import annotations

from pathlib import Path

import pytest

from gitscen.recover.tell import sound
from tests.conftest import Place, Repository
from tests.recover.broken import make_workspace, mended, photograph


@pytest.fixture
def ws(place: Place) -> Repository:
    return make_workspace(place)


def test_every_line_that_git_can_read_stays(ws: Repository) -> None:
    path = ws.path / ".git/logs/HEAD"
    before = path.read_bytes()
    path.write_bytes(before + b"torn in the mid")
    assert sound(mended(ws.path))
    assert path.read_bytes() == before


def test_a_linked_worktree_has_a_log_of_its_own(ws: Repository, tmp_path: Path) -> None:
    ws.git("worktree", "add", "-q", "-b", "side", str(tmp_path / "side"))
    side = Repository(tmp_path / "side")
    made = side.commit("side", {"side.txt": "side\n"})
    own, shared = ws.path / ".git/worktrees/side/logs/HEAD", ws.path / ".git/logs/refs/heads/side"
    before = {path: path.read_bytes() for path in (own, shared, ws.path / ".git/logs/HEAD")}
    for path in (own, shared):
        path.write_bytes(b"garbage\n" + before[path] + b"torn")
    assert sound(mended(side.path))
    assert {path: path.read_bytes() for path in before} == before
    assert side.git("rev-parse", "side@{0}") == made


def test_a_line_above_which_one_is_gone_follows_on_what_is_left(ws: Repository) -> None:
    ws.git("commit", "-q", "--allow-empty", "-m", "gone")
    gone = ws.git("rev-parse", "HEAD")
    ws.git("reset", "-q", "--soft", "HEAD~1")
    before = ws.git("reflog", "HEAD", "--format=%gs").splitlines()
    (ws.path / ".git/objects" / gone[:2] / gone[2:]).unlink()
    mended(ws.path)
    ws.git("fsck", "--no-dangling", "--no-progress")
    assert ws.git("reflog", "HEAD", "--format=%gs").splitlines() == [before[0], *before[2:]]
    once = photograph(ws.path)
    mended(ws.path)
    assert photograph(ws.path) == once
