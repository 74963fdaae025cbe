"""What is wrong with a repository is seen at once, and told in the words of `git fsck`."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from gitscen.git.command import Git
from gitscen.git.done import Done
from gitscen.names import TreePath
from gitscen.observe.worktree import blob_oid
from tests.conftest import Place, Repository
from tests.observe.eyes import observe


def fsck(repository: Repository) -> set[str]:
    done = subprocess.run(["git", "fsck", "--no-dangling"], cwd=repository.path, capture_output=True, check=False)
    said = (done.stdout + done.stderr).decode().splitlines()
    return {line for line in said if line.startswith(("error", "broken", "missing", "bad", "fatal"))}


def loose(repository: Repository, oid: str) -> Path:
    return repository.path / ".git/objects" / oid[:2] / oid[2:]


def remove(repository: Repository, name: str) -> bool:
    loose(repository, repository.git("rev-parse", name)).unlink()
    return True


def overwrite(path: Path, content: bytes) -> None:
    path.chmod(0o644)
    path.write_bytes(content)


def flip(path: Path, at: int) -> bool:
    content = bytearray(path.read_bytes())
    content[at] ^= 0xFF
    overwrite(path, bytes(content))
    return True


def only(repository: Repository, pattern: str) -> Path:
    (found,) = repository.path.glob(pattern)
    return found


Damage = Callable[[Repository], object]

AT_ONCE: dict[str, Damage] = {
    "no blob of HEAD": lambda ws: remove(ws, "HEAD:folder/deep.txt"),
    "no tree of HEAD": lambda ws: remove(ws, "HEAD:folder"),
    "no commit of HEAD": lambda ws: remove(ws, "HEAD"),
    "no staged blob": lambda ws: loose(ws, blob_oid(b"staged\n")).unlink(),
    "no stash entry": lambda ws: remove(ws, "stash@{0}"),
    "no stashed file": lambda ws: loose(ws, blob_oid(b"stashed\n")).unlink(),
    "a truncated blob": lambda ws: overwrite(loose(ws, blob_oid(b"local\n")), b"x"),
    "an empty blob": lambda ws: overwrite(loose(ws, blob_oid(b"local\n")), b""),
    "another blob's content": lambda ws: overwrite(
        loose(ws, blob_oid(b"local\n")), loose(ws, blob_oid(b"deep\n")).read_bytes()
    ),
    "garbage behind a blob": lambda ws: overwrite(
        loose(ws, blob_oid(b"local\n")), loose(ws, blob_oid(b"local\n")).read_bytes() + b"x"
    ),
    "a damaged pack": lambda ws: flip(only(ws, ".git/objects/pack/*.pack"), 30),
    "a damaged pack index": lambda ws: flip(only(ws, ".git/objects/pack/*.idx"), -30),
    "a pack without its index": lambda ws: only(ws, ".git/objects/pack/*.idx").unlink(),
    "an index without its pack": lambda ws: only(ws, ".git/objects/pack/*.pack").unlink(),
    "a branch at nothing": lambda ws: (ws.path / ".git/refs/heads/bad").write_text("1" * 40 + "\n"),
    "a branch of garbage": lambda ws: (ws.path / ".git/refs/heads/bad").write_text("garbage\n"),
    "an empty branch": lambda ws: (ws.path / ".git/refs/heads/bad").write_text(""),
    "a symbolic ref to nothing": lambda ws: (ws.path / ".git/refs/heads/bad").write_text("ref: refs/heads/no\n"),
    "origin/HEAD to nothing": lambda ws: ws.git("update-ref", "-d", "refs/remotes/origin/main"),
    "a reflog of nothing": lambda ws: (ws.path / ".git/logs/HEAD").write_text(
        f"{'0' * 40} {'1' * 40} Dev <d@e> 1 +0000\tx\n"
    ),
    "a truncated index": lambda ws: overwrite(ws.path / ".git/index", (ws.path / ".git/index").read_bytes()[:50]),
    "no boundary": lambda ws: (ws.path / ".git/shallow").unlink(),
    "a boundary elsewhere": lambda ws: (ws.path / ".git/shallow").write_text(ws.git("rev-parse", "HEAD") + "\n"),
    "objects elsewhere that are gone": lambda ws: (
        remove(ws, "HEAD:folder"),
        (ws.path / ".git/objects/info/alternates").write_text("/nowhere\n"),
    ),
    "another worktree at nothing": lambda ws: (
        ws.git("worktree", "add", "-q", "--detach", "../linked"),
        (ws.path / ".git/worktrees/linked/HEAD").write_text("1" * 40 + "\n"),
    ),
    "a damaged commit graph": lambda ws: (
        ws.git("commit-graph", "write", "--reachable"),
        flip(only(ws, ".git/objects/info/commit-graph"), -40),
    ),
}


def build(root: Path, *options: str) -> Place:
    """Return an origin, and a clone of it with a pack, a local commit, a stash entry and something staged."""
    place = Place(root)
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(place.origin.path)], check=True)
    seed = place.clone("seed")
    for number in (1, 2, 3):
        seed.commit(f"c{number}", {"app.txt": f"{number}\n"})
    seed.git("push", "-q", "origin", "HEAD:refs/heads/main")
    workspace = place.clone("workspace", *options)
    workspace.git("remote", "set-url", "origin", "../origin.git")
    workspace.commit("local", {"local.txt": "local\n", "folder/deep.txt": "deep\n"})
    workspace.write({"new.txt": "stashed\n"})
    workspace.git("stash", "push", "-q", "-u")
    workspace.write({"staged.txt": "staged\n"})
    workspace.git("add", "staged.txt")
    return place


BUILT: dict[str, Place] = {}


@pytest.fixture
def place(request: pytest.FixtureRequest, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Return a copy of what was built once, of a shallow clone where the test's name asks for it."""
    option = "--depth=1" if "boundary" in request.node.name else "--no-local"
    if option not in BUILT:
        BUILT[option] = build(tmp_path_factory.mktemp("built"), option)
    shutil.copytree(BUILT[option].root, tmp_path / "place")
    return Place(tmp_path / "place")


