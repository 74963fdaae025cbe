from __future__ import annotations

from pathlib import Path

import pytest

from gitscen.errors import WorkspaceError
from gitscen.names import ConflictKind, ConflictNature, Oid, Side, TreePath, parse_branch
from gitscen.outcome import Resolution
from gitscen.workflow.join.integrate import UnrelatedHistories, Way, integrate
from gitscen.workflow.join.remote import Upstream
from gitscen.workflow.settings import Integration
from tests.conftest import Place, Repository
from tests.workflow.worlds import Story, build, context_in, file, lines


@pytest.fixture
def workspace(place: Place) -> Repository:
    return place.clone("workspace", "-b", "main")


def branch_off(workspace: Repository, *commits: dict[str, str]) -> Upstream:
    """Commit on a branch that stands for the incoming side, and return to main."""
    workspace.git("switch", "-qc", "incoming")
    for number, files in enumerate(commits):
        workspace.commit(f"incoming {number}", files)
    oid = Oid(workspace.git("rev-parse", "HEAD"))
    workspace.git("switch", "-q", "main")
    return Upstream("origin", parse_branch("incoming"), oid)


@pytest.mark.parametrize("how", list(Integration))
def test_each_way_without_conflicts(workspace: Repository, how: Integration) -> None:
    upstream = branch_off(workspace, {"i.txt": "i\n"})
    workspace.commit("local", {"l.txt": "l\n"})
    done = integrate(context_in(workspace), upstream, how=how)
    assert done.way is (Way.MERGED if how is Integration.MERGE else Way.REBASED)
    assert (workspace.read("i.txt"), workspace.read("l.txt")) == ("i\n", "l\n")
    title = "Merge origin/incoming into main" if how is Integration.MERGE else "local"
    assert workspace.git("cat-file", "commit", "HEAD").partition("\n\n")[2] == title


def test_every_stop_of_a_rebase_is_settled_for_local(workspace: Repository) -> None:
    upstream = branch_off(workspace, {"n.txt": "incoming 1\n"}, {"n.txt": "incoming 2\n", "other.txt": "o\n"})
    for number in (1, 2, 3):
        workspace.commit(f"local {number}\n\nSigned-off-by: Dev", {"n.txt": f"local {number}\n"})
    done = integrate(context_in(workspace), upstream, how=Integration.REBASE)
    assert done.way is Way.REBASED
    first = done.resolutions[0]
    assert first == Resolution(
        path=TreePath(b"n.txt"),
        kind=ConflictKind.BOTH_ADDED,
        nature=ConflictNature.ADD_ADD,
        kept=Side.LOCAL,
        lost=Oid(workspace.git("rev-parse", f"{upstream.oid}:n.txt")),
    )
    assert workspace.git("log", "--reverse", "--format=%s", f"{upstream.oid}..").splitlines() == [
        "local 1", "local 2", "local 3",
    ]  # fmt: skip
    assert workspace.git("log", "--reverse", "--format=%b%x01", f"{upstream.oid}..").split("\x01")[0] == (
        f"Signed-off-by: Dev\nResolved: both added n.txt, local kept (incoming {first.lost})\n"
    )
    assert (workspace.read("n.txt"), workspace.read("other.txt")) == ("local 3\n", "o\n")
    assert workspace.git("symbolic-ref", "HEAD") == "refs/heads/main"


def test_a_local_commit_with_a_conflict_never_vanishes(workspace: Repository) -> None:
    """Upstream has the commit's whole change but for the conflict that local preference settles."""
    upstream = branch_off(workspace, {"n.txt": "a\n"}, {"n.txt": "b\n"})
    workspace.commit("local a", {"n.txt": "c\n"})
    workspace.commit("local b", {"n.txt": "b\n"})
    integrate(context_in(workspace), upstream, how=Integration.REBASE)
    subjects = workspace.git("log", "--format=%s", f"{upstream.oid}..").splitlines()
    assert subjects == ["local b", "local a"]
    assert workspace.read("n.txt") == "b\n"


