"""The hands: what they change is aside before, durable after, and never outside of the workspace."""

from __future__ import annotations

from pathlib import Path

import pytest

from gitscen.doctor.evidence.gather import gather
from gitscen.errors import WorkspaceError
from gitscen.names import Oid
from gitscen.recover.context import WorkflowDoing
from gitscen.recover.place import new_recovery
from gitscen.recover.undo import workspace_ground
from tests.conftest import Place, Repository


@pytest.fixture
def ws(place: Place) -> Repository:
    return place.clone("ws")


@pytest.fixture
def hands(ws: Repository) -> WorkflowDoing:
    evidence = gather(ws.path)
    recovery = new_recovery(ws.path / ".git")
    return WorkflowDoing(recovery, workspace_ground(evidence), evidence, trusted=False, when=1_700_000_000)


def test_a_file_is_written_whole_with_the_old_one_aside(ws: Repository, hands: WorkflowDoing) -> None:
    path = ws.path / ".git/description"
    path.write_text("old")
    path.chmod(0o640)
    hands.write(path, b"new")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"new", 0o640)
    assert (hands.recovery.folder / "aside/0/.git/description").read_text() == "old"
    hands.write(path, b"newer", mode=0o600)
    assert (hands.recovery.folder / "aside/0-2/.git/description").read_bytes() == b"new"
    hands.write(ws.path / ".git/a/b/c", b"deep")
    assert (ws.path / ".git/a/b/c").read_bytes() == b"deep"
    events = [(line["event"], line["path"]) for line in hands.journal.lines()]
    assert events[:2] == [("write", str(path)), ("aside", str(path))]


def test_what_is_not_there_needs_no_moving(ws: Repository, hands: WorkflowDoing) -> None:
    assert hands.aside(ws.path / ".git/none") is None
    (ws.path / ".git/link").symlink_to("/nowhere")
    moved = hands.aside(ws.path / ".git/link")
    assert moved
    assert moved.is_symlink()


def test_no_link_leads_out(ws: Repository, hands: WorkflowDoing, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "f").write_text("theirs")
    (ws.path / "d").symlink_to(outside)
    for path in (ws.path / "d/f", ws.path / ".git/../../outside/f"):
        with pytest.raises(WorkspaceError):
            hands.write(path, b"x")
        with pytest.raises(WorkspaceError):
            hands.aside(path)
    with pytest.raises(ValueError, match="is outside of"):
        hands.write(outside / "f", b"x")
    assert (outside / "f").read_text() == "theirs"


def test_objects_and_pins(ws: Repository, hands: WorkflowDoing) -> None:
    oid = hands.write_object("blob", b"content\n")
    assert oid == ws.git("hash-object", "--stdin", stdin=b"content\n")
    path = ws.path / ".git/objects" / oid[:2] / oid[2:]
    assert path.stat().st_mode & 0o777 == 0o444
    node = path.stat().st_ino
    assert hands.write_object("blob", b"content\n") == oid
    assert path.stat().st_ino == node
    path.chmod(0o600)
    path.write_bytes(b"")
    assert hands.write_object("blob", b"content\n") == oid
    assert ws.git("cat-file", "blob", oid) == "content"
    head = Oid(ws.git("rev-parse", "HEAD"))
    assert hands.pin(oid, "work") == "refs/gitscen/rescue/0001/work"
    assert hands.pin(oid, "work") == "refs/gitscen/rescue/0001/work"
    assert hands.pin(head, "work") == "refs/gitscen/rescue/0001/work-2"
    assert hands.pin(head, "../../heads/main.lock") == "refs/gitscen/rescue/0001/----heads-main-"
    ws.git("fsck", "--no-dangling")
    assert ws.git("rev-parse", "refs/gitscen/rescue/0001/work") == oid
    with pytest.raises(WorkspaceError, match="is no object id"):
        hands.pin(Oid("main"), "x")


def test_git_runs_in_the_workspace_and_beside_it(ws: Repository, hands: WorkflowDoing) -> None:
    assert hands.git("rev-parse", "--show-toplevel").line == str(ws.path.resolve())
    head = ws.git("rev-parse", "HEAD")
    for name in ("HEAD", "config", "index"):
        (ws.path / ".git" / name).write_bytes(b"\0garbage")
    assert not hands.git("rev-parse", "HEAD").ok
    assert hands.bare_git("cat-file", "-t", head).line == "commit"
    tree = hands.bare_git("read-tree", head, index=hands.scratch / "index")
    assert tree.ok
    assert hands.bare_git("no-such-command").code == 1
