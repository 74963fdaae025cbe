"""Contents without a name: what is work, what a merge wrote, and what is held after all."""

from __future__ import annotations

from pathlib import Path

import pytest

from gitscen.doctor.diagnose import examine
from gitscen.doctor.finding import Firmness
from tests.conftest import Repository

CONFLICT = "1\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> topic\n2\n"


@pytest.fixture
def ws(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "ws")
    made.path.mkdir()
    made.git("init", "-q", "-b", "main")
    made.commit("one", {"a.txt": "1\n2\n3\n"})
    return made


def told(path: Path) -> list[str]:
    return [one.what for one in examine(path).diagnosis.ledger if one.firmness is Firmness.DANGLING]


def test_what_was_staged_and_unstaged_is_told_unless_a_file_has_it(ws: Repository) -> None:
    ws.write({"a.txt": "mine\n", "new.txt": "new\n"})
    ws.git("add", "-A")
    ws.git("reset", "-q")
    assert told(ws.path) == []
    ws.write({"new.txt": "old\n"})
    assert told(ws.path) == ["1 content without a name"]
    (ws.path / "a.txt").unlink()
    assert told(ws.path) == ["2 contents without a name"]


def test_a_text_with_conflict_markers_is_told_as_that(ws: Repository) -> None:
    ws.git("hash-object", "-w", "--stdin", stdin=CONFLICT.encode())
    ws.git("hash-object", "-w", "--stdin", stdin=b"work\n")
    ws.git("hash-object", "-w", "--stdin", stdin=b"")
    assert told(ws.path) == ["1 content without a name", "1 text with conflict markers, as a merge writes them"]


def test_the_sides_of_a_resolved_conflict_are_held_by_the_index(ws: Repository) -> None:
    oids = [ws.git("hash-object", "-w", "--stdin", stdin=text) for text in (b"base\n", b"mine\n", b"other\n")]
    lines = "".join(f"100644 {oid} {stage}\tb.txt\n" for stage, oid in enumerate(oids, 1))
    ws.git("update-index", "--index-info", stdin=lines.encode())
    ws.write({"b.txt": "resolved\n"})
    ws.git("add", "b.txt")
    assert len(examine(ws.path).evidence.index.resolve_undo) == 3
    assert told(ws.path) == []


def test_what_another_worktree_has_staged_is_held(ws: Repository) -> None:
    ws.git("worktree", "add", "-q", "--detach", "../linked")
    linked = Repository(ws.path.parent / "linked")
    for one in (ws, linked):
        one.write({f"{one.path.name}.txt": f"{one.path.name}\n"})
        one.git("add", "-A")
    assert (told(ws.path), told(linked.path)) == ([], [])


def test_a_stash_entry_that_was_popped_is_no_work_to_be_found(ws: Repository) -> None:
    ws.write({"a.txt": "mine\n"})
    ws.git("stash", "push", "-q")
    ws.git("stash", "pop", "-q")
    assert told(ws.path) == []
    ws.git("restore", "a.txt")
    assert told(ws.path) == ["WIP on main: " + ws.git("log", "-1", "--format=%h %s")]
