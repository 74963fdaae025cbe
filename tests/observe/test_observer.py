"""The observer on real repositories: what git does, it sees, without git."""

from __future__ import annotations

import os
from pathlib import Path

import pygit2
import pytest
from pyfakefs.fake_filesystem import FakeFilesystem

from gitscen.names import ConflictKind, InProgress, TreePath
from gitscen.observe import marks
from gitscen.observe.listing import list_git_dir
from gitscen.observe.observation import Observation, Store
from gitscen.observe.observer import Observer
from gitscen.observe.worktree import Files, blob_oid
from tests.conftest import Place, Repository
from tests.observe.eyes import observe


@pytest.fixture
def workspace(place: Place) -> Repository:
    return place.clone("workspace")


def look(place: Place) -> Observation:
    observer = Observer(
        workspace=place.root / "workspace",
        remotes={"origin": place.origin.path},
        untouchable=(place.root / "outside",),
        fired=place.root / "fired",
        environment=dict(os.environ),
    )
    return observer.look()


def test_a_fresh_clone_is_clean_and_sound(place: Place, workspace: Repository) -> None:
    seen = look(place)
    assert seen.branch == "main"
    assert seen.head == workspace.git("rev-parse", "HEAD")
    assert not seen.uncommitted
    assert not seen.damage
    assert set(seen.remotes["origin"]) == {"refs/heads/main", "refs/heads/thread-a"}
    assert seen.files == seen.index


def test_the_letters_are_gits(place: Place, workspace: Repository) -> None:
    workspace.write({".gitignore": "*.log\n", "both.txt": "1\n", "gone.txt": "1\n"})
    workspace.commit("more", {})
    workspace.write({"both.txt": "2\n"})
    workspace.git("add", "both.txt")
    workspace.write({"both.txt": "3\n", "new.txt": "n\n", "deep/er.txt": "n\n", "x.log": "l\n", "added.txt": "a\n"})
    workspace.git("add", "added.txt")
    (workspace.path / "gone.txt").unlink()
    said = workspace.git("status", "--porcelain", "--untracked-files=all", "--ignored", "-z").split("\0")
    assert {path.decode(): xy for path, xy in look(place).status.items()} == {
        line[3:]: line[:2] for line in said if line
    }


def test_bytes_in_names_stay_bytes(place: Place, workspace: Repository) -> None:
    name = os.fsdecode(b'caf\xe9\n"q".txt')
    workspace.commit("odd", {name: "odd\n"})
    seen = look(place)
    assert TreePath(os.fsencode(name)) in seen.files
    assert TreePath(os.fsencode(name)) in seen.tree(seen.head)
    assert seen.files == seen.index


def test_unmerged_paths_and_operations_are_seen(place: Place, workspace: Repository) -> None:
    workspace.git("switch", "-q", "-c", "other", "HEAD~1")
    workspace.commit("other", {"app.txt": "other\n"})
    workspace.git("merge", "-q", "main", code=1)
    seen = look(place)
    assert seen.in_progress == {InProgress.MERGE}
    assert seen.status[TreePath(b"app.txt")] == ConflictKind.BOTH_MODIFIED.value
    assert all(seen.unmerged[TreePath(b"app.txt")])


def test_stash_entries_are_anchors_and_dropped_ones_are_not(place: Place, workspace: Repository) -> None:
    workspace.write({"new.txt": "stashed\n"})
    workspace.git("stash", "push", "-q", "-u")
    blob = blob_oid(b"stashed\n")
    assert blob in look(place).anchored()
    workspace.git("stash", "drop", "-q")
    seen = look(place)
    assert blob not in seen.anchored()
    assert blob in seen.objects


def test_annotated_tags_are_followed(place: Place, workspace: Repository) -> None:
    commit = workspace.commit("tagged", {"tagged.txt": "tagged\n"})
    workspace.git("tag", "-a", "-m", "one", "one")
    workspace.git("tag", "-a", "-m", "two", "two", "one")
    workspace.git("reset", "-q", "--hard", "HEAD~1")
    seen = look(place)
    assert commit in seen.history([seen.refs["refs/tags/two"]])
    assert blob_oid(b"tagged\n") in seen.anchored()
    workspace.git("tag", "-d", "one", "two")
    assert blob_oid(b"tagged\n") not in look(place).anchored()


def test_an_index_that_cannot_be_read_is_told(place: Place, workspace: Repository) -> None:
    assert not look(place).unreadable
    index = workspace.path / ".git/index"
    index.write_bytes(index.read_bytes()[:40])
    assert look(place).unreadable
    index.unlink()
    assert not look(place).unreadable


def test_a_shallow_history_ends_at_its_boundary(place: Place) -> None:
    place.clone("workspace", "--depth", "1")
    seen = look(place)
    assert seen.shallow == {seen.head}
    assert seen.head is not None
    assert seen.damage == frozenset()


