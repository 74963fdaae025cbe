"""Which HEAD there was, by what is left."""

from __future__ import annotations

from pathlib import Path

import pytest

from gitscen.doctor.evidence.gather import gather
from gitscen.doctor.objects.store import ObjectStore
from gitscen.recover.steps.head import choose_head
from tests.conftest import Place, Repository


def chosen(workspace: Repository) -> str:
    (workspace.path / ".git/HEAD").write_bytes(b"")
    return choose_head(gather(str(workspace.path)), ObjectStore([workspace.path / ".git/objects"]))[0]


@pytest.fixture
def workspace(place: Place) -> Repository:
    return place.clone("ws")


def test_the_branch_that_was_checked_out_last(workspace: Repository) -> None:
    workspace.git("switch", "-qc", "thread-a")
    workspace.commit("work", {"a": "1\n"})
    workspace.git("switch", "-q", "main")
    workspace.git("switch", "-q", "thread-a")
    assert chosen(workspace) == "ref: refs/heads/thread-a"


def test_a_branch_that_never_was_left(workspace: Repository) -> None:
    workspace.commit("work", {"a": "1\n"})
    workspace.git("branch", "aside")
    assert chosen(workspace) == "ref: refs/heads/main"


def test_a_detached_head_stays_detached(workspace: Repository) -> None:
    workspace.git("checkout", "-q", "--detach")
    oid = workspace.commit("work", {"a": "1\n"})
    assert chosen(workspace) == oid


def test_a_rebase_in_progress_had_detached_it(workspace: Repository) -> None:
    workspace.commit("work", {"a": "1\n"})
    oid = workspace.git("rev-parse", "HEAD")
    (workspace.path / ".git/rebase-merge").mkdir()
    assert chosen(workspace) == oid


def test_without_a_reflog_the_only_branch(workspace: Repository) -> None:
    workspace.git("branch", "-m", "other")
    (workspace.path / ".git/logs/HEAD").unlink()
    assert chosen(workspace) == "ref: refs/heads/other"


def test_nothing_tells(tmp_path: Path) -> None:
    for name in ("objects", "refs/heads"):
        (tmp_path / ".git" / name).mkdir(parents=True)
    assert choose_head(gather(str(tmp_path)), ObjectStore([tmp_path / ".git/objects"])) == ("", "")
