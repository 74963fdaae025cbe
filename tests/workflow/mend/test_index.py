"""An index that is gone or torn is made again from HEAD; a sound one is left alone."""

from __future__ import annotations

import pytest

from gitscen.outcome import Act, Deed, Status
from gitscen.workflow import Workspace
from tests.conftest import Place, Repository


@pytest.fixture
def ws(place: Place) -> Repository:
    ws = place.clone("ws")
    ws.write({"app.txt": "edited\n", "new.txt": "new\n"})
    return ws


@pytest.mark.parametrize("torn", [b"", b"DIRC", b"garbage", None])
def test_an_index_is_made_again(ws: Repository, torn: bytes | None) -> None:
    index = ws.path / ".git/index"
    index.unlink()
    if torn is not None:
        index.write_bytes(torn)
    outcome = Workspace(ws.path).recover()
    assert outcome.status is Status.DONE
    assert ws.git("status", "--porcelain") == " M app.txt\n?? new.txt"
    kept = ws.path / ".git/gitscen/recover/0001/copy/0/.git/index"
    assert (kept.read_bytes() if kept.exists() else None) == torn
    assert Deed(Act.MENDED, "the index was built anew with 1 entries") in outcome.deeds
    assert Workspace(ws.path).recover().reason == "there is nothing to recover."


def test_a_sound_index_stays_as_it_is(ws: Repository) -> None:
    ws.git("add", "new.txt")
    index = ws.path / ".git/index"
    before = index.read_bytes()
    assert Workspace(ws.path).recover().reason == "there is nothing to recover."
    assert index.read_bytes() == before
    unsummed = before[:-20] + bytes(20)  # index.skipHash, from git 2.40 on
    index.write_bytes(unsummed)
    assert Workspace(ws.path).recover().reason == "there is nothing to recover."
    assert index.read_bytes() == unsummed


def test_before_the_first_commit_there_need_be_no_index(place: Place) -> None:
    ws = Repository(place.root / "new")
    ws.path.mkdir()
    ws.git("init", "-q")
    ws.write({"new.txt": "new\n"})
    assert Workspace(ws.path).recover().reason == "there is nothing to recover."
    assert not (ws.path / ".git/index").exists()


def test_what_was_staged_on_an_unborn_branch_is_held(ws: Repository) -> None:
    ws.git("checkout", "-q", "--orphan", "fresh")
    ws.git("rm", "-qrf", ".")
    ws.write({"staged.txt": "staged only\n"})
    ws.git("add", "staged.txt")
    ws.write({"staged.txt": "later\n"})
    (ws.path / ".git/index").unlink()
    assert Workspace(ws.path).recover().ok
    assert "staged only" in ws.git("log", "-p", "--glob=refs/gitscen/rescue")
    assert ws.git("status", "--porcelain") == "?? new.txt\n?? staged.txt"
    assert Workspace(ws.path).recover().reason == "there is nothing to recover."
