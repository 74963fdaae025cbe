"""What is in progress is told from git's own state files, several at once where several are."""

from __future__ import annotations

from pathlib import Path

import pytest

from gitscen.names import InProgress
from gitscen.workflow.git import Git
from gitscen.workflow.progress import read_autostashes, read_in_progress, read_in_progress_at, read_rebase
from tests.conftest import Place, Repository

M, R, C, V, A, B = (
    InProgress.MERGE, InProgress.REBASE, InProgress.CHERRY_PICK, InProgress.REVERT, InProgress.AM, InProgress.BISECT,
)  # fmt: skip


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, set()),
        ({"MERGE_HEAD": ""}, {M}),
        ({"MERGE_MSG": "left behind"}, set()),
        ({"REBASE_HEAD": "left behind"}, set()),
        ({"rebase-merge/onto": ""}, {R}),
        ({"rebase-apply/rebasing": ""}, {R}),
        ({"rebase-apply/applying": ""}, {A}),
        ({"rebase-merge/onto": "", "sequencer/todo": "pick 1"}, {R}),
        ({"rebase-merge/onto": "", "CHERRY_PICK_HEAD": "", "BISECT_LOG": ""}, {R, C, B}),
        ({"sequencer/todo": "pick 1234 x\n"}, {C}),
        ({"sequencer/todo": "revert 1234 x\n"}, {V}),
        ({"REVERT_HEAD": "", "sequencer/todo": "revert 1\n"}, {V}),
    ],
)
def test_state_files(tmp_path: Path, files: dict[str, str], expected: set[InProgress]) -> None:
    Repository(tmp_path).write(files)
    assert read_in_progress_at(tmp_path) == expected


def test_a_rebase_and_its_autostash_are_read(place: Place) -> None:
    ws = place.clone("ws")
    ws.git("switch", "-q", "-c", "mine", "HEAD~1")
    before = ws.commit("mine", {"app.txt": "mine\n"})
    ws.write({"app.txt": "dirty\n"})
    ws.git("rebase", "-q", "--autostash", "main", code=1)
    git = Git(ws.path)
    rebase = read_rebase(git)
    assert rebase is not None
    assert (rebase.backend, rebase.branch, rebase.before, rebase.named) == ("merge", "mine", before, True)
    assert rebase.onto == ws.git("rev-parse", "main")
    assert read_in_progress(git) == {R}
    assert [ws.git("show", f"{oid}:app.txt") for oid in read_autostashes(git)] == ["dirty"]
