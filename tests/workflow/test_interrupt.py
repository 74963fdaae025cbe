"""Interrupting: the job ends, its work is committed on its branch, and pushed if that is possible."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from gitscen.outcome import Act, Status
from gitscen.workflow import Patience, Workspace
from tests.conftest import Place, Repository
from tests.processes import LIMIT, ended

STUBBORN = """\
import os, signal, sys, time
signal.signal(signal.SIGINT, signal.SIG_IGN)
if os.fork() == 0:
    open(sys.argv[1], "w").write(str(os.getpid()))
while True:
    time.sleep(60)
"""


@pytest.fixture
def ws(place: Place) -> Repository:
    ws = place.clone("ws")
    ws.git("switch", "-q", "thread-a")
    return ws


def subject(ws: Repository) -> str:
    return ws.git("log", "-1", "--format=%s")


def test_the_work_is_committed_and_pushed(ws: Repository, place: Place) -> None:
    ws.write({"app.txt": "edit\n", "new": "n", "more": "m"})
    outcome = Workspace(ws.path, session="chat 7").interrupt()
    assert (outcome.status, outcome.reason) == (Status.DONE, "")
    assert subject(ws) == "WIP: Interrupted with 3 file(s) modified [chat 7]"
    assert place.origin.git("rev-parse", "thread-a") == outcome.head
    assert {Act.COMMITTED, Act.PUSHED} <= {deed.act for deed in outcome.deeds}


def test_a_push_that_is_not_possible_is_told(ws: Repository) -> None:
    ws.git("config", "remote.origin.url", "file:///nowhere/at/all")
    ws.write({"app.txt": "edit\n"})
    outcome = Workspace(ws.path, patience=Patience(tries=1)).interrupt()
    assert outcome.status is Status.DONE
    assert outcome.reason.startswith("committed, but not pushed: ")
    assert subject(ws) == "WIP: Interrupted with 1 file(s) modified"


def test_nothing_to_commit_is_done(ws: Repository) -> None:
    head = ws.git("rev-parse", "HEAD")
    outcome = Workspace(ws.path).interrupt()
    assert (outcome.status, outcome.head, outcome.reason) == (Status.DONE, head, "there is nothing to commit.")


def test_a_hook_that_refuses_leaves_the_work_in_place_and_held(ws: Repository) -> None:
    hook = ws.path / ".git" / "hooks" / "pre-commit"
    hook.write_text("#!/bin/sh\necho 'not like this' >&2\nexit 1\n")
    hook.chmod(0o755)
    ws.write({"app.txt": "edit\n", "new": "n"})
    outcome = Workspace(ws.path).interrupt()
    assert outcome.status is Status.REFUSED
    assert "not like this" in outcome.reason
    assert ws.git("status", "--porcelain") == " M app.txt\n?? new"
    ref = ws.git("for-each-ref", "--format=%(refname)", "refs/gitscen/rescue")
    assert ws.git("show", f"{ref}:app.txt") == "edit"


@pytest.mark.parametrize("command", ["merge", "rebase"])
def test_what_is_in_progress_is_settled_and_no_marker_becomes_work(ws: Repository, command: str) -> None:
    ws.commit("local", {"app.txt": "local\n"})
    ws.git("switch", "-q", "main")
    ws.commit("incoming", {"app.txt": "incoming\n"})
    ws.git("switch", "-q", "thread-a")
    ws.git(command, "-q", "main", code=1)
    ws.write({"loose": "l"})
    outcome = Workspace(ws.path).interrupt()
    assert (outcome.status, outcome.branch) == (Status.RESOLVED, "thread-a")
    assert ws.read("app.txt") == "local\n"
    assert ws.git("grep", "-c", "<<<<<<<", "HEAD", code=1) == ""
    assert ws.git("show", "HEAD:loose") == "l"


def test_the_lock_of_a_killed_git_is_no_obstacle(ws: Repository) -> None:
    ws.write({"app.txt": "edit\n", ".git/index.lock": b"torn"})
    assert Workspace(ws.path).interrupt().ok
    assert ws.git("show", "HEAD:app.txt") == "edit"


def test_a_job_that_ends_on_sigint_is_given_the_time(ws: Repository, tmp_path: Path) -> None:
    fifo = tmp_path / "ready"
    os.mkfifo(fifo)
    script = f"trap 'echo saved >{ws.path}/last; exit 0' INT; echo >{fifo}; while :; do sleep 0.05; done"
    job = subprocess.Popen(["sh", "-c", script], start_new_session=True)
    fifo.read_text()
    outcome = Workspace(ws.path, grace=LIMIT).interrupt(job)
    assert job.wait() == 0
    assert ws.git("show", "HEAD:last") == "saved"
    assert outcome.deeds[0].what == f"job {job.pid} ended after SIGINT"


def test_a_stubborn_job_and_its_children_are_killed(ws: Repository, tmp_path: Path) -> None:
    fifo = tmp_path / "child"
    os.mkfifo(fifo)
    job = subprocess.Popen([sys.executable, "-c", STUBBORN, str(fifo)], start_new_session=True)
    child = int(fifo.read_text())
    outcome = Workspace(ws.path, grace=0.2).interrupt(job.pid)
    assert job.wait() == -signal.SIGKILL
    assert ended(child)
    assert "was killed after 0.2 s" in outcome.deeds[0].what


def test_a_job_in_our_own_group_is_signalled_alone(ws: Repository) -> None:
    job = subprocess.Popen(["sleep", "60"])
    assert Workspace(ws.path, grace=LIMIT).interrupt(job).ok  # and this test is still here
    assert job.wait() == -signal.SIGINT


def test_a_job_that_has_ended_is_fine_and_oneself_is_no_job(ws: Repository) -> None:
    job = subprocess.Popen(["true"])
    job.wait()
    assert Workspace(ws.path).interrupt(job).ok
    assert Workspace(ws.path).interrupt(os.getpid()).status is Status.REFUSED
    assert Workspace(ws.path).interrupt(0).status is Status.REFUSED
