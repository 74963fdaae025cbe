"""What objects add to the evidence, on real repositories."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gitscen.doctor.deep.model import Deep
from gitscen.doctor.diagnose import examine
from tests.conftest import Repository


@pytest.fixture
def ws(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "ws")
    made.path.mkdir()
    made.git("init", "-q", "-b", "main")
    made.git("config", "user.name", "D")
    made.git("config", "user.email", "d@example.invalid")
    made.commit("one", {"a.txt": "1\n2\n3\n", "d/b.txt": "b\n", "d/e/c.txt": "c\n"})
    return made


def deep(ws: Repository) -> Deep:
    return examine(ws.path).deep


def staged(ws: Repository) -> list[tuple[str, str]]:
    found = deep(ws).staged
    assert found is not None
    return [(one.path.decode(), one.what) for one in found]


def test_nothing_is_staged_after_a_commit(ws: Repository) -> None:
    assert staged(ws) == []


@pytest.mark.parametrize("forget", [False, True])
def test_what_is_staged_is_what_git_says(ws: Repository, *, forget: bool) -> None:
    ws.write({"d/b.txt": "edited\n", "d/new.txt": "n\n", "x/y.txt": "y\n"})
    ws.git("rm", "-q", "d/e/c.txt")
    ws.git("add", "-A")
    (ws.path / "a.txt").chmod(0o755)
    ws.git("update-index", "--chmod=+x", "a.txt")
    if forget:  # no cache of trees to help
        ws.git("read-tree", ws.git("write-tree"))
    letters = {"A": "added", "M": "edited", "D": "deleted"}
    said = ws.git("diff-index", "--cached", "--name-status", "-z", "HEAD").split("\0")[:-1]
    assert staged(ws) == sorted((path, letters[letter]) for letter, path in zip(said[::2], said[1::2], strict=True))
    assert len(staged(ws)) == 5


def test_folders_that_are_the_same_as_a_whole_are_not_staged(ws: Repository) -> None:
    ws.write({"a.txt": "edited\n"})
    ws.git("add", "a.txt")
    ws.git("write-tree")  # fills the cache of trees
    assert staged(ws) == [("a.txt", "edited")]


def test_before_the_first_commit_all_is_staged(tmp_path: Path) -> None:
    ws = Repository(tmp_path)
    ws.git("init", "-q")
    ws.write({"a": "a", "b/c": "c"})
    ws.git("add", "-A")
    assert staged(ws) == [("a", "added"), ("b/c", "added")]


def test_a_stash_entry_that_is_in_the_files_too(ws: Repository) -> None:
    ws.write({"a.txt": "1\n2\n3\n4\n", "new.txt": "n\n"})
    ws.git("stash", "push", "-qu")
    assert [one.is_here for one in deep(ws).saved] == [False]
    ws.git("stash", "apply", "-q")
    assert [one.is_here for one in deep(ws).saved] == [True]
    ws.write({"new.txt": "other\n"})
    assert [one.is_here for one in deep(ws).saved] == [False]


def drop(ws: Repository) -> None:
    ws.write({"a.txt": "1\nmine\n2\n3\n"})
    ws.git("stash", "push", "-q")
    ws.git("stash", "drop", "-q")


def test_a_dropped_entry_is_lost_while_its_content_is_nowhere_else(ws: Repository) -> None:
    drop(ws)
    assert [one.is_lost for one in deep(ws).dropped] == [True]
    ws.write({"a.txt": "1\nmine\n2\n3\n"})
    assert [one.is_lost for one in deep(ws).dropped] == [False]


def test_an_entry_that_was_popped_and_edited_on_is_not_lost(ws: Repository) -> None:
    ws.write({"a.txt": "1\nmine\n2\n3\n"})
    ws.git("stash", "push", "-q")
    ws.git("stash", "pop", "-q")
    ws.write({"a.txt": "0\n1\nmine\n2\n3\nmore\n"})
    ws.commit("later")
    assert [one.is_lost for one in deep(ws).dropped] == [False]


def test_an_entry_whose_content_was_committed_is_not_lost(ws: Repository) -> None:
    drop(ws)
    ws.commit("the same", {"a.txt": "1\nmine\n2\n3\n"})
    ws.commit("something else", {"a.txt": "0\n"})
    assert [one.is_lost for one in deep(ws).dropped] == [False]


def left_behind(ws: Repository, *, age: int) -> None:
    """Commit, and put back the index of before, written `age` seconds before the reflog."""
    before = (ws.path / ".git" / "index").read_bytes()
    ws.commit("two", {"a.txt": "2\n"})
    index = ws.path / ".git" / "index"
    index.write_bytes(before)
    written = (ws.path / ".git" / "logs" / "HEAD").stat().st_mtime_ns - age * 1_000_000_000
    os.utime(index, ns=(written, written))


def test_an_index_that_a_commit_left_behind(ws: Repository) -> None:
    first = ws.git("rev-parse", "HEAD")
    left_behind(ws, age=1)
    assert deep(ws).lagging == first


def test_the_lock_of_a_killed_commit_is_the_right_index(ws: Repository) -> None:
    ws.write({"d/b.txt": "staged\n"})
    ws.git("add", "d/b.txt")
    ws.write({"d/b.txt": "staged and edited\n"})
    index = ws.path / ".git" / "index"
    before = index.read_bytes()
    ws.git("commit", "-qam", "two")
    index.rename(ws.path / ".git" / "index.lock")
    index.write_bytes(before)  # later than the reflog: the lock tells
    found = deep(ws)
    assert (found.lagging, found.right_lock) == (ws.git("rev-parse", "HEAD~1"), True)


def test_a_lock_with_the_tree_of_another_branch(ws: Repository) -> None:
    ws.git("switch", "-qc", "topic")
    ws.commit("topic", {"t.txt": "t\n"})
    index = ws.path / ".git" / "index"
    target = index.read_bytes()
    ws.git("switch", "-q", "main")
    (ws.path / ".git" / "index.lock").write_bytes(target)
    assert deep(ws).lock_of == "refs/heads/topic"


def test_an_index_that_somebody_put_back_is_his_own_wish(ws: Repository) -> None:
    left_behind(ws, age=-60)
    assert deep(ws).lagging is None


def test_what_stands_in_the_way_of_a_branch(ws: Repository) -> None:
    ws.git("switch", "-qc", "topic")
    ws.commit("topic", {"t/x.txt": "x\n", "t/same.txt": "s\n"})
    ws.git("switch", "-q", "main")
    ws.write({"t/x.txt": "mine\n", "t/same.txt": "s\n", "t/free.txt": "f\n"})
    assert [(one.path, one.branch) for one in deep(ws).blocked] == [(b"t/x.txt", "refs/heads/topic")]


def test_history_without_its_beginning_is_told_from_history_with_a_hole(ws: Repository) -> None:
    for number in range(5):
        ws.commit(f"c{number}", {"a.txt": f"{number}\n"})
    hole = ws.git("rev-parse", "HEAD~2")  # with more than one commit below it
    (ws.path / ".git" / "objects" / hole[:2] / hole[2:]).unlink()
    assert deep(ws).rooted
    shallow = Repository(ws.path.parent / "shallow")
    origin = ws.path.parent / "origin"
    ws.git("update-ref", "refs/heads/main", ws.git("rev-parse", "main"))
    origin.mkdir()
    other = Repository(origin)
    other.git("init", "-q", "-b", "main")
    other.git("config", "user.name", "D")
    other.git("config", "user.email", "d@example.invalid")
    for number in range(3):
        other.commit(f"c{number}", {"a.txt": f"{number}\n"})
    other.git("clone", "-q", "--depth", "1", f"file://{origin}", str(shallow.path))
    (shallow.path / ".git" / "shallow").unlink()
    assert not deep(shallow).rooted
    shallow.git("config", "user.name", "D")
    shallow.git("config", "user.email", "d@example.invalid")
    shallow.write({"untracked": "u"})
    shallow.git("stash", "push", "-qu")  # its third commit has no parents, and begins no history
    assert not deep(shallow).rooted
