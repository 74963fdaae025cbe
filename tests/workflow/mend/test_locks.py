"""Locks: one operation at a time, and git's stale locks told from held ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from gitscen.errors import WorkspaceBusy
from gitscen.outcome import Status
from gitscen.workflow import Workspace
from gitscen.workflow.git import Git
from gitscen.workflow.mend.locks import read_holder, read_locks, workspace_lock
from tests.conftest import Place


def test_only_one_operation_at_a_time(place: Place) -> None:
    ws = place.clone("ws")
    git = Git(ws.path)
    with workspace_lock(git):
        with pytest.raises(WorkspaceBusy, match="Wait until it has ended"), workspace_lock(git):
            pass
        outcome = Workspace(ws.path).switch("thread-a")
        assert (outcome.status, outcome.branch) == (Status.REFUSED, "main")
    assert Workspace(ws.path).switch("thread-a").ok


def test_the_locks_of_another_worktree_are_not_this_ones(place: Place) -> None:
    ws = place.clone("ws")
    ws.git("worktree", "add", "-q", "../linked", "thread-a")
    git_dir = ws.path / ".git"
    names = ["index.lock", "refs/heads/x/y.lock", "packed-refs.lock", "objects/info/commit-graph.lock"]
    ws.write({f".git/{name}": "" for name in names})
    ws.write({".git/worktrees/linked/index.lock": "", ".git/gitscen/aside/locks/HEAD.lock": ""})
    assert read_locks(git_dir) == tuple(sorted(git_dir / name for name in names))
    linked = git_dir / "worktrees" / "linked"
    shared = {git_dir / name for name in names} - {git_dir / "index.lock"}
    # the main worktree's index.lock lies in the directory that both share; git has it for the main one alone
    assert set(read_locks(linked)) == {linked / "index.lock", *shared}


def test_nobody_holds_a_lock_that_nobody_has_open(place: Place) -> None:
    ws = place.clone("ws")
    ws.write({".git/index.lock": ""})
    assert read_holder(Git(ws.path), read_locks(Path(ws.path / ".git"))) is None
