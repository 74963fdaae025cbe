"""Damage is mended by the engine of `gitscen recover` before the workflow's own recover, and told as its deeds."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from gitscen.doctor.diagnose import examine
from gitscen.outcome import Act, Status
from gitscen.recover.place import State, list_recoveries
from gitscen.recover.undo import undo
from gitscen.workflow import Workspace
from tests.conftest import Place, Repository


@pytest.fixture
def ws(place: Place) -> Repository:
    ws = place.clone("ws")
    ws.write({"app.txt": "edited\n", "new.txt": "new\n"})
    return ws


def garble(ws: Repository) -> None:
    (ws.path / ".git/HEAD").write_bytes(b"garbage\n")


def test_a_damaged_workspace_is_adopted_and_only_recover_works(ws: Repository) -> None:
    head = ws.git("rev-parse", "HEAD")
    garble(ws)
    workspace = Workspace(ws.path)
    refused = workspace.switch("thread-a")
    assert refused.status is Status.FAILED
    assert refused.reason.endswith("Run recover.")
    assert (refused.branch, refused.head) == (None, None)
    outcome = workspace.recover()
    assert (outcome.status, outcome.branch, outcome.head, outcome.reason) == (Status.DONE, "main", head, "")
    assert [deed.act for deed in outcome.deeds] == [Act.MENDED]
    assert ws.git("status", "--porcelain") == " M app.txt\n?? new.txt"
    assert workspace.recover().reason == "there is nothing to recover."


def test_what_was_half_way_needs_no_copy(ws: Repository) -> None:
    (ws.path / ".git/index.lock").touch()
    assert Workspace(ws.path).recover().status is Status.DONE
    assert not list_recoveries(ws.path / ".git")


def test_what_needs_a_person_is_told(ws: Repository) -> None:
    ws.commit("lost", {"lost.txt": "lost\n"})
    blob = ws.git("rev-parse", "HEAD:lost.txt")
    (ws.path / ".git/objects" / blob[:2] / blob[2:]).unlink()
    (ws.path / "lost.txt").unlink()
    outcome = Workspace(ws.path).recover()
    assert outcome.status is Status.DONE
    assert "a person is needed: " in outcome.reason
    assert "object-missing" in outcome.reason


def test_a_live_process_is_waited_for(ws: Repository) -> None:
    garble(ws)
    lock = ws.path / ".git/HEAD.lock"
    lock.touch()
    with lock.open("rb") as file, subprocess.Popen(["sleep", "600"], stdin=file, cwd="/") as holder:
        outcome = Workspace(ws.path).recover()
        holder.kill()
    assert outcome.status is Status.REFUSED
    assert (ws.path / ".git/HEAD").read_bytes() == b"garbage\n"
    assert Workspace(ws.path).recover().status is Status.DONE


def test_nothing_else_goes_on_while_a_recovery_is_unfinished(ws: Repository) -> None:
    garble(ws)
    workspace = Workspace(ws.path)
    assert workspace.recover().ok
    (recovery,) = list_recoveries(ws.path / ".git")
    recovery.become(State.WORKING)  # as if it had been killed at its end
    for outcome in (workspace.switch("thread-a"), workspace.interrupt()):
        assert outcome.status is Status.REFUSED
        assert outcome.reason.endswith("an earlier recover was killed in " + str(ws.path) + ". Run recover first.")
    assert workspace.recover().ok
    assert ws.git("status", "--porcelain") == " M app.txt\n?? new.txt"
    assert workspace.switch("thread-a").ok


def test_it_can_be_undone(ws: Repository) -> None:
    before = read_bytes(ws.path)
    garble(ws)
    assert Workspace(ws.path).recover().ok
    undo(examine(ws.path).evidence)
    assert read_bytes(ws.path) | {Path(".git/HEAD"): before[Path(".git/HEAD")]} == before


def read_bytes(top: Path) -> dict[Path, bytes]:
    found = {path.relative_to(top): path.read_bytes() for path in top.rglob("*") if path.is_file()}
    return {path: content for path, content in found.items() if "gitscen" not in path.parts}


def test_a_workspace_that_was_adopted_when_it_was_sound_is_looked_at_anew(ws: Repository) -> None:
    workspace = Workspace(ws.path)
    ws.git("config", "core.repositoryformatversion", "1")
    ws.git("config", "extensions.futureThing", "true")
    outcome = workspace.recover()
    assert outcome.status is Status.FAILED
    assert outcome.reason.startswith(f"git cannot read {ws.path}, and a person is needed: format-unknown: ")
