"""The face of the workflow: adopting, cloning, and what its answers promise."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping

import pytest

from gitscen.errors import GitError, NotAWorkspace
from gitscen.git.done import Done
from gitscen.outcome import Act, Status
from gitscen.workflow import Workspace
from gitscen.workflow.git import Git
from tests.conftest import Place


def test_only_the_top_of_a_working_tree_is_a_workspace(place: Place) -> None:
    ws = place.clone("ws")
    ws.write({"sub/file": "x"})
    for path in (place.root, place.origin.path, ws.path / "sub", ws.path / "no-such"):
        with pytest.raises(NotAWorkspace, match=r".+\. "):
            Workspace(path)


def test_an_unknown_setting_is_an_error(place: Place) -> None:
    with pytest.raises(TypeError, match="polcy"):
        Workspace(place.clone("ws").path, polcy="park")


def test_cloning(place: Place) -> None:
    url = f"file://{place.origin.path}"
    full = Workspace.clone(url, place.root / "deep" / "er", session="s")
    assert full.settings.session == "s"
    assert full.switch("thread-a").ok
    shallow = Workspace.clone(url, place.root / "shallow", depth=1, branch="thread-a", single_branch=True)
    assert shallow.git.run("rev-parse", "--is-shallow-repository").line == "true"
    assert shallow.git.run("for-each-ref", "--format=%(refname)", "refs/heads").line == "refs/heads/thread-a"
    with pytest.raises(GitError):
        Workspace.clone("file:///nowhere", place.root / "none")
    with pytest.raises(GitError):
        Workspace.clone("--upload-pack=touch pwned", place.root / "pwned")
    assert not list(place.root.rglob("pwned*"))


def test_variables_of_a_hook_around_it_do_not_mislead(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    ws, other = place.clone("ws"), place.clone("other")
    monkeypatch.setenv("GIT_DIR", str(other.path / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other.path / ".git" / "index"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other.path))
    ws.write({"new": "n"})
    assert Workspace(ws.path).switch("thread-a").ok
    assert Workspace(ws.path).commit("x").branch == "thread-a"
    monkeypatch.undo()
    assert other.git("symbolic-ref", "HEAD") == "refs/heads/main"


@pytest.mark.parametrize("failing", ["switch", "apply", "drop", "push"])
def test_an_operation_that_fails_half_way_has_changed_nothing(
    place: Place, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    ws = place.clone("ws")
    ws.write({"parked": "p", "app.txt": "parked\n"})
    assert Workspace(ws.path).switch("thread-a").ok
    ws.write({"app.txt": "staged\n"})
    ws.git("add", "app.txt")
    ws.write({"app.txt": "unstaged\n", "loose": "l"})
    questions = (("status", "--porcelain=v2", "--branch"), ("diff",), ("diff", "--cached"), ("stash", "list"))
    before = [ws.git(*question) for question in (*questions, ("for-each-ref", "refs/heads", "refs/stash"))]
    real, tripped = Git.try_, list[bool]()

    def failing_once(self: Git, *args: str, stdin: bytes = b"", env: Mapping[str, str] | None = None) -> Done:
        if failing in args and not tripped:
            tripped.append(True)
            if failing in ("push", "apply"):
                real(self, *args, stdin=stdin, env=env)  # done, and its answer lost
            raise GitError(args, str(ws.path), 128, b"", "the disk is on fire")
        return real(self, *args, stdin=stdin, env=env)

    monkeypatch.setattr(Git, "try_", failing_once)
    outcome = Workspace(ws.path).switch("main")
    assert tripped
    assert (outcome.status, outcome.branch) == (Status.FAILED, "thread-a")
    assert "on fire" in outcome.reason
    assert Act.ROLLED_BACK in {deed.act for deed in outcome.deeds}
    assert [ws.git(*question) for question in (*questions, ("for-each-ref", "refs/heads", "refs/stash"))] == before
    assert Workspace(ws.path).recover().deeds == ()


def test_after_a_kill_everything_but_recover_and_interrupt_is_refused(place: Place) -> None:
    ws = place.clone("ws")
    ws.write({".git/gitscen/operation.json": _entry(ws.git("rev-parse", "HEAD")), "new": "n"})
    workspace = Workspace(ws.path)
    outcomes = (
        workspace.switch("x"), workspace.commit("x"), workspace.push(), workspace.sync(), workspace.resolve(),
    )  # fmt: skip
    for outcome in outcomes:
        assert (outcome.status, "Run recover first" in outcome.reason) == (Status.REFUSED, True)
    assert workspace.recover().ok
    assert workspace.commit("x").ok


def _entry(head: str) -> str:
    return (
        f'{{"name": "0001-commit", "operation": "commit", "branch": "main", "head": "{head}", "pin": null, '
        '"stashes": []}'
    )


def test_a_repository_in_a_repository_is_not_mistaken_for_its_outer_one(place: Place) -> None:
    ws = place.clone("ws")
    subprocess.run(["git", "init", "-q", str(ws.path / "inner")], check=True)
    inner = Workspace(ws.path / "inner")
    os.rename(ws.path / "inner" / ".git", ws.path / "inner" / "git")  # noqa: PTH104
    (ws.path / "inner" / "file").write_text("x")
    with pytest.raises(NotAWorkspace, match="is not a workspace"):
        Workspace(inner.git.worktree)
    assert ws.git("log", "-1", "--format=%s") == "c3"
