"""A plain switch that was killed between the files, the index and HEAD."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gitscen import Workspace
from gitscen.names import Oid, parse_branch
from gitscen.outcome import Act, Status
from gitscen.workflow.git import Git
from gitscen.workflow.head import Head
from gitscen.workflow.journal import Destination, begin_plain
from gitscen.workflow.settings import SwitchPolicy
from tests.conftest import Place, Repository


@pytest.fixture
def ws(place: Place) -> Repository:
    ws = place.clone("ws")
    ws.commit("base", {"same.txt": "same\n", "changes.txt": "main\n", "goes.txt": "goes\n"})
    ws.git("switch", "-q", "-c", "other")
    ws.git("rm", "-q", "goes.txt")
    ws.commit("other", {"changes.txt": "other\n", "folder/comes.txt": "comes\n"})
    ws.git("switch", "-q", "main")
    ws.write({"same.txt": "work\n", "loose.txt": "loose\n"})
    ws.git("add", "same.txt")
    ws.write({"same.txt": "more work\n"})
    return ws


def begun(ws: Repository) -> None:
    """Leave what a plain switch to `other` writes down before it acts."""
    tips = [Oid(ws.git("rev-parse", name)) for name in ("main", "other")]
    there = Destination(target=parse_branch("other"), target_tip=tips[1], start=None, label="")
    begin_plain(Git(ws.path), Head(parse_branch("main"), tips[0]), there)


def state(ws: Repository) -> tuple[str, dict[str, str]]:
    names = [path for path in ws.path.rglob("*") if ".git" not in path.parts and path.is_file()]
    files = {path.relative_to(ws.path).as_posix(): path.read_text() for path in names}
    return ws.git("status", "--porcelain=v2", "--branch", "--untracked-files=all"), files


def test_a_plain_switch_carries_work_and_leaves_no_trace(ws: Repository) -> None:
    outcome = Workspace(ws.path, policy=SwitchPolicy.CARRY).switch("other")
    assert (outcome.status, outcome.branch) == (Status.DONE, "other")
    assert (ws.read("same.txt"), ws.read("loose.txt")) == ("more work\n", "loose\n")
    assert ws.git("diff", "--cached", "--name-only") == "same.txt"
    assert not (ws.path / ".git/gitscen/operation.json").exists()
    assert ws.git("for-each-ref", "refs/gitscen", "refs/stash") == ""


@pytest.mark.parametrize("half", ["", "oth", "other\n"], ids=["empty", "torn", "whole"])
def test_files_that_the_switch_had_written_are_put_back(ws: Repository, half: str) -> None:
    before = state(ws)
    begun(ws)
    ws.write({"changes.txt": half, "folder/comes.txt": "comes\n"})
    (ws.path / "goes.txt").unlink()
    outcome = Workspace(ws.path).recover()
    assert outcome.status is Status.DONE
    assert [deed.act for deed in outcome.deeds] == [Act.ROLLED_BACK]
    assert state(ws) == before
    assert not (ws.path / "folder").exists()
    assert Workspace(ws.path).recover().deeds == ()


def test_work_is_never_taken_for_the_switch(ws: Repository) -> None:
    begun(ws)
    ws.write({"changes.txt": "mine\n", "folder/comes.txt": "mine too\n"})
    assert Workspace(ws.path).recover().ok
    assert (ws.read("changes.txt"), ws.read("folder/comes.txt")) == ("mine\n", "mine too\n")


HOOK = """\
#!/bin/sh
[ "$1" = 1 ] || exit 0
kill -9 "$(cat "{pid}")" $PPID
"""


def test_a_switch_killed_between_index_and_head_goes_on(ws: Repository, tmp_path: Path) -> None:
    hooks, pid = tmp_path / "hooks", tmp_path / "pid"
    hooks.mkdir()
    (hooks / "post-index-change").write_text(HOOK.format(pid=pid))
    (hooks / "post-index-change").chmod(0o755)
    child = os.fork()
    if not child:
        os.environ |= {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.hooksPath", "GIT_CONFIG_VALUE_0": str(hooks)}
        pid.write_text(str(os.getpid()))
        Workspace(ws.path, policy=SwitchPolicy.CARRY).switch("other")
        os._exit(0)
    assert os.waitpid(child, 0)[1] != 0
    assert ws.git("symbolic-ref", "HEAD") == "refs/heads/main"
    assert ws.read("changes.txt") == "other\n"
    assert Workspace(ws.path).switch("main").status is Status.REFUSED
    outcome = Workspace(ws.path).recover()
    assert (outcome.status, outcome.branch) == (Status.DONE, "other")
    assert (ws.read("same.txt"), ws.read("loose.txt")) == ("more work\n", "loose\n")
    assert ws.git("status", "--porcelain") == "MM same.txt\n?? loose.txt"
