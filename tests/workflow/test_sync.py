from __future__ import annotations

import pytest

from gitscen.errors import GitError
from gitscen.names import Side
from gitscen.outcome import Act, Status
from gitscen.workflow.settings import Integration, Patience
from gitscen.workflow.sync import sync
from tests.conftest import Place, Repository
from tests.workflow.worlds import context_in


@pytest.fixture(params=[(), ("--depth", "1")], ids=["full", "shallow"])
def workspace(place: Place, request: pytest.FixtureRequest) -> Repository:
    return place.clone("workspace", *request.param, "-b", "thread-a")


@pytest.fixture
def peer(place: Place) -> Repository:
    return place.clone("peer", "-b", "thread-a")


def state(workspace: Repository) -> tuple[str, ...]:
    return (
        workspace.git("rev-parse", "HEAD"),
        workspace.git("symbolic-ref", "HEAD"),
        workspace.git("status", "--porcelain=v2", "--ignored"),
        workspace.git("stash", "list"),
    )


def test_upstreams_commits_come_by_fast_forward(workspace: Repository, peer: Repository) -> None:
    new = peer.commit("new", {"new.txt": "n\n"})
    peer.git("push", "-q")
    outcome = sync(context_in(workspace))
    assert (outcome.status, outcome.head) == (Status.DONE, new)
    assert [deed.act for deed in outcome.deeds] == [Act.FETCHED, Act.FAST_FORWARDED]
    again = sync(context_in(workspace))
    assert (again.status, again.reason) == (Status.DONE, "origin/thread-a has nothing new.")


def test_another_branch_comes_in_by_name(workspace: Repository, peer: Repository) -> None:
    peer.git("switch", "-q", "main")
    new = peer.commit("new", {"new.txt": "n\n"})
    peer.git("push", "-q")
    assert sync(context_in(workspace), "main").status is Status.DONE
    workspace.git("merge-base", "--is-ancestor", new, "HEAD")
    assert workspace.read("thread.txt") == "thread\n"


def test_an_upstream_that_is_not_there_yet(workspace: Repository) -> None:
    workspace.git("switch", "-qc", "new", "--no-track")
    outcome = sync(context_in(workspace))
    assert (outcome.status, outcome.reason) == (Status.DONE, "origin has no branch new yet; push makes it.")
    assert sync(context_in(workspace), "nowhere").status is Status.REFUSED


def test_offline_changes_nothing(workspace: Repository, place: Place) -> None:
    workspace.git("remote", "set-url", "origin", f"file://{place.root}/gone.git")
    workspace.write({"app.txt": "dirty\n"})
    before = state(workspace)
    outcome = sync(context_in(workspace, patience=Patience(tries=2, pause=0.001)))
    assert outcome.status is Status.FAILED
    assert outcome.reason.startswith("origin cannot be reached: ")
    assert state(workspace) == before


def test_unrelated_histories_are_refused(workspace: Repository, place: Place) -> None:
    other = place.clone("other", "-b", "thread-a")
    other.git("switch", "-q", "--orphan", "alien")
    other.commit("alien", {"app.txt": "alien\n"})
    other.git("push", "-q", "origin", "alien")
    workspace.write({"app.txt": "dirty\n"})
    before = state(workspace)
    outcome = sync(context_in(workspace), "alien")
    assert (outcome.status, "no common history" in outcome.reason) == (Status.REFUSED, True)
    assert state(workspace) == before


def test_uncommitted_work_stays_on_top(workspace: Repository, peer: Repository) -> None:
    peer.commit("new", {"thread.txt": "incoming\n", "loose.txt": "incoming\n", "other.txt": "o\n"})
    peer.git("push", "-q")
    workspace.write({"thread.txt": "local\n", "loose.txt": "untracked\n"})
    outcome = sync(context_in(workspace))
    assert outcome.status is Status.RESOLVED
    assert [(done.path, done.kept) for done in outcome.resolutions] == [(b"thread.txt", Side.LOCAL)]
    assert [workspace.read(name) for name in ("thread.txt", "loose.txt", "other.txt")] == [
        "local\n",
        "untracked\n",
        "o\n",
    ]
    assert workspace.git("show", "HEAD:thread.txt") == "incoming"


