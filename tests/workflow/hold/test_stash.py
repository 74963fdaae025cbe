"""Entries of the stash list, by object id: made, brought back with proof, dropped exactly, healed."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from gitscen.errors import WorkspaceError
from gitscen.git.done import Done
from gitscen.names import BranchName, Oid
from gitscen.outcome import Act
from gitscen.workflow.git import Git
from gitscen.workflow.hold.stash import bring_back, put_away
from gitscen.workflow.hold.stashlist import drop, find_parked, heal, park_label, read_stashes
from tests.conftest import Place, Repository


@pytest.fixture
def ws(place: Place) -> Repository:
    return place.clone("ws")


def stash(ws: Repository, text: str, label: str) -> str:
    ws.write({"app.txt": text})
    ws.git("stash", "push", "-q", "-m", label)
    return ws.git("rev-parse", "refs/stash")


def test_what_is_put_away_comes_back_and_only_then_is_dropped(ws: Repository) -> None:
    git = Git(ws.path)
    ws.write({"app.txt": "staged\n"})
    ws.git("add", "app.txt")
    ws.write({"app.txt": "unstaged\n", "loose": "l", "intent": "i"})
    ws.git("add", "-N", "intent")  # `git stash push` cannot
    oid = put_away(git, "label")
    assert oid is not None
    assert ws.git("status", "--porcelain") == ""
    assert [entry.label for entry in read_stashes(git)] == ["label"]
    assert bring_back(git, oid) == ()
    assert ws.git("status", "--porcelain") == "MM app.txt\n A intent\n?? loose"
    assert read_stashes(git) == ()
    assert put_away(Git(ws.path), "x") is not None


def test_what_was_staged_and_then_deleted_comes_back_like_that(ws: Repository) -> None:
    git = Git(ws.path)
    ws.write({"new": "n", "changed": "c", "kept": "k"})
    ws.git("add", "new", "changed", "kept")
    (ws.path / "new").unlink()
    ws.write({"changed": "d"})
    before = ws.git("status", "--porcelain")
    assert before == "AM changed\nA  kept\nAD new"
    oid = put_away(git, "label")
    assert oid is not None
    assert bring_back(git, oid) == ()
    assert ws.git("status", "--porcelain") == before


def test_there_may_be_nothing_to_put_away(ws: Repository) -> None:
    stash(ws, "older\n", "label")
    assert put_away(Git(ws.path), "label") is None
    assert len(read_stashes(Git(ws.path))) == 1


def test_an_entry_whose_content_is_not_seen_is_kept(ws: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    git = Git(ws.path)
    ws.write({"app.txt": "mine\n"})
    oid = put_away(git, "label")
    assert oid is not None
    real = Git.try_

    def lying(self: Git, *args: str, stdin: bytes = b"", env: Mapping[str, str] | None = None) -> Done:
        if "stash" in args and "apply" in args:
            return Done(args, 0, b"", "")  # as if applied
        return real(self, *args, stdin=stdin, env=env)

    monkeypatch.setattr(Git, "try_", lying)
    with pytest.raises(WorkspaceError, match=r"app\.txt did not come back"):
        bring_back(git, oid)
    assert [entry.oid for entry in read_stashes(git)] == [oid]


def test_what_was_staged_apart_is_told_where_it_cannot_come_back_staged(ws: Repository) -> None:
    git, told = Git(ws.path), list[tuple[Act, str]]()
    ws.write({"app.txt": "staged\n", "thread": "t\n"})
    ws.git("add", "app.txt", "thread")
    ws.write({"app.txt": "unstaged\n"})
    oid = put_away(git, "label")
    assert oid is not None
    ws.commit("meanwhile", {"app.txt": "committed\n"})
    resolutions = bring_back(git, oid, tell=lambda act, what, _: told.append((act, what)))
    assert [resolution.path for resolution in resolutions] == [b"app.txt"]
    assert ws.git("status", "--porcelain") == " M app.txt\nA  thread"
    assert ws.read("app.txt") == "unstaged\n"
    assert told[0][0] is Act.PINNED
    assert ws.git("for-each-ref", f"--contains={oid}", "refs/gitscen/rescue")


def test_a_folder_where_a_parked_file_goes_and_the_reverse(ws: Repository) -> None:
    git = Git(ws.path)
    ws.write({"one": "file\n", "two/in": "in a folder\n"})
    oid = put_away(git, "label")
    assert oid is not None
    ws.commit("the other way round", {"one/in": "committed\n", "two": "committed\n"})
    bring_back(git, oid)
    assert (ws.read("one"), ws.read("two/in")) == ("file\n", "in a folder\n")
    assert ws.git("show", "HEAD:two") == "committed"


def test_exactly_one_entry_goes_and_others_that_went_are_put_back(
    ws: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    git = Git(ws.path)
    first, second = stash(ws, "1\n", "first"), stash(ws, "2\n", "second")
    real, raced = Git.try_, list[str]()

    def racing(self: Git, *args: str, stdin: bytes = b"", env: Mapping[str, str] | None = None) -> Done:
        if "drop" in args and not raced:
            raced.append(stash(ws, "3\n", "third"))  # another process pushes: every position moves
        return real(self, *args, stdin=stdin, env=env)

    monkeypatch.setattr(Git, "try_", racing)
    drop(git, Oid(first))
    assert {entry.oid: entry.label for entry in read_stashes(git)} == {second: "second", raced[0]: "third"}
    drop(git, Oid(first))  # gone already
    assert len(read_stashes(git)) == 2


@pytest.mark.parametrize("damage", ["behind", "torn"])
def test_an_entry_that_is_not_listed_is_listed_again_and_no_other_is_lost(ws: Repository, damage: str) -> None:
    oids = [stash(ws, f"{number}\n", f"entry {number}") for number in range(3)]
    log = ws.path / ".git/logs/refs/stash"
    lines = log.read_bytes().splitlines(keepends=True)
    log.write_bytes(b"".join(lines[:-1]) + (lines[-1][:30] if damage == "torn" else b""))
    heal(Git(ws.path))
    entries = read_stashes(Git(ws.path))
    assert [entry.oid for entry in entries] == oids[::-1]
    assert [entry.label for entry in entries] == ["entry 2", "entry 1", "entry 0"]


@pytest.mark.parametrize("damage", ["missing", "empty", "torn"])
def test_a_list_whose_log_is_damaged_is_healed_before_the_next_push(ws: Repository, damage: str) -> None:
    top = stash(ws, "old\n", "old")
    log = ws.path / ".git/logs/refs/stash"
    text = log.read_bytes()
    log.write_bytes(b"" if damage == "empty" else text[:60])
    if damage == "missing":
        log.unlink()
    heal(Git(ws.path))
    assert [entry.oid for entry in read_stashes(Git(ws.path))] == [top]
    ws.write({"app.txt": "new\n"})
    assert put_away(Git(ws.path), "new")
    assert [entry.label for entry in read_stashes(Git(ws.path))] == ["new", "old"]


def test_a_label_is_what_a_reflog_can_hold(ws: Repository) -> None:
    label = park_label(BranchName("thread-a"), "a  session\nof: two [lines]")
    assert label == "gitscen: parked on thread-a [a session of: two [lines]]"
    ws.write({"app.txt": "x\n"})
    oid = put_away(Git(ws.path), label)
    assert [entry.oid for entry in find_parked(Git(ws.path), label)] == [oid]


def test_an_unmerged_index_is_not_put_away(ws: Repository) -> None:
    ws.git("switch", "-q", "-c", "x", "HEAD~1")
    ws.commit("x", {"app.txt": "x\n"})
    ws.git("merge", "-q", "main", code=1)
    before = ws.git("status", "--porcelain=v2")
    with pytest.raises(WorkspaceError):
        put_away(Git(ws.path), "label")
    assert ws.git("status", "--porcelain=v2") == before
