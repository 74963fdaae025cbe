"""Recovering: whatever was in progress ends, nothing is lost, and a second recover changes nothing."""

from __future__ import annotations

import hashlib
import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from gitscen.outcome import Act, Outcome, Status
from gitscen.workflow import Workspace
from gitscen.workflow.mend.unlock import is_whole_index
from tests.conftest import Place, Repository


@pytest.fixture
def ws(place: Place) -> Repository:
    """Return a workspace whose branches main and other conflict in app.txt; both have two commits of their own."""
    ws = place.clone("ws")
    ws.git("switch", "-q", "-c", "other")
    ws.commit("o1", {"app.txt": "other\n", "merged.txt": "other adds\n"})
    ws.commit("o2", {"other.txt": "other\n"})
    ws.git("switch", "-q", "main")
    ws.commit("m1", {"app.txt": "main\n", "mine.txt": "mine\n"})
    ws.commit("m2", {"second.txt": "second\n"})
    return ws


def recovered(ws: Repository) -> Outcome:
    """Recover, check what must always hold, and return the first outcome."""
    outcome = Workspace(ws.path).recover()
    assert outcome.status in (Status.DONE, Status.RESOLVED), outcome
    marks = ("MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "rebase-merge", "rebase-apply", "sequencer", "BISECT_LOG")
    assert not [name for name in marks if (ws.path / ".git" / name).exists()]
    assert not [lock for lock in (ws.path / ".git").rglob("*.lock") if "gitscen" not in lock.parts]
    assert ws.git("ls-files", "--unmerged") == ""
    assert ws.git("symbolic-ref", "HEAD")
    assert ws.git("for-each-ref", "refs/gitscen/pins") == ""
    ws.git("fsck", "--strict")
    before = everything(ws)
    again = Workspace(ws.path).recover()
    assert (again.status, again.deeds, again.reason) == (Status.DONE, (), "there is nothing to recover.")
    assert everything(ws) == before
    return outcome


def everything(ws: Repository) -> tuple[str, ...]:
    return (
        ws.git("for-each-ref"),
        ws.git("symbolic-ref", "-q", "HEAD"),
        ws.git("status", "--porcelain=v2", "-uall", "--ignored"),
        ws.git("ls-files", "-s"),
        ws.git("stash", "list"),
        "".join(f"{path}{path.read_bytes()!r}" for path in sorted(ws.path.glob("*")) if path.is_file()),
    )


def rescued(ws: Repository, path: str) -> set[str]:
    """Return what the rescue refs have at a path."""
    refs = ws.git("for-each-ref", "--format=%(refname)", "refs/gitscen/rescue").splitlines()
    contents = set()
    for ref in refs:
        for name in (ref, f"{ref}^2", f"{ref}^3", f"{ref}^4"):
            done = subprocess.run(["git", "show", f"{name}:{path}"], cwd=ws.path, capture_output=True, check=False)
            if done.returncode == 0:
                contents.add(done.stdout.decode())
    return contents


def merge(ws: Repository) -> None:
    ws.git("merge", "-q", "other", code=1)


def rebase(ws: Repository) -> None:
    ws.git("rebase", "-q", "other", code=1)


def rebase_apply(ws: Repository) -> None:
    ws.git("rebase", "-q", "--apply", "other", code=1)


def cherry_pick(ws: Repository) -> None:
    ws.git("cherry-pick", "main..other", code=1)


def revert(ws: Repository) -> None:
    ws.write({"app.txt": "again\n"})
    ws.git("commit", "-qam", "over it")
    ws.git("revert", "--no-edit", "HEAD~2", code=1)


def am(ws: Repository) -> None:
    patch = ws.git("format-patch", "--stdout", "main..other")
    ws.git("am", "-q", "-3", stdin=patch.encode() + b"\n", code=128)


def bisect(ws: Repository) -> None:
    ws.git("bisect", "start", "HEAD", "HEAD~4")


OPERATIONS = [merge, rebase, rebase_apply, cherry_pick, revert, am, bisect]


@pytest.mark.parametrize("start", OPERATIONS)
@pytest.mark.parametrize("clone", ["full", "shallow"])
def test_an_operation_in_progress_ends_and_the_work_beside_it_stays(
    ws: Repository, start: Callable[[Repository], None], clone: str
) -> None:
    if clone == "shallow":
        (ws.path / ".git" / "shallow").write_text(ws.git("rev-parse", "origin/main~1") + "\n")
    ws.write({"loose.txt": "before\n"})
    start(ws)
    branch_tip = ws.git("rev-parse", "main")
    ws.write({"app.txt": "half resolved\n", "late.txt": "late\n", "staged.txt": "staged\n"})
    ws.git("add", "staged.txt")
    ws.write({"staged.txt": "and changed\n"})

    outcome = recovered(ws)

    assert outcome.branch == "main"
    assert Act.ABORTED in [deed.act for deed in outcome.deeds]
    assert ws.git("rev-parse", "main") == branch_tip
    assert (ws.read("loose.txt"), ws.read("late.txt")) == ("before\n", "late\n")
    assert (ws.git("show", ":staged.txt"), ws.read("staged.txt")) == ("staged", "and changed\n")
    assert "half resolved\n" in rescued(ws, "app.txt")
    if start is not bisect:
        assert ws.git("status", "--porcelain") == "AM staged.txt\n?? late.txt\n?? loose.txt"
        assert outcome.head == branch_tip


def test_a_dirty_file_that_the_merge_does_not_touch_keeps_its_edits(ws: Repository) -> None:
    ws.write({"second.txt": "edited before\n"})
    merge(ws)
    ws.write({"mine.txt": "edited after\n"})
    ws.git("add", "mine.txt")
    recovered(ws)
    assert ws.git("status", "--porcelain") == "M  mine.txt\n M second.txt"
    assert (ws.read("second.txt"), ws.read("mine.txt")) == ("edited before\n", "edited after\n")


def test_stages_that_only_the_index_has_are_kept(ws: Repository) -> None:
    merge(ws)
    ws.write({"app.txt": "gone over"})
    ws.git("update-index", "--index-info", stdin=_stage(ws, "only in stage 3\n"))
    recovered(ws)
    assert "only in stage 3\n" in rescued(ws, "3/app.txt")


def _stage(ws: Repository, text: str) -> bytes:
    blob = ws.git("hash-object", "-w", "--stdin", stdin=text.encode())
    return f"100644 {blob} 3\tapp.txt\n".encode()


@pytest.mark.parametrize("command", ["rebase", "merge"])
def test_the_autostash_comes_back(ws: Repository, command: str) -> None:
    ws.write({"second.txt": "autostashed\n"})
    ws.git(command, "-q", "--autostash", "other", code=1)
    assert ws.git("diff", "--name-only", "--diff-filter=M", "--", "second.txt") == ""
    outcome = recovered(ws)
    assert (outcome.branch, ws.git("status", "--porcelain")) == ("main", " M second.txt")
    assert ws.read("second.txt") == "autostashed\n"
    assert "autostashed\n" in rescued(ws, "second.txt")


def test_a_rebase_without_head_name_is_ended_all_the_same(ws: Repository) -> None:
    tip = ws.git("rev-parse", "main")
    rebase(ws)
    (ws.path / ".git" / "rebase-merge" / "head-name").unlink()
    ws.git("rebase", "--abort", code=1)
    assert recovered(ws).branch == "main"
    assert ws.git("rev-parse", "main") == tip


def test_commits_made_during_a_rebase_are_kept(ws: Repository) -> None:
    rebase(ws)
    ws.git("checkout", "-q", "--ours", "app.txt")
    made = ws.commit("made during the rebase", {"during.txt": "during\n"})
    recovered(ws)
    assert ws.git("for-each-ref", f"--contains={made}", "refs/gitscen/rescue")


def test_a_merge_that_lost_its_marker_is_settled_for_the_branch(ws: Repository) -> None:
    merge(ws)
    (ws.path / ".git/MERGE_HEAD").unlink()
    outcome = recovered(ws)
    assert outcome.status is Status.RESOLVED
    assert ws.read("app.txt") == "main\n"


def test_a_conflicting_stash_pop_is_settled_for_the_stash(ws: Repository) -> None:
    ws.write({"app.txt": "stashed\n"})
    ws.git("stash", "push", "-q")
    ws.commit("m3", {"app.txt": "committed\n"})
    ws.git("stash", "pop", "-q", code=1)
    outcome = recovered(ws)
    assert outcome.status is Status.RESOLVED
    assert ws.read("app.txt") == "stashed\n"
    assert ws.git("stash", "list")


@pytest.mark.parametrize(
    ("commits", "expected"),
    [(0, "main"), (1, "main"), (-1, "main"), (2, "rescue/")],
    ids=["tip", "ahead", "behind", "fork"],
)
def test_a_detached_head_gets_onto_a_branch_with_its_work(ws: Repository, commits: int, expected: str) -> None:
    match commits:
        case 0:
            ws.git("switch", "-q", "--detach")
        case 1:
            ws.git("switch", "-q", "--detach")
            ws.commit("ahead", {"ahead.txt": "ahead\n"})
        case -1:
            ws.git("switch", "-q", "--detach", "HEAD~1")
        case _:
            ws.git("switch", "-q", "--detach", "HEAD~1")
            ws.commit("fork", {"fork.txt": "fork\n"})
    head = ws.git("rev-parse", "HEAD")
    ws.write({"mine.txt": "dirty\n", "new.txt": "new\n"})
    ws.git("add", "mine.txt")
    outcome = recovered(ws)
    assert str(outcome.branch).startswith(expected)
    assert (outcome.head == head) is (commits != -1)
    assert ws.git("status", "--porcelain") == "M  mine.txt\n?? new.txt"


def test_a_hook_that_refuses_every_ref_does_not_stop_recover(ws: Repository) -> None:
    rebase(ws)
    hook = ws.path / ".git" / "hooks" / "reference-transaction"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    assert recovered(ws).branch == "main"


@pytest.mark.parametrize(
    "name", ["index.lock", "HEAD.lock", "config.lock", "packed-refs.lock", "shallow.lock", "refs/heads/main.lock"]
)
def test_a_stale_lock_is_moved_aside(ws: Repository, name: str) -> None:
    ws.write({"app.txt": "dirty\n", f".git/{name}": b"torn"})
    outcome = recovered(ws)
    assert [deed.act for deed in outcome.deeds] == [Act.MOVED_ASIDE]
    assert (ws.path / ".git/gitscen/aside/locks" / f"{name}.stale").read_bytes() == b"torn"
    assert ws.git("status", "--porcelain") == " M app.txt"


def test_what_only_a_whole_index_lock_has_staged_is_kept(ws: Repository) -> None:
    ws.write({"new.txt": "only in the lock\n"})
    index, lock = ws.path / ".git" / "index", ws.path / ".git" / "index.lock"
    before = index.read_bytes()
    ws.git("add", "new.txt")
    lock.write_bytes(index.read_bytes())
    index.write_bytes(before)
    (ws.path / "new.txt").unlink()
    recovered(ws)
    assert "only in the lock\n" in rescued(ws, "new.txt")
    assert ws.git("status", "--porcelain") == ""


def test_the_lock_of_a_commit_that_moved_its_branch_is_the_right_index(ws: Repository) -> None:
    index, lock = ws.path / ".git" / "index", ws.path / ".git" / "index.lock"
    before = index.read_bytes()
    ws.write({"app.txt": "committed\n"})
    ws.git("commit", "-qam", "the trap")
    lock.write_bytes(index.read_bytes())
    index.write_bytes(before)
    recovered(ws)
    assert ws.git("status", "--porcelain") == ""  # with the old index, the next commit would revert this one


def test_a_lock_that_a_live_process_holds_is_left(ws: Repository) -> None:
    lock = ws.path / ".git" / "index.lock"
    lock.touch()
    with lock.open("rb") as file:
        holder = subprocess.Popen(["sleep", "60"], stdin=file, cwd="/")
    try:
        outcome = Workspace(ws.path).recover()
    finally:
        holder.kill()
        holder.wait()
    assert outcome.status is Status.REFUSED
    assert str(holder.pid) in outcome.reason
    assert lock.exists()
    assert Workspace(ws.path).recover().ok


def test_a_git_that_waits_in_a_hook_holds_its_closed_lock(ws: Repository) -> None:
    hook, fifo = ws.path / ".git" / "hooks" / "pre-commit", ws.path.parent / "fifo"
    os.mkfifo(fifo)
    hook.write_text(f"#!/bin/sh\necho started >'{fifo}'\nread line <'{fifo}'\n")
    hook.chmod(0o755)
    ws.write({"app.txt": "x\n"})
    commit = subprocess.Popen(["git", "commit", "-qam", "slow"], cwd=ws.path)
    try:
        assert fifo.read_text() == "started\n"
        assert (ws.path / ".git" / "index.lock").exists()
        assert Workspace(ws.path).recover().status is Status.REFUSED
    finally:
        fifo.write_text("go on\n")
        assert commit.wait() == 0
    assert ws.git("log", "-1", "--format=%s") == "slow"


def test_stash_entries_whose_log_is_gone_survive_the_next_push(ws: Repository) -> None:
    ws.write({"app.txt": "stashed\n"})
    ws.git("stash", "push", "-q", "-m", "kept")
    (ws.path / ".git/logs/refs/stash").unlink()
    assert ws.git("stash", "list") == ""
    recovered(ws)
    ws.write({"app.txt": "another\n"})
    ws.git("stash", "push", "-q")
    assert "kept" in ws.git("stash", "list")


def test_a_healthy_workspace_is_left_alone(ws: Repository) -> None:
    ws.write({"app.txt": "dirty\n", "new.txt": "new\n"})
    before = everything(ws)
    assert recovered(ws).deeds == ()
    assert everything(ws) == before


def test_a_whole_index_is_told_by_its_checksum() -> None:
    body = b"DIRC" + b"x" * 40
    for name in ("sha1", "sha256"):
        whole = body + hashlib.new(name, body).digest()
        assert is_whole_index(whole)
        assert not is_whole_index(whole[:-1])
        assert not is_whole_index(b"X" + whole[1:])
    assert not is_whole_index(b"")


def test_a_young_lock_counts_as_held_where_there_is_no_proc(
    ws: Repository, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("gitscen.workflow.mend.locks._PROC", tmp_path / "none")
    lock = ws.path / ".git" / "index.lock"
    lock.touch()
    assert Workspace(ws.path).recover().status is Status.REFUSED
    old = time.time() - 3600
    os.utime(lock, (old, old))
    assert recovered(ws).ok
