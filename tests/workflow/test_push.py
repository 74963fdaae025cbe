from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from gitscen.names import ConflictKind
from gitscen.outcome import Act, Outcome, Status
from gitscen.workflow.push import push
from gitscen.workflow.settings import Integration, Patience
from tests.conftest import Place, Repository
from tests.workflow.worlds import context_in

SPEAKING_HOOK = "#!/bin/sh\necho run >>{log}\nprintf 'not \\033[31mtoday\\n' >&2\nexit 1\n"


@pytest.fixture(params=[(), ("--depth", "1")], ids=["full", "shallow"])
def workspace(place: Place, request: pytest.FixtureRequest) -> Repository:
    return place.clone("workspace", *request.param, "--no-single-branch", "-b", "thread-a")


def others_push(place: Place, **files: str) -> str:
    peer = place.clone("peer", "-b", "thread-a")
    oid = peer.commit("peer", {name.replace("_", "."): text for name, text in files.items()})
    peer.git("push", "-q")
    return oid


def refuse_pushes(place: Place) -> Path:
    hook, log = place.origin.path / "hooks" / "pre-receive", place.root / "log"
    hook.write_text(SPEAKING_HOOK.format(log=log))
    hook.chmod(0o755)
    return log


def remote_tip(place: Place, branch: str = "thread-a") -> str:
    return place.origin.git("rev-parse", f"refs/heads/{branch}")


def acts(outcome: Outcome) -> list[Act]:
    return [deed.act for deed in outcome.deeds]


def test_what_is_new_goes_to_the_remote(workspace: Repository, place: Place) -> None:
    workspace.commit("local", {"l.txt": "l\n"})
    workspace.write({"l.txt": "dirty\n"})
    outcome = push(context_in(workspace))
    assert (outcome.status, outcome.reason, acts(outcome)) == (Status.DONE, "", [Act.PUSHED])
    assert remote_tip(place) == workspace.git("rev-parse", "HEAD")
    assert workspace.read("l.txt") == "dirty\n"


def test_nothing_to_push_is_done(workspace: Repository) -> None:
    outcome = push(context_in(workspace))
    assert (outcome.status, outcome.reason) == (Status.DONE, "origin has everything already.")


def test_a_new_branch_is_made_there_and_followed(workspace: Repository, place: Place) -> None:
    workspace.git("switch", "-qc", "new", "--no-track")
    workspace.commit("local", {"l.txt": "l\n"})
    assert push(context_in(workspace)).status is Status.DONE
    assert remote_tip(place, "new") == workspace.git("rev-parse", "HEAD")
    assert workspace.git("config", "branch.new.merge") == "refs/heads/new"


def test_a_branch_deleted_on_the_remote_is_made_again(workspace: Repository, place: Place) -> None:
    place.origin.git("branch", "-qD", "thread-a")
    workspace.commit("local", {"l.txt": "l\n"})
    assert push(context_in(workspace)).status is Status.DONE
    assert remote_tip(place) == workspace.git("rev-parse", "HEAD")


def test_others_commits_are_rebased_under_local_ones(workspace: Repository, place: Place) -> None:
    theirs = others_push(place, peer_txt="p\n")
    workspace.commit("local", {"l.txt": "l\n"})
    outcome = push(context_in(workspace))
    assert (outcome.status, outcome.resolutions) == (Status.DONE, ())
    assert acts(outcome) == [Act.FETCHED, Act.REBASED, Act.PUSHED]
    assert workspace.git("rev-parse", "HEAD^") == theirs
    assert remote_tip(place) == workspace.git("rev-parse", "HEAD")


def test_a_conflict_is_merged_with_local_preference(workspace: Repository, place: Place) -> None:
    theirs = others_push(place, greeting_txt="incoming\n")
    mine = workspace.commit("local", {"greeting.txt": "local\n"})
    outcome = push(context_in(workspace))
    assert outcome.status is Status.RESOLVED
    assert [(done.path, done.kind) for done in outcome.resolutions] == [(b"greeting.txt", ConflictKind.BOTH_ADDED)]
    assert acts(outcome) == [Act.FETCHED, Act.ABORTED, Act.MERGED, Act.PUSHED]
    assert workspace.git("log", "-1", "--format=%P") == f"{mine} {theirs}"
    assert workspace.git("log", "-1", "--format=%s") == "Merge origin/thread-a into thread-a, local preferred"
    assert workspace.read("greeting.txt") == "local\n"
    assert remote_tip(place) == workspace.git("rev-parse", "HEAD")


def test_uncommitted_work_survives_an_integration(workspace: Repository, place: Place) -> None:
    others_push(place, app_txt="incoming\n", new_txt="incoming\n")
    workspace.commit("local", {"l.txt": "l\n"})
    workspace.write({"app.txt": "staged\n", "l.txt": "staged\n"})
    workspace.git("add", "-A")
    workspace.write({"l.txt": "unstaged\n", "new.txt": "untracked\n"})
    outcome = push(context_in(workspace))
    assert outcome.status is Status.RESOLVED
    assert [done.path for done in outcome.resolutions] == [b"app.txt"]
    assert [workspace.read(name) for name in ("app.txt", "l.txt", "new.txt")] == [
        "staged\n",
        "unstaged\n",
        "untracked\n",
    ]
    assert workspace.git("show", ":l.txt") == "staged"
    assert workspace.git("show", "HEAD:app.txt") == "incoming"
    assert workspace.git("stash", "list") == ""