def test_a_missing_object_is_damage(place: Place, workspace: Repository) -> None:
    workspace.commit("local", {"local.txt": "local\n"})
    oid = blob_oid(b"local\n")
    (workspace.path / ".git/objects" / oid[:2] / oid[2:]).unlink()
    assert any("missing blob" in line for line in look(place).damage)


def test_what_lies_outside_is_watched(place: Place, workspace: Repository) -> None:
    (place.root / "outside").mkdir()
    before = look(place).outside
    (place.root / "outside/canary").write_text(workspace.path.name)
    assert look(place).outside != before


def test_nested_repositories_are_told(place: Place, workspace: Repository) -> None:
    workspace.write({"inner/file.txt": "x\n"})
    Repository(workspace.path / "inner").git("init", "-q")
    seen = look(place)
    assert seen.nested == (b"inner",)
    assert seen.in_nested(b"inner/file.txt")
    assert not seen.uncommitted


@pytest.mark.parametrize(
    ("mark", "kind"),
    [
        ("MERGE_HEAD", InProgress.MERGE),
        ("rebase-merge/head-name", InProgress.REBASE),
        ("rebase-apply/rebasing", InProgress.REBASE),
        ("rebase-apply/applying", InProgress.AM),
        ("CHERRY_PICK_HEAD", InProgress.CHERRY_PICK),
        ("REVERT_HEAD", InProgress.REVERT),
        ("BISECT_LOG", InProgress.BISECT),
    ],
)
def test_marks_of_operations(fs: FakeFilesystem, mark: str, kind: InProgress) -> None:
    fs.create_file(f"/ws/.git/{mark}")
    assert marks.read_in_progress(list_git_dir(Path("/ws/.git"))) == {kind}


def test_a_leftover_todo_tells_its_verb(fs: FakeFilesystem) -> None:
    fs.create_file("/ws/.git/sequencer/todo", contents="revert 1234 x\n")
    assert marks.read_in_progress(list_git_dir(Path("/ws/.git"))) == {InProgress.REVERT}


def test_locks_boundary_and_reflogs_are_plain_files(fs: FakeFilesystem) -> None:
    oid = "a" * 40
    fs.create_file("/ws/.git/index.lock")
    fs.create_file("/ws/.git/refs/heads/x.lock")
    fs.create_file("/ws/.git/gitscen/aside/1/index.lock")
    fs.create_file("/ws/.git/shallow", contents=f"{oid}\n")
    fs.create_file("/ws/.git/logs/HEAD", contents=f"{'0' * 40} {oid} Dev <d> 1 +0000\tcommit: x\n")
    git_dir = Path("/ws/.git")
    listing = list_git_dir(git_dir)
    assert marks.find_locks(listing) == {"index.lock", "refs/heads/x.lock"}
    assert marks.read_shallow(listing) == {oid}
    assert marks.read_logged(listing).reflog == {oid}


def test_files_are_read_as_git_would_store_them(fs: FakeFilesystem) -> None:
    fs.create_file("/ws/a.txt", contents="a\n")
    fs.create_file("/ws/run.sh", contents="#!\n", st_mode=0o100755)
    fs.create_symlink("/ws/link", "a.txt")
    fs.create_file("/ws/.git/HEAD")
    files, nested = Files(Path("/ws"), Store()).look()
    assert {path: entry.mode for path, entry in files.items()} == {
        b"a.txt": 0o100644, b"run.sh": 0o100755, b"link": 0o120000,
    }  # fmt: skip
    assert files[TreePath(b"link")].oid == blob_oid(b"a.txt")
    assert nested == ()


def test_the_configuration_is_that_of_the_worlds_home(
    place: Place, workspace: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace.write({"noise.tmp": "n\n"})
    home = Path(os.environ["HOME"])
    for number, ignored in enumerate(["", "*.tmp\n"]):
        other = home / f"home{number}"
        (other / ".config/git").mkdir(parents=True)
        (other / ".config/git/ignore").write_text(ignored)
        monkeypatch.setenv("HOME", str(other))
        assert look(place).is_ignored(b"noise.tmp") is bool(ignored)


def test_what_nobody_can_read_is_as_it_was_seen_last(place: Place, workspace: Repository) -> None:
    observer = observe(place)
    before = observer.look()
    (workspace.path / ".git/HEAD").write_bytes(b"garbage\n")
    workspace.write({"new.txt": "new\n"})
    blind = observer.look()
    assert blind.blind
    assert (blind.branch, blind.refs, blind.index) == (before.branch, before.refs, before.index)
    assert blind.files.keys() - before.files.keys() == {TreePath(b"new.txt")}
    (workspace.path / ".git/HEAD").write_bytes(b"ref: refs/heads/main\n")
    after = observer.look()
    assert (after.blind, after.status) == ("", {b"new.txt": "??"})


def test_the_first_look_must_be_able_to_read(place: Place, workspace: Repository) -> None:
    (workspace.path / ".git/HEAD").write_bytes(b"garbage\n")
    with pytest.raises(pygit2.GitError):
        observe(place).look()
