"""Operations in progress: work and branch as before, and what only the operation's own files had under a ref."""

from __future__ import annotations

import pytest

from gitscen.recover.tell import sound
from gitscen.workflow import Workspace
from tests.conftest import Place, Repository
from tests.recover import broken
from tests.recover.broken import make_workspace, mended


@pytest.fixture
def ws(place: Place) -> Repository:
    return make_workspace(place)


def held_text(ws: Repository, path: str) -> set[str]:
    """Return what the rescue refs have at a path."""
    refs = ws.git("for-each-ref", "--format=%(refname)", "refs/gitscen/rescue").splitlines()
    return {ws.git("show", f"{ref}:{path}") for ref in refs if ws.git("ls-tree", "-r", "--name-only", ref, path)}


def test_a_merge_ends_and_what_was_resolved_half_way_is_held(ws: Repository) -> None:
    broken.merge(ws)
    tip = ws.git("rev-parse", "main")
    ws.write({"app.txt": "half resolved\n"})
    assert sound(mended(ws.path))
    assert (ws.git("rev-parse", "main"), ws.read("app.txt")) == (tip, "main\n")
    assert ws.git("status", "--porcelain") == "AM staged.txt\n?? loose.txt"
    assert "half resolved" in held_text(ws, "app.txt")
    assert ws.git("rev-parse", "other") in held_text(ws, "MERGE_HEAD")


def test_the_patches_of_an_am_are_held(ws: Repository) -> None:
    ws.git("reset", "-q", "staged.txt")
    patch = ws.git("format-patch", "--stdout", "main..other") + "\n"
    ws.git("am", "-q", stdin=patch.encode(), code=128)
    assert sound(mended(ws.path))
    assert [text for text in held_text(ws, "rebase-apply/0001") if "theirs" in text]


def test_a_conflicting_stash_pop_is_settled_for_the_stash(ws: Repository) -> None:
    ws.git("reset", "-q", "--hard")
    ws.write({"mine.txt": "committed since\n"})
    ws.git("commit", "-qam", "since")
    ws.git("stash", "pop", "-q", code=1)
    result = mended(ws.path)
    assert sound(result), result.failed
    assert ws.git("ls-files", "--unmerged") == ""
    assert ws.read("mine.txt") == "stashed 2\n"


def test_commits_on_a_detached_head_get_a_branch(ws: Repository) -> None:
    ws.git("checkout", "-q", "--detach")
    made = ws.commit("detached", {"detached.txt": "detached\n"})
    assert sound(mended(ws.path))
    assert ws.git("symbolic-ref", "HEAD")
    assert ws.git("rev-parse", "HEAD") == made


def test_an_operation_of_the_workflow_that_was_killed_is_finished(
    ws: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    class KilledError(BaseException):
        pass

    def kill(*_args: object, **_named: object) -> None:
        raise KilledError

    for name in ("finish", "roll_back"):
        monkeypatch.setattr(f"gitscen.workflow.guard.{name}", kill)
    with pytest.raises(KilledError):
        Workspace(ws.path).sync()
    monkeypatch.undo()
    assert (ws.path / ".git/gitscen/operation.json").exists()
    result = mended(ws.path)
    assert sound(result), (result.failed, result.after)
    assert not (ws.path / ".git/gitscen/operation.json").exists()
    assert ws.git("for-each-ref", "refs/gitscen/pins") == ""
    assert ws.git("status", "--porcelain") == "AM staged.txt\n?? loose.txt"
