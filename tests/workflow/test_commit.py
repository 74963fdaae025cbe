"""Commits: everything or a scope, hooks run and may refuse, nothing slips in that is no work."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from gitscen.outcome import Act, Status
from gitscen.workflow import Workspace
from gitscen.workflow.commit import stage
from tests.conftest import Place, Repository
from tests.workflow.worlds import context_in


@pytest.fixture
def ws(place: Place) -> Repository:
    return place.clone("ws")


def hook(ws: Repository, name: str, script: str) -> None:
    path = ws.path / ".git" / "hooks" / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def test_everything_is_committed_but_ignored_files_and_embedded_repositories(ws: Repository) -> None:
    ws.write({"app.txt": "edit\n", "sub/-x": "x", ":(top)": "magic", ".git/info/exclude": "*.log\n", "a.log": "log"})
    for name in ("inner", "empty"):
        subprocess.run(["git", "init", "-q", str(ws.path / name)], check=True)
    ws.write({"inner/file": "inner"})
    Repository(ws.path / "inner").commit("inner")

    outcome = Workspace(ws.path).commit("# a subject\n\nbody")

    assert (outcome.status, outcome.head) == (Status.DONE, ws.git("rev-parse", "HEAD"))
    assert ws.git("log", "-1", "--format=%B").startswith("# a subject\n\nbody")
    assert ws.git("diff-tree", "--name-only", "-r", "HEAD~1", "HEAD").split("\n") == [":(top)", "app.txt", "sub/-x"]
    assert sorted(d.what for d in outcome.deeds if d.act is Act.LEFT_OUT) == [
        "empty: a repository of its own",
        "inner: a repository of its own",
    ]
    assert ws.git("for-each-ref", "refs/gitscen") == ""


def test_a_scope_commits_only_itself_and_leaves_the_rest_staged(ws: Repository) -> None:
    ws.write({"app.txt": "edit\n", "dir/a": "a", "dir/b": "b", "other": "o", "*": "star"})
    ws.git("add", "other")
    outcome = Workspace(ws.path).commit("dir", paths=["dir", ws.path / "*"])
    assert outcome.ok
    assert ws.git("diff-tree", "--name-only", "-r", "HEAD~1", "HEAD") == "*\ndir/a\ndir/b"
    assert ws.git("status", "--porcelain") == " M app.txt\nA  other"


@pytest.mark.parametrize("path", ["../x", "/etc/passwd", "."])
def test_a_path_outside_is_refused(ws: Repository, path: str) -> None:
    assert Workspace(ws.path).commit("x", paths=[path]).status is Status.REFUSED


def test_nothing_to_commit_is_done(ws: Repository) -> None:
    outcome = Workspace(ws.path).commit("x")
    assert (outcome.status, outcome.reason) == (Status.DONE, "there is nothing to commit.")
    ws.write({"other": "o"})
    outcome = Workspace(ws.path).commit("x", paths=["app.txt"])
    assert (outcome.status, outcome.reason) == (Status.DONE, "there is nothing to commit.")
    assert ws.git("status", "--porcelain") == "?? other"


@pytest.mark.parametrize("name", ["pre-commit", "commit-msg", "prepare-commit-msg"])
def test_a_hook_that_refuses_leaves_everything_as_before(ws: Repository, name: str) -> None:
    hook(ws, name, "echo changed >app.txt; echo 'no way' >&2; exit 1")
    ws.write({"app.txt": "staged\n"})
    ws.git("add", "app.txt")
    ws.write({"app.txt": "unstaged\n", "new": "n"})
    before = ws.git("status", "--porcelain=v2", "--branch"), ws.git("diff"), ws.git("diff", "--cached")
    outcome = Workspace(ws.path).commit("x")
    assert outcome.status is Status.REFUSED
    assert "no way" in outcome.reason
    assert (ws.git("status", "--porcelain=v2", "--branch"), ws.git("diff"), ws.git("diff", "--cached")) == before


def test_a_failing_post_commit_hook_is_no_lost_commit(ws: Repository) -> None:
    hook(ws, "post-commit", "exit 1")
    ws.write({"app.txt": "edit\n"})
    assert Workspace(ws.path).commit("x").status is Status.DONE


def test_it_refuses_where_a_commit_would_be_wrong(ws: Repository) -> None:
    assert "needs a message" in Workspace(ws.path).commit(" \n").reason
    ws.git("switch", "-q", "--detach")
    ws.write({"app.txt": "x\n"})
    assert "detached" in Workspace(ws.path).commit("x").reason
    ws.git("switch", "-q", "-c", "other", "HEAD")
    ws.commit("other")
    ws.git("switch", "-q", "main")
    ws.commit("main", {"app.txt": "y\n"})
    ws.git("merge", "-q", "other", code=1)
    assert "a merge is in progress" in Workspace(ws.path).commit("x").reason


def test_conflict_markers_that_git_left_are_no_work(ws: Repository) -> None:
    ws.commit("documents them", {"guide.rst": "<<<<<<< a\nx\n=======\ny\n>>>>>>> b\n"})
    ws.write({"app.txt": "stashed\n"})
    ws.git("stash", "push", "-q")
    ws.commit("main", {"app.txt": "committed\n"})
    ws.git("stash", "pop", "-q", code=1)
    ws.git("add", "app.txt")
    ws.write({"guide.rst": "<<<<<<< a\nx\n=======\ny\n>>>>>>> b\nmore\n"})
    outcome = Workspace(ws.path).commit("x")
    assert outcome.status is Status.REFUSED
    assert "app.txt" in outcome.reason
    assert "guide.rst" not in outcome.reason
    ws.write({"app.txt": "resolved\n"})
    assert Workspace(ws.path).commit("x").ok


def test_the_first_commit_without_any_identity(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = tmp_path / "config"
    config.write_text("[user]\n\tuseConfigOnly = true\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))
    subprocess.run(["git", "init", "-q", str(tmp_path / "ws")], check=True)
    ws = Repository(tmp_path / "ws")
    ws.write({"a": "a"})
    assert Workspace(ws.path).commit("first").ok
    assert ws.git("log", "--format=%an <%ae> %s") == "gitscen <gitscen@localhost> first"


def test_many_files_are_committed_as_few_are(ws: Repository) -> None:
    ws.write({f"many/{number}": "n" for number in range(40)})
    (ws.path / "app.txt").unlink()
    assert Workspace(ws.path).commit("many").ok
    assert ws.git("status", "--porcelain") == ""
    assert len(ws.git("diff-tree", "--name-only", "-r", "HEAD~1", "HEAD").split("\n")) == 41


def test_a_file_that_is_gone_before_it_is_staged_stops_nothing(ws: Repository) -> None:
    ws.write({"swap": "s", "new": "n", "app.txt": "edit\n"})
    context = context_in(ws)
    assert b"swap" in context.status.untracked
    (ws.path / "swap").unlink()
    stage(context)
    assert ws.git("diff", "--cached", "--name-only") == "app.txt\nnew"


def test_a_file_that_became_a_folder_with_a_repository_inside(ws: Repository) -> None:
    (ws.path / "app.txt").unlink()
    ws.write({"app.txt/new": "n", "app.txt/inner/file": "f"})
    subprocess.run(["git", "init", "-q", str(ws.path / "app.txt/inner")], check=True)
    Repository(ws.path / "app.txt/inner").commit("inner")
    assert Workspace(ws.path).commit("a folder").ok
    assert ws.git("ls-tree", "-r", "--name-only", "HEAD", "app.txt") == "app.txt/new"
