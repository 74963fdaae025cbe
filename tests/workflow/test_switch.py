"""Switching under uncommitted work: nothing is lost, nothing leaks, and what was staged comes back staged."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from gitscen.names import BranchName, ConflictKind, Side
from gitscen.outcome import Act, Outcome, Status
from gitscen.workflow import SwitchPolicy, Workspace
from gitscen.workflow.target import parse_remote
from tests.conftest import Place, Repository


def opened(repository: Repository, **settings: object) -> Workspace:
    return Workspace(repository.path, **settings)


def state(repository: Repository) -> tuple[str, ...]:
    """Return everything that a refused or failed operation must leave as it was."""
    return (
        repository.git("status", "--porcelain=v2", "--branch", "-z", "--untracked-files=all"),
        repository.git("diff"),
        repository.git("diff", "--cached"),
        repository.git("for-each-ref", "refs/heads", "refs/stash", "refs/gitscen"),
        repository.git("stash", "list"),
    )


def acts(outcome: Outcome) -> list[Act]:
    return [deed.act for deed in outcome.deeds]


@pytest.fixture(params=[(), ("--depth=1",), ("--single-branch",)], ids=["full", "shallow", "single-branch"])
def clone(request: pytest.FixtureRequest, place: Place) -> Repository:
    return place.clone("ws", *request.param)


def test_parked_work_stays_with_its_branch_and_comes_back_as_it_was(clone: Repository) -> None:
    workspace = opened(clone)
    assert workspace.switch("thread-a").ok
    clone.write({"app.txt": "staged\n", ".gitignore": "*.log\n"})
    clone.git("add", "app.txt")
    clone.write({"app.txt": "unstaged\n", "new/-x": b"\xff", 'quo"te\nnew': "line", ":(top)": "magic", "a.log": "log"})
    clone.git("rm", "-q", "--cached", "thread.txt")
    before = state(clone)

    away = workspace.switch("thread-b")

    assert away.status is Status.DONE
    assert (away.branch, acts(away)[-2:]) == ("thread-b", [Act.PARKED, Act.CREATED])
    assert clone.git("status", "--porcelain") == "?? a.log"  # ignored on the other branch only
    assert clone.git("rev-parse", "HEAD") == clone.git("rev-parse", "origin/main")

    (clone.path / "a.log").unlink()
    back = workspace.switch("thread-a")

    assert (back.status, acts(back)) == (Status.DONE, [Act.SWITCHED, Act.RESTORED])
    assert (state(clone)[:3], state(clone)[4]) == (before[:3], before[4])
    assert not list((clone.path / ".git" / "gitscen").glob("index-*"))


def test_ignored_files_and_embedded_repositories_stay_where_they_are(clone: Repository) -> None:
    clone.commit("ignore", {".gitignore": "*.log\n"})
    clone.write({"a.log": "log", "dir/loose": "x", "dir/inner/file": "inner"})
    subprocess.run(["git", "init", "-q"], cwd=clone.path / "dir" / "inner", check=True)
    workspace = opened(clone)
    assert workspace.switch("thread-a").ok
    assert (clone.read("a.log"), clone.read("dir/inner/file")) == ("log", "inner")
    assert not (clone.path / "dir" / "loose").exists()
    assert workspace.switch("main").ok
    assert clone.read("dir/loose") == "x"
    assert (clone.path / "dir" / "inner" / ".git").is_dir()


def test_nothing_to_park_leaves_an_older_entry_alone(clone: Repository) -> None:
    clone.write({"app.txt": "somebody's\n"})
    clone.git("stash", "push", "-q", "-m", "gitscen: parked on thread-b")
    stashes = clone.git("stash", "list")
    workspace = opened(clone)
    assert workspace.switch("thread-a").ok
    assert workspace.switch("main").ok
    assert clone.git("stash", "list") == stashes
    assert clone.git("status", "--porcelain") == ""


def test_sessions_do_not_take_each_others_work(clone: Repository) -> None:
    clone.write({"one.txt": "one"})
    assert opened(clone, session="1").switch("thread-a").ok
    assert opened(clone, session="2").switch("main").ok
    assert not (clone.path / "one.txt").exists()
    assert opened(clone, session="2").switch("thread-a").ok
    assert opened(clone, session="1").switch("main").ok
    assert clone.read("one.txt") == "one"


def test_of_two_parked_entries_the_newest_comes_back_and_the_other_stays(clone: Repository) -> None:
    for text in ("old", "new"):
        clone.write({"app.txt": text})
        clone.git("stash", "push", "-q", "-m", "gitscen: parked on main")
    workspace = opened(clone)
    assert workspace.switch("thread-a").ok
    outcome = workspace.switch("main")
    assert clone.read("app.txt") == "new"
    assert Act.LEFT_OUT in acts(outcome)
    assert clone.git("stash", "list").count("parked on main") == 1


def test_parked_work_that_conflicts_with_new_commits_wins_and_is_reported(clone: Repository) -> None:
    lines = clone.read("app.txt").splitlines(keepends=True)
    clone.write({"app.txt": "local\n" + "".join(lines[1:]), "same.txt": "mine"})
    workspace = opened(clone)
    assert workspace.switch("thread-a").ok
    clone.git("worktree", "add", "-q", "../other", "main")
    other = Repository(clone.path.parent / "other")
    other.commit("meanwhile", {"app.txt": "incoming\n" + "".join(lines[1:]) + "added\n", "same.txt": "theirs"})
    clone.git("worktree", "remove", "../other")

    outcome = workspace.switch("main")

    assert outcome.status is Status.RESOLVED
    assert [(r.path, r.kind, r.kept) for r in outcome.resolutions] == [
        (b"app.txt", ConflictKind.BOTH_MODIFIED, Side.LOCAL)
    ]
    assert clone.read("app.txt") == "local\n" + "".join(lines[1:]) + "added\n"
    assert clone.read("same.txt") == "mine"  # untracked there, tracked here: the parked one, the other is in history
    assert clone.git("status", "--porcelain") == " M app.txt\n M same.txt"
    assert clone.git("stash", "list") == ""


@pytest.mark.parametrize("staged", [False, True])
def test_an_ignored_file_in_the_way_of_parked_work_is_kept_aside(place: Place, staged: bool) -> None:  # noqa: FBT001
    clone = place.clone("ws")
    clone.write({"env": "parked"})
    if staged:
        clone.git("add", "env")
    workspace = opened(clone)
    assert workspace.switch("thread-a").ok
    clone.write({".git/info/exclude": "env\n", "env": "ignored"})
    assert workspace.switch("main").ok
    assert clone.read("env") == "parked"
    aside = clone.git("for-each-ref", "--format=%(refname)", "refs/gitscen/rescue")
    assert clone.git("show", f"{aside}:env") == "ignored"


def test_an_ignored_file_in_the_way_of_the_target_is_refused(clone: Repository) -> None:
    workspace = opened(clone)
    assert workspace.switch("thread-a").ok
    clone.commit("tracked", {"env": "tracked"})
    assert workspace.switch("main").ok
    clone.write({".git/info/exclude": "env\n", "env": "secret", "app.txt": "dirty"})
    before = state(clone)
    outcome = workspace.switch("thread-a")
    assert outcome.status is Status.REFUSED
    assert "env" in outcome.reason
    assert clone.read("env") == "secret"
    assert state(clone) == before


def test_carry_takes_the_work_along_and_prefers_it(clone: Repository) -> None:
    workspace = opened(clone, policy=SwitchPolicy.CARRY)
    assert workspace.switch("thread-a").ok
    clone.commit("a", {"app.txt": "thread\n"})
    clone.write({"app.txt": "local\n", "new": "n"})
    outcome = workspace.switch("main")
    assert outcome.status is Status.RESOLVED
    assert (clone.read("app.txt"), clone.read("new")) == ("local\n", "n")
    assert clone.git("stash", "list") == ""
    assert workspace.switch("thread-c").status is Status.DONE
    assert clone.git("status", "--porcelain") == " M app.txt\n?? new"


def test_commit_on_switch_commits_on_the_branch_that_is_left(clone: Repository) -> None:
    clone.write({"new": "n", "app.txt": "edit"})
    outcome = opened(clone, commit_on_switch=True, session="s").switch("thread-a")
    assert acts(outcome).count(Act.COMMITTED) == 1
    assert clone.git("log", "-1", "--format=%s", "main") == "WIP: Switched with 2 file(s) modified [s]"
    assert clone.git("stash", "list") == ""


def test_a_branch_of_the_remote_is_found_and_tracked(clone: Repository) -> None:
    outcome = opened(clone).switch("thread-a")
    assert outcome.head == clone.git("rev-parse", "refs/remotes/origin/thread-a")
    assert clone.git("config", "branch.thread-a.merge") == "refs/heads/thread-a"


def test_fetching_a_branch_of_a_shallow_clone_keeps_it_shallow(place: Place) -> None:
    shallow = place.clone("shallow", "--depth=1")
    assert opened(shallow).switch("thread-a").ok
    assert shallow.git("rev-list", "--count", "HEAD") == "1"


def test_a_new_branch_starts_from_the_remotes_default_branch_whatever_its_name(place: Place) -> None:
    place.origin.git("branch", "-m", "main", "trunk")
    place.origin.git("symbolic-ref", "HEAD", "refs/heads/trunk")
    clone = place.clone("ws")
    workspace = opened(clone)
    workspace.switch("thread-a")
    clone.git("symbolic-ref", "--delete", "refs/remotes/origin/HEAD")
    assert workspace.switch("thread-new").head == clone.git("rev-parse", "origin/trunk")
    assert workspace.switch("thread-from", start="thread-a").head == clone.git("rev-parse", "thread-a")
    assert workspace.switch("thread-nowhere", start="no-such").status is Status.REFUSED


def test_an_unreachable_remote_is_told_and_does_not_hinder(place: Place) -> None:
    clone = place.clone("ws")
    clone.git("config", "remote.origin.url", "file:///nowhere/at/all")
    outcome = opened(clone).switch("thread-a")
    assert (outcome.status, outcome.branch) == (Status.DONE, "thread-a")
    assert "could not be reached" in outcome.reason


def test_a_repository_without_commit_or_remote_keeps_each_branchs_work(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path / "ws")], check=True)
    fresh = Repository(tmp_path / "ws")
    fresh.write({"a": "a"})
    fresh.git("add", "a")
    fresh.write({"b": "b"})
    workspace = opened(fresh)
    assert workspace.switch("thread-a").ok
    assert fresh.git("status", "--porcelain") == ""
    assert workspace.switch("main").ok
    assert fresh.git("status", "--porcelain") == "A  a\n?? b"


@pytest.mark.parametrize("name", ["-x", "a..b", "", "HEAD", "a b", "--upload-pack=touch x"])
def test_a_name_that_is_none_is_refused(place: Place, name: str) -> None:
    clone = place.clone("ws")
    before = state(clone)
    assert opened(clone).switch(name).status is Status.REFUSED
    assert state(clone) == before


def test_a_branch_name_that_is_a_folder_of_anothers_is_refused_clearly(place: Place) -> None:
    clone = place.clone("ws")
    workspace = opened(clone)
    for name, other in (("thread-a/x", "thread-a"), ("deep/er", None), ("deep", "deep/er")):
        workspace.switch("thread-a")
        before = state(clone)
        outcome = workspace.switch(name)
        assert outcome.ok is (other is None)
        if other:
            assert repr(other) in outcome.reason
            assert state(clone) == before


def test_a_branch_of_another_worktree_is_refused_with_everything_as_before(place: Place) -> None:
    clone = place.clone("ws")
    clone.git("worktree", "add", "-q", "-b", "busy", str(place.root / "wt"))
    clone.write({"app.txt": "dirty", "new": "n"})
    before = state(clone)
    outcome = opened(clone).switch("busy")
    assert outcome.status is Status.REFUSED
    assert "busy" in outcome.reason
    assert state(clone) == before


def test_a_failing_post_checkout_hook_is_no_lost_switch(place: Place) -> None:
    clone = place.clone("ws")
    hook = clone.path / ".git" / "hooks" / "post-checkout"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    clone.write({"new": "n"})
    outcome = opened(clone).switch("thread-a")
    assert (outcome.status, outcome.branch) == (Status.DONE, "thread-a")


def test_an_operation_in_progress_and_unmerged_paths_refuse(place: Place) -> None:
    clone = place.clone("ws")
    clone.git("switch", "-q", "-c", "x")
    clone.commit("x", {"app.txt": "x\n"})
    clone.git("switch", "-q", "main")
    clone.commit("y", {"app.txt": "y\n"})
    clone.git("merge", "-q", "x", code=1)
    before = state(clone)
    outcome = opened(clone).switch("thread-a")
    assert outcome.status is Status.REFUSED
    assert "merge is in progress" in outcome.reason
    assert state(clone) == before


def test_already_there_is_done_and_touches_nothing(place: Place) -> None:
    clone = place.clone("ws")
    clone.write({"app.txt": "dirty"})
    before = state(clone)
    outcome = opened(clone).switch("main")
    assert (outcome.status, outcome.deeds) == (Status.DONE, ())
    assert state(clone) == before


def test_work_on_a_detached_head_is_not_left_behind(place: Place) -> None:
    clone = place.clone("ws")
    workspace = opened(clone)
    clone.git("switch", "-q", "--detach", "HEAD~1")
    assert workspace.switch("thread-a").ok  # nothing of its own
    clone.git("switch", "-q", "--detach")
    clone.commit("own", {"own": "own"})
    assert "Run recover" in workspace.switch("main").reason


def test_hidden_files_keep_their_bytes(place: Place) -> None:
    clone = place.clone("ws")
    clone.git("update-index", "--assume-unchanged", "app.txt")
    clone.write({"app.txt": "hidden", "new": "n"})
    workspace = opened(clone)
    assert workspace.switch("thread-a").ok
    assert clone.read("app.txt") == "hidden"
    assert workspace.switch("main").ok
    assert (clone.read("app.txt"), clone.read("new")) == ("hidden", "n")


def test_the_answer_of_a_remote_is_read() -> None:
    view = parse_remote(b"ref: refs/heads/trunk\tHEAD\n" + b"1" * 40 + b"\tHEAD\n" + b"2" * 40 + b"\trefs/heads/a\n")
    assert view.default == "trunk"
    assert view.tip(BranchName("a")) == "2" * 40
    assert view.tip(BranchName("b")) is None


def test_a_refused_switch_does_not_tell_what_was_undone(place: Place) -> None:
    ws = place.clone("ws")
    ws.commit("ignore", {".gitignore": "*.log\n"})
    ws.git("switch", "-q", "-c", "logs")
    ws.write({"run.log": "tracked there\n"})
    ws.git("add", "-f", "run.log")
    ws.git("commit", "-q", "-m", "log")
    ws.git("switch", "-q", "main")
    ws.write({"run.log": "ignored here\n", "app.txt": "work\n"})
    outcome = Workspace(ws.path).switch("logs")
    assert (outcome.status, outcome.branch) == (Status.REFUSED, "main")
    assert not {Act.PARKED, Act.SWITCHED} & {deed.act for deed in outcome.deeds}
    assert (ws.read("run.log"), ws.read("app.txt")) == ("ignored here\n", "work\n")
