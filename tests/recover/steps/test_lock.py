"""Locks: what a whole one holds is pinned first, a torn one is never shown to git, a right one is installed."""

from __future__ import annotations

import shutil

import pytest

from gitscen.recover.tell import sound
from tests.conftest import Place, Repository
from tests.recover.broken import make_workspace, mended


@pytest.fixture
def ws(place: Place) -> Repository:
    return make_workspace(place)


def lock_with(ws: Repository, files: dict[str, str]) -> bytes:
    """Leave an index.lock behind that has these files staged besides."""
    index, lock = ws.path / ".git/index", ws.path / ".git/index.lock"
    shutil.copy2(index, ws.path / ".git/kept")
    ws.write(files)
    ws.git("add", *files)
    index.rename(lock)
    (ws.path / ".git/kept").rename(index)
    return lock.read_bytes()


def test_what_only_the_lock_has_staged_is_held(ws: Repository) -> None:
    lock_with(ws, {"late.txt": "only in the lock\n"})
    (ws.path / "late.txt").unlink()
    assert sound(mended(ws.path))
    refs = ws.git("for-each-ref", "--format=%(refname)", "refs/gitscen/rescue").splitlines()
    assert [ref for ref in refs if ws.git("ls-tree", ref, "late.txt")]
    assert "late.txt" not in ws.git("ls-files")


def test_a_torn_lock_is_moved_aside_and_nothing_more(ws: Repository) -> None:
    whole = lock_with(ws, {"late.txt": "late\n"})
    torn = whole[:-25]
    (ws.path / ".git/index.lock").write_bytes(torn)
    listed = ws.git("ls-files", "--stage")
    assert sound(mended(ws.path))
    assert ws.git("ls-files", "--stage") == listed
    assert ws.git("fsck", "--no-dangling") == ""
    assert (ws.path / ".git/gitscen/recover/0001/aside/0/.git/index.lock").read_bytes() == torn
    assert ws.git("for-each-ref", "refs/gitscen/rescue") == ""


def test_the_lock_of_a_killed_commit_becomes_the_index(ws: Repository) -> None:
    shutil.copy2(ws.path / ".git/index", ws.path / ".git/kept")
    ws.write({"app.txt": "committed\n"})
    ws.git("commit", "-qam", "killed after it had moved the branch")
    (ws.path / ".git/index").rename(ws.path / ".git/index.lock")
    (ws.path / ".git/kept").rename(ws.path / ".git/index")
    assert sound(mended(ws.path))
    assert ws.git("diff", "--cached", "--name-only") == ""
    assert not (ws.path / ".git/index.lock").exists()
