"""What nothing names any more is found again, or held."""

from __future__ import annotations

import pytest

from gitscen.doctor.evidence.gather import gather
from gitscen.recover.steps.copies import make_trees
from tests.conftest import Place, Repository
from tests.recover.broken import mended


@pytest.fixture
def ws(place: Place) -> Repository:
    ws = place.clone("ws")
    ws.commit("mine", {"app.txt": "mine\n", "deep/er/mine.txt": "mine\n", "deep.txt": "mine\n", "deep-er": "mine\n"})
    return ws


def rescued(ws: Repository) -> list[str]:
    return ws.git("for-each-ref", "--format=%(objectname)", "refs/gitscen/rescue").splitlines()


def test_an_annotated_tag_says_its_own_name(ws: Repository) -> None:
    ws.git("tag", "-a", "-m", "one", "v1")
    ws.git("tag", "-a", "-m", "two", "v2")
    oid = ws.git("rev-parse", "v1")
    (ws.path / ".git/refs/tags/v1").write_bytes(b"")
    mended(ws.path)
    assert ws.git("rev-parse", "v1") == oid


def test_head_s_branch_is_the_packed_commit_that_has_the_index_s_files(ws: Repository) -> None:
    oid = ws.git("rev-parse", "HEAD")
    ws.git("branch", "side")
    ws.git("switch", "-q", "side")
    other = ws.commit("side", {"app.txt": "side\n", "deep/er/mine.txt": "side\n", "deep.txt": "side\n"})
    ws.git("switch", "-q", "main")
    ws.git("reflog", "expire", "--expire=now", "--all")
    ws.git("repack", "-adq")
    (ws.path / ".git/refs/heads/main").write_bytes(b"")
    (ws.path / ".git/refs/heads/side").write_bytes(b"")
    result = mended(ws.path)
    assert ws.git("rev-parse", "main") == oid, result
    assert other in rescued(ws)


def test_what_hung_on_a_lost_commit_is_held(ws: Repository) -> None:
    tree = ws.git("rev-parse", "HEAD^{tree}")
    oid = ws.git("rev-parse", "HEAD")
    (ws.path / ".git/index").unlink()
    (ws.path / ".git/objects" / oid[:2] / oid[2:]).unlink()
    mended(ws.path)
    held = {ws.git("ls-tree", "--object-only", one).splitlines()[0] for one in rescued(ws)}
    assert tree in held


def test_the_trees_of_an_index_are_those_that_git_writes(ws: Repository) -> None:
    ws.write({"new/x.txt": "new\n"})
    ws.git("add", "-A")
    ws.write({"later.txt": "later\n"})
    ws.git("add", "-N", "later.txt")
    trees = make_trees(gather(str(ws.path)).index.entries(), "sha1")
    root = ws.git("write-tree")
    wanted = ws.git("ls-tree", "-r", "-d", "--object-only", root).splitlines()
    assert set(trees) == {root, *wanted}