def test_a_hooks_refusal_is_told_once_and_not_tried_again(workspace: Repository, place: Place) -> None:
    before = remote_tip(place)
    log = refuse_pushes(place)
    head = workspace.commit("local", {"l.txt": "l\n"})
    outcome = push(context_in(workspace))
    assert outcome.status is Status.REFUSED
    assert "not  [31mtoday" in outcome.reason
    assert outcome.reason.isprintable()
    assert log.read_text() == "run\n"
    assert (workspace.git("rev-parse", "HEAD"), remote_tip(place)) == (head, before)


def test_a_refusal_after_an_integration_puts_the_branch_back(workspace: Repository, place: Place) -> None:
    others_push(place, app_txt="incoming\n")
    log = refuse_pushes(place)
    head = workspace.commit("local", {"app.txt": "local\n"})
    workspace.write({"app.txt": "dirty\n", "u.txt": "untracked\n"})
    status = workspace.git("status", "--porcelain")
    outcome = push(context_in(workspace))
    assert outcome.status is Status.REFUSED
    assert (outcome.head, acts(outcome)[-2:]) == (head, [Act.ROLLED_BACK, Act.RESTORED])
    assert log.read_text() == "run\n"
    assert (workspace.git("rev-parse", "HEAD"), workspace.git("status", "--porcelain")) == (head, status)
    assert (workspace.read("app.txt"), workspace.read("u.txt")) == ("dirty\n", "untracked\n")


def test_a_pre_push_hook_refuses_once(workspace: Repository, place: Place) -> None:
    others_push(place, peer_txt="p\n")
    hook, log = workspace.path / ".git" / "hooks" / "pre-push", workspace.path / ".git" / "log"
    hook.write_text(SPEAKING_HOOK.format(log=log))
    hook.chmod(0o755)
    workspace.commit("local", {"l.txt": "l\n"})
    outcome = push(context_in(workspace))
    assert outcome.status is Status.REFUSED
    assert "today" in outcome.reason
    assert log.read_text() == "run\n"


def test_an_unreachable_remote_is_tried_a_few_times(workspace: Repository, tmp_path: Path) -> None:
    ssh = tmp_path / "ssh"
    ssh.write_text(f'#!/bin/sh\ncase "$*" in *receive-pack*) echo run >>{tmp_path}/log;; esac\nexit 255\n')
    ssh.chmod(0o755)
    workspace.git("config", "core.sshCommand", str(ssh))
    workspace.git("remote", "set-url", "origin", "ssh://nowhere.invalid/x.git")
    workspace.commit("local", {"l.txt": "l\n"})
    outcome = push(context_in(workspace, patience=Patience(tries=3, pause=0.001)))
    assert outcome.status is Status.FAILED
    assert (tmp_path / "log").read_text() == "run\n" * 3


def test_a_remote_without_the_history_gets_all_of_it(place: Place, workspace: Repository) -> None:
    second = Repository(place.root / "second.git")
    place.origin.git("init", "-q", "--bare", str(second.path))
    workspace.git("remote", "add", "second", f"file://{second.path}")
    shallow = (workspace.path / ".git" / "shallow").exists()
    outcome = push(context_in(workspace, remote="second"))
    assert outcome.status is Status.DONE, outcome
    assert (Act.DEEPENED in acts(outcome)) is shallow
    assert second.git("rev-list", "--count", "thread-a") == "4"


@pytest.mark.parametrize("how", [Integration.REBASE_THEN_MERGE, Integration.MERGE])
def test_writers_that_race_all_get_through(place: Place, how: Integration) -> None:
    writers = [place.clone(f"writer-{number}", "-b", "thread-a") for number in range(4)]
    for number, writer in enumerate(writers):
        writer.commit(f"by {number}", {f"{number}.txt": "x\n", "same.txt": f"{number}\n"})
    patience = Patience(tries=4, pause=0.01, growth=1.2)
    with ThreadPoolExecutor(len(writers)) as pool:
        outcomes = list(pool.map(lambda writer: push(context_in(writer, how, patience=patience)), writers))
    assert all(outcome.ok for outcome in outcomes), outcomes
    subjects = place.origin.git("log", "--format=%s", "thread-a").splitlines()
    assert {f"by {number}" for number in range(4)} <= set(subjects)


def test_what_cannot_be_pushed_is_refused(workspace: Repository) -> None:
    workspace.git("switch", "-q", "--detach")
    assert "detached" in push(context_in(workspace)).reason
    workspace.git("switch", "-q", "--orphan", "empty")
    assert push(context_in(workspace)).reason == "empty has no commit yet. Commit first."
    workspace.git("switch", "-q", "thread-a")
    workspace.git("remote", "remove", "origin")
    outcome = push(context_in(workspace))
    assert (outcome.status, "no remote 'origin'" in outcome.reason) == (Status.REFUSED, True)


def test_a_push_is_refused_during_an_operation(workspace: Repository) -> None:
    workspace.git("switch", "-qc", "other")
    workspace.commit("o", {"x": "o\n"})
    workspace.git("switch", "-q", "thread-a")
    workspace.commit("a", {"x": "a\n"})
    workspace.git("merge", "other", code=1)
    outcome = push(context_in(workspace))
    assert (outcome.status, "merge is in progress" in outcome.reason) == (Status.REFUSED, True)
