"""What a killed switch had written is told as that, not as the user's edits."""

from __future__ import annotations

from pathlib import Path

import pytest

from gitscen.doctor.diagnose import diagnose
from tests.conftest import Repository


@pytest.fixture
def ws(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "ws")
    made.path.mkdir()
    made.git("init", "-q", "-b", "main")
    made.commit("one", {f"{name}.txt": f"{name}\n" for name in "abc"})
    made.git("switch", "-q", "-c", "topic")
    made.commit("two", {"a.txt": "of topic\n", "b.txt": "of topic too\n", "d/new.txt": "new\n"})
    made.git("switch", "-q", "main")
    made.git("switch", "-q", "-c", "other")
    made.commit("three", {"a.txt": "of topic\n"})  # less of it
    made.git("switch", "-q", "main")
    made.write({"a.txt": "of topic\n", "d/new.txt": "new\n", "c.txt": "mine\n", "mine.txt": "mine\n"})
    return made


def files(ws: Repository) -> dict[str, str]:
    held = diagnose(ws.path).ledger
    return {one.where: one.what.partition(", ")[2] for one in held if one.firmness.value == "file"}


def test_files_that_the_target_has_are_no_edits(ws: Repository) -> None:
    ws.write({".git/index.lock": ""})
    theirs = "as refs/heads/topic has it"
    assert files(ws) == {"a.txt": theirs, "c.txt": "edited", "d/new.txt": theirs, "mine.txt": "untracked"}
    story = " ".join(diagnose(ws.path).story)
    assert "to refs/heads/topic was killed after it wrote 2 files" in story


def test_without_a_lock_they_are_edits(ws: Repository) -> None:
    assert files(ws) == {"a.txt": "edited", "c.txt": "edited", "d/new.txt": "untracked", "mine.txt": "untracked"}
    assert diagnose(ws.path).story == ()


def test_a_commit_that_only_the_log_knows_counts_too(ws: Repository) -> None:
    topic = ws.git("rev-parse", "topic")
    ws.git("stash", "push", "-qu")
    ws.git("reset", "-q", "--hard", "topic")
    ws.git("reset", "-q", "--hard", "other")
    ws.git("branch", "-qD", "topic")
    ws.write({"b.txt": "of topic too\n", ".git/index.lock": ""})
    assert files(ws) == {"b.txt": f"as commit {topic[:12]} has it"}


def test_edits_of_ones_own_beside_a_lock_stay_edits(ws: Repository) -> None:
    ws.write({"a.txt": "mine\n", "d/new.txt": "mine\n", ".git/index.lock": ""})
    assert set(files(ws).values()) == {"edited", "untracked"}
