"""A plain switch that was killed between the files, the index and HEAD."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gitscen import Workspace
from gitscen.names import parse_branch
from gitscen.outcome import Act, Status
from gitscen.workflow.git import Git
from gitscen.workflow.journal import Destination, begin_plain
from gitscen.workflow.settings import SwitchPolicy
from gitscen.workflow.status import read_status
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
    git = Git(ws.path)
    there = Destination(target=parse_branch("other"), target_tip=git.oid("refs/heads/other"), start=None, label="")
    begin_plain(git, read_status(git), there)


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
    assert outcome.deeds[-1].act is Act.ROLLED_BACK
    assert state(ws) == before
    assert not (ws.path / "folder").exists()
    moved = ws.path / ".git/gitscen/aside/switch/half/changes.txt"
    assert moved.exists() == (half != "other\n")
    held = ws.git("for-each-ref", "--format=%(refname)", "refs/gitscen/rescue/switch/half/files")
    assert bool(held) == (half != "other\n")
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


def test_paths_that_had_work_before_are_never_touched(ws: Repository) -> None:
    """Killed before git had begun, or after it refused: all of this is the person's."""
    (ws.path / "changes.txt").unlink()
    ws.write({"changes.txt/work": "precious\n", "folder": "a file where the other has a folder\n", "goes.txt": ""})
    (ws.path / "base.txt").unlink(missing_ok=True)
    begun(ws)
    before = state(ws)
    assert Workspace(ws.path).recover().ok
    assert state(ws) == before


def test_an_edit_that_is_what_the_other_branch_has_is_an_edit(ws: Repository) -> None:
    ws.write({"changes.txt": "other\n", "folder/comes.txt": "co"})
    (ws.path / "goes.txt").unlink()
    begun(ws)
    before = state(ws)
    assert Workspace(ws.path).recover().ok
    assert state(ws) == before


def test_where_head_has_moved_since_nothing_is_undone(ws: Repository) -> None:
    begun(ws)
    ws.git("switch", "-q", "-c", "third", "other")
    before = state(ws)
    outcome = Workspace(ws.path).recover()
    assert [deed.act for deed in outcome.deeds] == [Act.LEFT_OUT]
    assert (outcome.branch, state(ws)) == ("third", before)


def test_an_index_that_arrived_goes_back_where_the_branch_has_moved(ws: Repository) -> None:
    before = state(ws)
    begun(ws)
    ws.git("read-tree", "-m", "-u", "HEAD", "other")
    ws.git("update-ref", "refs/heads/other", ws.git("commit-tree", "-p", "other", "-m", "x", "other^{tree}"))
    assert Workspace(ws.path).recover().branch == "main"
    assert state(ws) == before


def test_a_switch_that_a_filter_stops_half_way_is_undone(ws: Repository) -> None:
    ws.git("switch", "-q", "other")
    ws.commit("filtered", {".gitattributes": "zz filter=broken\n", "zz": "text\n"})
    ws.git("switch", "-q", "main")
    ws.git("config", "filter.broken.smudge", "false")
    ws.git("config", "filter.broken.required", "true")
    before = state(ws)
    outcome = Workspace(ws.path, policy=SwitchPolicy.CARRY).switch("other")
    assert outcome.status in (Status.FAILED, Status.REFUSED)
    assert state(ws) == before
    assert Workspace(ws.path).recover().deeds == ()


@pytest.mark.parametrize("policy", list(SwitchPolicy))
@pytest.mark.parametrize("instead", ["sub", "sub/file"])
def test_a_repository_that_the_other_branch_would_replace_stays(
    place: Place, policy: SwitchPolicy, instead: str
) -> None:
    ws, peer = place.clone("ws"), place.clone("peer")
    peer.git("switch", "-q", "-c", "other")
    peer.commit("something else", {instead: "file\n"})
    peer.git("push", "-q", "origin", "other")
    ws.git("init", "-q", "sub")
    Repository(ws.path / "sub").commit("unpushed", {"in": "in\n"})
    ws.git("add", "sub")
    ws.git("commit", "-q", "-m", "link")
    outcome = Workspace(ws.path, policy=policy).switch("other")
    assert outcome.status is Status.REFUSED, outcome
    merged = Workspace(ws.path, policy=policy).sync(source="other")
    assert not merged.ok, merged
    assert (ws.read("sub/in"), (ws.path / "sub/.git").is_dir()) == ("in\n", True)
    assert ws.git("status", "--porcelain") == ""