@pytest.fixture
def workspace(place: Place) -> Repository:
    return Repository(place.root / "workspace")


@pytest.mark.parametrize("name", AT_ONCE)
def test_damage_is_seen_at_once(place: Place, workspace: Repository, name: str) -> None:
    observer = observe(place)
    assert observer.look().damage == frozenset()
    AT_ONCE[name](workspace)
    said = fsck(workspace)
    assert said
    assert observer.look().damage == {f"workspace: {line}" for line in said}


def test_damage_to_the_remote_is_seen_at_once(place: Place) -> None:
    observer = observe(place)
    assert observer.look().damage == frozenset()
    oid = place.origin.git("rev-parse", "main:app.txt")
    (place.origin.path / "objects" / oid[:2] / oid[2:]).unlink()
    assert f"origin.git: missing blob {oid}" in observer.look().damage


def test_objects_that_lie_elsewhere_are_seen(place: Place, workspace: Repository) -> None:
    head = workspace.git("rev-parse", "HEAD")
    elsewhere = place.root / "elsewhere"
    (workspace.path / ".git/objects").rename(elsewhere)
    (workspace.path / ".git/objects/info").mkdir(parents=True)
    (workspace.path / ".git/objects/info/alternates").write_text(f"{elsewhere}\n")
    seen = observe(place).look()
    assert seen.damage == frozenset()
    assert TreePath(b"folder/deep.txt") in seen.tree(seen.head)
    assert seen.head == head
    assert head in seen.objects


def test_what_only_git_sees_is_told_by_the_next_thorough_look(place: Place, workspace: Repository) -> None:
    observer = observe(place)
    observer.look()
    blob = bytes.fromhex(blob_oid(b"local\n"))
    unsorted = b"100644 b\0" + blob + b"100644 a\0" + blob
    tree = workspace.git("hash-object", "-t", "tree", "-w", "--literally", "--stdin", stdin=unsorted)
    workspace.git("update-ref", "refs/heads/bad", workspace.git("commit-tree", "-m", "bad", tree))
    assert observer.look().damage == frozenset()
    told = observer.look(thorough=True).damage
    assert told == {f"workspace: error in tree {tree}: treeNotSorted: not properly sorted"}
    assert observer.look().damage == told


def test_damage_that_was_mended_is_told_no_more(place: Place, workspace: Repository) -> None:
    observer = observe(place)
    oid = blob_oid(b"staged\n")
    loose(workspace, oid).unlink()
    assert observer.look().damage
    workspace.git("hash-object", "-w", "staged.txt")
    assert not observer.look().damage
    assert not observer.look().damage


def test_git_is_asked_only_where_there_is_a_reason(
    place: Place, workspace: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def ask(self: Git, *args: str, stdin: bytes = b"") -> Done:
        del args, stdin
        asked.append(self.directory.name)
        return Done((), 0, b"", "")

    monkeypatch.setattr(Git, "try_", ask)
    observer = observe(place)
    for message in ("one", "two"):
        observer.look()
        workspace.commit(message, {"local.txt": message})
    workspace.git("repack", "-adq")  # every object has another place now
    observer.look()
    assert asked == []
    observer.look(thorough=True)
    assert asked == ["workspace"]  # nothing has changed in the origin
    workspace.git("push", "-q", "origin", "HEAD:refs/heads/more")
    observer.look(thorough=True)
    assert asked == ["workspace", "workspace", "origin.git"]
    observer.look(thorough=True)
    assert len(asked) == 3
    workspace.git("hash-object", "-w", "--stdin", stdin=b"nobody needs this\n")
    observer.look()
    workspace.git("prune", "--expire=now")
    assert len(asked) == 3
    observer.look()
    assert len(asked) == 4  # an object has gone


def test_a_first_look_that_is_thorough_asks(place: Place, workspace: Repository) -> None:
    tree = workspace.git("hash-object", "-t", "tree", "-w", "--literally", "--stdin", stdin=b"100644 \0" + b"\1" * 20)
    assert any(tree in line for line in observe(place).look(thorough=True).damage)
