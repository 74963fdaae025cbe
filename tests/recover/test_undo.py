"""Undo: not over newer work, and not hindered by what git writes of its own accord."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gitscen.doctor.evidence.gather import gather
from gitscen.errors import WorkspaceError
from gitscen.recover.undo import undo
from tests.conftest import Place, Repository
from tests.recover import broken
from tests.recover.broken import make_workspace, mended, photograph


@pytest.fixture
def ws(place: Place) -> Repository:
    """Return a workspace in which a merge was ended by recover."""
    ws = make_workspace(place)
    broken.merge_and_locks(ws)
    mended(ws.path)
    return ws


def edit(ws: Repository) -> None:
    ws.write({"app.txt": "newer\n"})


def commit(ws: Repository) -> None:
    ws.git("commit", "-q", "--allow-empty", "-m", "newer")


def stage(ws: Repository) -> None:
    ws.git("add", "loose.txt")


def stash(ws: Repository) -> None:
    ws.git("stash", "push", "-q")


def branch(ws: Repository) -> None:
    ws.git("branch", "newer")


def detach(ws: Repository) -> None:
    ws.git("checkout", "-q", "--detach")


def take_back(ws: Repository) -> None:
    ws.git("commit", "-q", "--allow-empty", "-m", "newer")
    ws.git("reset", "-q", "--soft", "HEAD~1")


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (edit, "app.txt"),
        (commit, "refs/heads/main"),
        (stage, "the index"),
        (stash, "the stash list"),
        (branch, "refs/heads/newer"),
        (detach, "HEAD"),
        (take_back, "the reflog of HEAD"),
    ],
)
def test_newer_work_is_never_taken_away(ws: Repository, change: Callable[[Repository], None], named: str) -> None:
    change(ws)
    before = photograph(ws.path)
    with pytest.raises(WorkspaceError, match="Nothing was touched") as refused:
        undo(gather(ws.path))
    assert named in str(refused.value)
    assert photograph(ws.path) == before


def test_what_git_writes_of_its_own_accord_is_no_change(ws: Repository) -> None:
    (ws.path / "mine.txt").touch()
    ws.git("status")
    ws.git("pack-refs", "--all")
    ws.write({"unrelated.txt": "newer, and recover never touched it\n"})
    undo(gather(ws.path))
    assert (ws.path / ".git/MERGE_HEAD").exists()
    assert (ws.path / ".git/refs/heads/main").exists()
    assert ws.read("unrelated.txt") == "newer, and recover never touched it\n"


def test_what_recover_did_not_touch_stays_as_it_is_by_now(ws: Repository) -> None:
    ws.write({"loose.txt": "newer\n", "cache.ign": "newer\n", ".git/hooks/post-commit": "newer\n"})
    ws.git("config", "user.name", "Newer")
    (ws.path / "mine.txt").unlink()
    blob = ws.git("hash-object", "-w", "--stdin", stdin=b"newer")
    newer = photograph(ws.path)
    undo(gather(ws.path))
    there = photograph(ws.path)
    kept = ("loose.txt", "cache.ign", "mine.txt", ".git/hooks/post-commit", ".git/config")
    assert {name: there.get(name) for name in kept} == {name: newer.get(name) for name in kept}
    assert ws.git("cat-file", "-p", blob) == "newer"
    assert (ws.path / ".git/MERGE_HEAD").exists()


def test_after_git_gc_everything_comes_back(ws: Repository) -> None:
    ws.git("gc", "-q", "--prune=now")
    undo(gather(ws.path))
    assert (ws.path / ".git/MERGE_HEAD").exists()
    assert ws.git("ls-files", "--unmerged")
    assert ws.git("stash", "list", code=0) == ""  # its log was gone
    ws.git("fsck", "--no-progress")


def test_a_live_process_is_left_alone(ws: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    from gitscen.workflow.mend.locks import Holder

    monkeypatch.setattr("gitscen.recover.undo.find_holder", lambda *_: Holder(7, "it has index.lock open"))
    with pytest.raises(WorkspaceError, match="process 7 may be at work"):
        undo(gather(ws.path))


def test_recoveries_are_undone_one_by_one(place: Place) -> None:
    ws = make_workspace(place)
    broken.stash_log_missing(ws)
    first = photograph(ws.path)
    mended(ws.path)
    broken.empty_index_lock(ws)
    second = photograph(ws.path)
    mended(ws.path)
    undo(gather(ws.path))
    assert photograph(ws.path) == second
    (ws.path / ".git/index.lock").unlink()
    undo(gather(ws.path))
    assert photograph(ws.path) == first
    assert undo(gather(ws.path)).recovery is None