def test_ignored_files_in_the_way_are_moved_aside(workspace: Repository, peer: Repository) -> None:
    (workspace.path / ".git" / "info" / "exclude").write_text("secret\nfolder\nsame\n")
    peer.commit("new", {"secret": "incoming\n", "folder/x": "x\n", "same": "same\n"})
    peer.git("push", "-q")
    workspace.write({"secret": "mine\n", "folder": "mine\n", "same": "same\n"})
    outcome = sync(context_in(workspace))
    assert outcome.status is Status.DONE
    assert (workspace.read("secret"), workspace.read("folder/x")) == ("incoming\n", "x\n")
    told = [deed for deed in outcome.deeds if deed.act is Act.MOVED_ASIDE]
    assert len(told) == 2
    for deed, name in zip(told, ("secret", "folder"), strict=True):
        assert workspace.git("show", f"{deed.oid}:{name}") == "mine"


def test_a_hook_that_refuses_the_merge_leaves_all_as_it_was(workspace: Repository, peer: Repository) -> None:
    (workspace.path / ".git" / "info" / "exclude").write_text("secret\n")
    peer.commit("new", {"n.txt": "incoming\n", "secret": "incoming\n"})
    peer.git("push", "-q")
    workspace.commit("local", {"n.txt": "local\n"})
    workspace.write({"n.txt": "dirty\n", "u.txt": "u\n", "secret": "mine\n"})
    hook = workspace.path / ".git" / "hooks" / "commit-msg"
    hook.write_text("#!/bin/sh\necho no >&2\nexit 1\n")
    hook.chmod(0o755)
    before = state(workspace)
    with pytest.raises(GitError, match="no"):
        sync(context_in(workspace))
    assert state(workspace) == before
    assert [workspace.read(name) for name in ("n.txt", "u.txt", "secret")] == ["dirty\n", "u\n", "mine\n"]


@pytest.mark.parametrize("how", list(Integration))
def test_the_users_settings_change_nothing(place: Place, peer: Repository, how: Integration) -> None:
    plain, swayed = place.clone("plain", "-b", "thread-a"), place.clone("swayed", "-b", "thread-a")
    peer.commit("new", {"n.txt": "incoming\n"})
    peer.git("push", "-q")
    for key, value in {
        "branch.thread-a.mergeOptions": "--squash -X theirs", "pull.rebase": "true", "pull.twohead": "ours",
        "merge.ff": "only", "merge.renames": "false", "merge.conflictStyle": "diff3", "merge.log": "true",
        "merge.verifySignatures": "true", "merge.autoStash": "true", "merge.stat": "false",
        "rebase.autoSquash": "true", "rebase.autoStash": "true", "rebase.updateRefs": "true", "rebase.backend": "apply",
        "rebase.missingCommitsCheck": "error", "rebase.abbreviateCommands": "true", "rebase.instructionFormat": "%an",
        "rerere.enabled": "true", "rerere.autoUpdate": "true", "commit.cleanup": "scissors", "commit.verbose": "true",
        "core.commentChar": "R", "fetch.prune": "true", "diff.noprefix": "true", "diff.renames": "false",
        "push.default": "nothing", "core.quotePath": "false", "i18n.commitEncoding": "latin1", "format.pretty": "%an",
        "log.showSignature": "true", "remote.origin.fetch": "+refs/heads/none:refs/remotes/origin/none",
    }.items():  # fmt: skip
        swayed.git("config", key, value)
    found = []
    for workspace in (plain, swayed):
        workspace.commit("fixup! c3", {"n.txt": "local\n", "m.txt": "m\n"})
        swayed.git("branch", "-f", "mark")
        assert sync(context_in(workspace, how)).status is Status.RESOLVED
        message = workspace.git("cat-file", "commit", "HEAD").partition("\n\n")[2]
        found.append((workspace.git("rev-parse", "HEAD^{tree}"), message))
    assert found[0] == found[1]
    assert plain.read("n.txt") == "local\n"
    assert not list((swayed.path / ".git" / "rr-cache").glob("*/*"))


def test_what_is_edited_during_the_fetch_is_kept_on_top(workspace: Repository, peer: Repository, place: Place) -> None:
    peer.commit("new", {"app.txt": "incoming\n", "new.txt": "n\n"})
    peer.git("push", "-q")
    program = place.root / "upload-pack"
    program.write_text(f'#!/bin/sh\necho edited >"{workspace.path}/app.txt"\nexec git-upload-pack "$@"\n')
    program.chmod(0o755)
    workspace.git("config", "remote.origin.uploadpack", str(program))
    outcome = sync(context_in(workspace))
    assert (outcome.ok, workspace.read("app.txt"), workspace.read("new.txt")) == (True, "edited\n", "n\n")
    assert workspace.git("show", "HEAD:app.txt") == "incoming"
    assert workspace.git("stash", "list") == ""
