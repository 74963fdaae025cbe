"""A snapshot has everything uncommitted, changes nothing, and restoring brings exactly that back."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gitscen import Workspace
from gitscen.names import TreePath, is_storable
from gitscen.outcome import Act, Status
from gitscen.workflow.git import Git
from gitscen.workflow.hold.restore import restore
from gitscen.workflow.hold.snapshot import clean_snapshot, empty_tree, read_snapshot, take
from tests.conftest import Repository

HOSTILE = ["new\nline", 'quo"te', "-dash", ":(top)x", "sp ace/ -> arrow", "é", "back\\slash", "glob*", "#hash"]


@pytest.fixture
def ws(tmp_path: Path) -> Repository:
    subprocess.run(["git", "init", "-q", "--template=", str(tmp_path / "ws")], check=True)
    ws = Repository(tmp_path / "ws")
    os.symlink("a", ws.path / "link")  # noqa: PTH211
    ws.commit("one", {"a": "a\n", "b": "b\n", "gone": "gone\n", "dir/in": "in\n", "run": "#!\n", "hidden": "h\n"})
    return ws


def state(ws: Repository) -> tuple[str, ...]:
    return (
        ws.git("status", "--porcelain=v2", "-z", "--untracked-files=all"),
        ws.git("ls-files", "--stage", "-v", "-z"),
        ws.git("diff", "--binary"),
        ws.git("diff", "--cached", "--binary"),
        "".join(f"{p} {p.is_symlink() or p.read_bytes()!r}" for p in sorted(ws.path.rglob("*")) if _is_file(p)),
    )


def _is_file(path: Path) -> bool:
    return ".git" not in path.parts and (path.is_symlink() or path.is_file())


def _everything(ws: Repository) -> None:
    ws.write({"a": "staged\n"})
    ws.git("add", "a")
    ws.write({"a": "unstaged\n", "intent": "to add\n", "staged-new": "new\n"})
    ws.git("add", "staged-new")
    ws.git("add", "--intent-to-add", "intent")
    ws.write({f"loose/{name}": name for name in HOSTILE})
    (ws.path / "b").unlink()
    ws.write({os.fsdecode(b"bytes-\xff"): b"\x00\xff", "b/now-a-folder": "x"})
    (ws.path / "gone").unlink()
    (ws.path / "run").chmod(0o755)
    (ws.path / "link").unlink()
    ws.write({"link": "a file now"})
    shutil.rmtree(ws.path / "dir")
    (ws.path / "dir").symlink_to("/")
    ws.git("update-index", "--assume-unchanged", "hidden")
    ws.write({"hidden": "nobody looks\n"})


def test_taking_changes_nothing_and_restoring_brings_all_of_it_back(ws: Repository) -> None:
    _everything(ws)
    git, before = Git(ws.path), state(ws)

    snapshot = take(git)

    assert snapshot is not None
    assert state(ws) == before
    assert restore(git, snapshot) == ()
    assert state(ws) == before
    assert read_snapshot(git, snapshot.oid) == snapshot
    ws.git("update-index", "--no-assume-unchanged", "hidden")
    restore(git, clean_snapshot(git, snapshot.base), foreign=[snapshot.oid, snapshot.untracked or snapshot.oid])
    assert ws.git("status", "--porcelain") == ""
    assert restore(git, snapshot) == ()
    assert state(ws) == before


def test_git_itself_can_apply_a_snapshot(ws: Repository) -> None:
    ws.write({"a": "staged\n", "loose": "loose\n"})
    ws.git("add", "a")
    ws.write({"a": "unstaged\n"})
    snapshot = take(Git(ws.path))
    assert snapshot is not None
    ws.git("stash", "push", "-q", "-u")
    ws.git("stash", "apply", "-q", "--index", snapshot.oid)
    assert ws.git("status", "--porcelain") == "MM a\n?? loose"


def test_every_stage_of_an_unmerged_index_is_held_and_comes_back(ws: Repository) -> None:
    ws.git("switch", "-q", "-c", "other")
    ws.commit("other", {"a": "other\n", "b": "other\n"})
    ws.git("switch", "-q", "-")
    (ws.path / "b").unlink()
    ws.commit("ours", {"a": "ours\n"})
    ws.git("merge", "-q", "other", code=1)
    ws.write({"a": "half\n"})
    git, before = Git(ws.path), state(ws)
    snapshot = take(git)
    assert snapshot is not None
    assert state(ws) == before
    assert [ws.git("show", f"{snapshot.extra}:{stage}/a") for stage in (1, 2, 3)] == ["a", "ours", "other"]
    assert ws.git("show", f"{snapshot.oid}:a") == "half"
    restore(git, clean_snapshot(git, snapshot.base), foreign=[snapshot.oid])
    restore(git, snapshot)
    assert state(ws) == before


def test_nothing_uncommitted_is_no_snapshot(ws: Repository) -> None:
    ws.write({".git/info/exclude": "ignored\n", "ignored": "x"})
    (ws.path / "nested").mkdir()
    subprocess.run(["git", "init", "-q"], cwd=ws.path / "nested", check=True)
    assert take(Git(ws.path)) is None


def test_before_the_first_commit_and_with_sha256(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", "--object-format=sha256", str(tmp_path / "ws")], check=True)
    ws = Repository(tmp_path / "ws")
    ws.write({"a": "staged"})
    ws.git("add", "a")
    ws.write({"a": "unstaged", "b": "b"})
    git, before = Git(ws.path), state(ws)
    snapshot = take(git)
    assert snapshot is not None
    assert (snapshot.base, read_snapshot(git, snapshot.oid).base) == (None, None)
    ws.git("rm", "-qrf", "--", "a")
    (ws.path / "b").unlink()
    restore(git, snapshot)
    assert state(ws) == before
    assert len(empty_tree(git)) == 64


def test_what_is_in_the_way_and_not_committed_is_moved_aside(ws: Repository) -> None:
    ws.write({"a": "wanted\n", "new/file": "wanted\n"})
    git = Git(ws.path)
    snapshot = take(git)
    assert snapshot is not None
    ws.git("stash", "push", "-q", "-u")
    ws.write({"a": "somebody's\n", "new": "a file in the way\n", "beside": "stays\n"})
    assert set(restore(git, snapshot, name="test")) == {b"a", b"new"}
    assert (ws.read("a"), ws.read("new/file"), ws.read("beside")) == ("wanted\n", "wanted\n", "stays\n")
    aside = ws.path / ".git" / "gitscen" / "aside" / "test"
    assert ((aside / "a").read_text(), (aside / "new").read_text()) == ("somebody's\n", "a file in the way\n")
    assert ws.git("show", "refs/gitscen/rescue/test/aside:a") == "somebody's"


def test_a_link_in_the_way_is_not_followed_out_of_the_workspace(ws: Repository, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "in").write_text("not yours")
    git = Git(ws.path)
    shutil.rmtree(ws.path / "dir")
    (ws.path / "dir").symlink_to(outside)
    assert restore(git, clean_snapshot(git, git.oid("HEAD"))) == (b"dir",)
    assert (ws.read("dir/in"), (outside / "in").read_text()) == ("in\n", "not yours")


def test_files_of_a_half_done_checkout_are_nobodys_work(ws: Repository) -> None:
    ws.git("switch", "-q", "-c", "other")
    other = ws.commit("other", {"a": "other\n", "only-there": "x\n"})
    ws.git("switch", "-q", "-")
    ws.write({"a": "other\n", "only-there": "x\n"})
    git = Git(ws.path)
    head = git.oid("HEAD")
    assert restore(git, clean_snapshot(git, head), foreign=[git.oid(other) or ""]) == ()  # type: ignore[list-item]
    assert ws.git("status", "--porcelain") == ""


NAMES = st.lists(
    st.binary(min_size=1, max_size=6).filter(
        lambda raw: not set(raw) & {0, ord("/")} and raw not in (b".", b"..") and is_storable(TreePath(raw))
    ),
    min_size=1,
    max_size=4,
    unique=True,
)


@given(names=NAMES, contents=st.lists(st.binary(max_size=40), min_size=8, max_size=8))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_names_and_bytes_come_back(names: list[bytes], contents: list[bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["git", "init", "-q", "--template=", folder], check=True)
        ws = Repository(Path(folder))
        ws.git("commit", "-q", "--allow-empty", "-m", "one")
        for place, name in enumerate(names):
            ws.write({os.fsdecode(name): contents[place]})
        given_names = b"".join(TreePath(name) + b"\0" for name in names[::2])
        ws.git("update-index", "--add", "-z", "--stdin", stdin=given_names)
        for place, name in enumerate(names):
            ws.write({os.fsdecode(name): contents[place + 4]})
        git, before = Git(ws.path), state(ws)
        snapshot = take(git)
        assert snapshot is not None
        restore(git, clean_snapshot(git, snapshot.base), foreign=[snapshot.oid, snapshot.untracked or snapshot.oid])
        assert ws.git("status", "--porcelain") == ""
        restore(git, snapshot)
        assert state(ws) == before


@pytest.mark.parametrize("name", ["git~1", "dir/GIT~1", ".git ", ".GIT..", "git~1:x"])
def test_a_file_that_git_cannot_store_is_never_put_at_risk(ws: Repository, name: str) -> None:
    ws.write({name: "precious\n", "a": "work\n"})
    refused = Workspace(ws.path).switch("other")
    assert refused.status is Status.REFUSED
    assert "git stores no file called" in refused.reason
    done = Workspace(ws.path).commit("the rest")
    assert (done.status, ws.read(name)) == (Status.DONE, "precious\n")
    assert [deed.act for deed in done.deeds] == [Act.LEFT_OUT, Act.COMMITTED]
    assert ws.git("show", "--format=", "--name-only", "HEAD") == "a"