@pytest.mark.parametrize("how", [Integration.REBASE, Integration.REBASE_THEN_MERGE])
def test_a_change_that_upstream_has_is_left_out(workspace: Repository, how: Integration) -> None:
    upstream = branch_off(workspace, {"n.txt": "same\n"}, {"o.txt": "o\n"})
    workspace.commit("twin", {"n.txt": "same\n"})
    workspace.commit("empty on purpose")
    workspace.commit("local", {"l.txt": "l\n"})
    integrate(context_in(workspace), upstream, how=how)
    subjects = workspace.git("log", "--format=%s", f"{upstream.oid}..").splitlines()
    assert subjects == ["local", "empty on purpose"]


def test_local_merges_are_merged_not_flattened(workspace: Repository) -> None:
    upstream = branch_off(workspace, {"i.txt": "i\n"})
    workspace.git("switch", "-qc", "side")
    workspace.commit("side", {"s.txt": "s\n"})
    workspace.git("switch", "-q", "main")
    workspace.commit("local", {"l.txt": "l\n"})
    workspace.git("merge", "-q", "--no-commit", "side")
    evil = workspace.commit("evil merge", {"evil.txt": "only here\n"})
    done = integrate(context_in(workspace), upstream, how=Integration.REBASE)
    assert (done.way, workspace.git("rev-parse", "HEAD^1")) == (Way.MERGED, evil)
    assert workspace.read("evil.txt") == "only here\n"


def test_a_pre_rebase_hook_that_refuses_leads_to_a_merge(workspace: Repository) -> None:
    upstream = branch_off(workspace, {"i.txt": "i\n"})
    workspace.commit("local", {"l.txt": "l\n"})
    hook = workspace.path / ".git" / "hooks" / "pre-rebase"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    assert integrate(context_in(workspace), upstream, how=Integration.REBASE_THEN_MERGE).way is Way.MERGED


def test_unrelated_histories_raise(workspace: Repository) -> None:
    workspace.git("switch", "-q", "--orphan", "alien")
    oid = Oid(workspace.commit("alien", {"x": "x\n"}))
    workspace.git("switch", "-q", "main")
    with pytest.raises(UnrelatedHistories, match="origin/alien and main have no common history"):
        integrate(context_in(workspace), Upstream("origin", parse_branch("alien"), oid), how=Integration.MERGE)


@pytest.mark.parametrize("how", list(Integration))
def test_markers_that_git_calls_clean_are_not_taken(tmp_path: Path, how: Integration) -> None:
    """git 2.39 exits 0 with conflict markers in c: a renamed with a conflict onto an empty file renamed to c."""
    story = Story(
        {b"a": file(lines()), b"b": file("")},
        {b"a": file(lines("5=incoming")), b"c": file("")},
        {b"b": file(""), b"c": file(lines("5=local"))},
        {},
        (),
    )
    workspace = build(tmp_path / "world", story)
    workspace.git("fetch", "-q")
    upstream = Upstream("origin", parse_branch("main"), Oid(workspace.git("rev-parse", "origin/main")))
    before = workspace.git("rev-parse", "HEAD")
    with pytest.raises(WorkspaceError, match="conflict markers in c"):
        integrate(context_in(workspace), upstream, how=how)
    assert workspace.git("rev-parse", "HEAD") == before
    assert workspace.git("status", "--porcelain") == ""


def test_an_unborn_branch_takes_the_upstream(workspace: Repository) -> None:
    upstream = branch_off(workspace, {"i.txt": "i\n"})
    workspace.git("switch", "-q", "--orphan", "new")
    assert integrate(context_in(workspace), upstream, how=Integration.MERGE).way is Way.FAST_FORWARD
    assert workspace.git("rev-parse", "refs/heads/new") == upstream.oid
    assert workspace.git("status", "--porcelain") == ""
