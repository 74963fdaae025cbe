"""The doctor on real repositories: sound ones of many kinds, and whatever damage does to them."""

from __future__ import annotations

import hashlib
import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gitscen.doctor.diagnose import diagnose
from gitscen.doctor.finding import Diagnosis
from gitscen.doctor.report.json import json_report
from gitscen.doctor.report.text import text_report
from gitscen.errors import UsageError
from tests.conftest import Repository

Act = Callable[[Repository], object]


def begin(path: Path, *options: str) -> Repository:
    made = Repository(path)
    path.mkdir()
    made.git("init", "-q", "-b", "main", *options)
    made.git("config", "user.name", "D")
    made.git("config", "user.email", "d@example.invalid")
    return made


def build(path: Path) -> Repository:
    """Return a workspace with a bit of everything, all of it sound."""
    ws = begin(path)
    ws.commit("one", {"a.txt": "1\n2\n3\n", "d/b.txt": "b\n"})
    ws.git("tag", "-a", "-m", "t", "v1")
    ws.git("branch", "topic")
    ws.git("pack-refs", "--all")
    ws.git("repack", "-qad")
    ws.git("commit-graph", "write", "--reachable")
    ws.commit("two", {"a.txt": "2\n"})
    ws.write({"a.txt": "stashed\n", "new.txt": "n\n"})
    ws.git("stash", "push", "-qu")
    ws.write({"d/b.txt": "staged\n"})
    ws.git("add", "d/b.txt")
    ws.write({"d/b.txt": "unstaged\n", "untracked.txt": "u\n"})
    return ws


def loud(diagnosis: Diagnosis) -> set[str]:
    return {finding.code for finding in diagnosis.findings if finding.loud}


def photograph(top: Path) -> dict[str, tuple[int, int, str]]:
    """Return mode, time and content of every file."""
    seen = {}
    for folder, _, names in os.walk(top):
        for name in names:
            path = Path(folder, name)
            info = path.lstat()
            content = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
            seen[str(path.relative_to(top))] = (info.st_mode, info.st_mtime_ns, content)
    return seen


def nothing(ws: Repository) -> None:
    del ws


SOUND: dict[str, Act] = {
    "everything": nothing,
    "gc": lambda ws: ws.git("gc", "-q", "--prune=now"),
    "index of version 4": lambda ws: ws.git("update-index", "--index-version", "4"),
    "split index": lambda ws: ws.git("update-index", "--split-index"),
    "untracked cache": lambda ws: ws.git("update-index", "--untracked-cache"),
    "multi-pack-index": lambda ws: (ws.git("repack", "-qd"), ws.git("multi-pack-index", "write")),
    "linked worktree": lambda ws: ws.git("worktree", "add", "-q", "../linked", "topic"),
    "amended": lambda ws: ws.git("commit", "-q", "--amend", "-m", "amended"),
    "popped": lambda ws: (ws.git("commit", "-qam", "x"), ws.git("stash", "pop", "-q"), ws.git("commit", "-qam", "y")),
    "merged": lambda ws: (ws.git("commit", "-qam", "x"), ws.git("merge", "-q", "topic")),
    "branch deleted": lambda ws: ws.git("branch", "-qD", "topic"),
    "branch renamed": lambda ws: ws.git("branch", "-m", "topic", "other"),
    "detached": lambda ws: ws.git("checkout", "-q", "--detach"),
    "sparse": lambda ws: (ws.git("commit", "-qam", "x"), ws.git("sparse-checkout", "set", "d")),
    "notes and replacements": lambda ws: (ws.git("notes", "add", "-m", "n"), ws.git("replace", "--graft", "HEAD")),
    "reset": lambda ws: ws.git("reset", "-q", "--soft", "HEAD~1"),
}  # fmt: skip


@pytest.mark.parametrize("name", SOUND)
def test_sound_workspaces_get_no_alarm(tmp_path: Path, name: str) -> None:
    ws = build(tmp_path / "ws")
    SOUND[name](ws)
    before = photograph(ws.path)
    assert loud(diagnose(ws.path)) == set()
    assert photograph(ws.path) == before


@pytest.mark.parametrize("options", [(), ("--object-format=sha256",)])
def test_sound_beginnings(tmp_path: Path, options: tuple[str, ...]) -> None:
    ws = begin(tmp_path / "ws", *options)
    assert loud(diagnose(ws.path)) == set()
    ws.write({"a": "a"})
    ws.git("add", "a")
    assert loud(diagnose(ws.path)) == set()
    ws.commit("one")
    ws.git("gc", "-q")
    assert loud(diagnose(ws.path)) == set()


@pytest.mark.parametrize("options", [("--depth=1",), ("-n",), ("--single-branch",), ("--bare",)])
def test_sound_clones(tmp_path: Path, options: tuple[str, ...]) -> None:
    ws = build(tmp_path / "ws")
    ws.git("clone", "-q", *options, f"file://{ws.path}", "../clone")
    assert loud(diagnose(tmp_path / "clone")) == set()


def empty(name: str) -> Act:
    return lambda ws: (ws.path / ".git" / name).write_bytes(b"")


def gone(name: str) -> Act:
    return lambda ws: (ws.path / ".git" / name).unlink()


def text(name: str, content: str) -> Act:
    return lambda ws: (ws.path / ".git" / name).write_text(content)


DAMAGED: dict[str, tuple[Act, ...]] = {
    "head-empty index-empty": (empty("HEAD"), empty("index")),
    "head-garbage stash-log-missing": (text("HEAD", "what"), gone("logs/refs/stash")),
    "ref-empty lock-stale": (empty("refs/heads/main"), empty("index.lock")),
    "config-missing stash-ref-missing": (empty("config"), gone("refs/stash")),
    "config-garbage index-missing": (text("config", "[core\n"), gone("index")),
    "packed-refs-empty head-missing": (empty("packed-refs"), gone("HEAD")),
    "operation-broken reflog-torn": (empty("MERGE_HEAD"), text("logs/HEAD", "0000")),
    "ref-behind pseudo-ref-garbage": (gone("refs/heads/main"), text("ORIG_HEAD", "x")),
    "head-branch-missing ref-missing": (gone("refs/heads/main"), gone("packed-refs")),
    "commit-graph-corrupt stash-ref-garbage": (
        lambda ws: (ws.path / ".git/objects/info/commit-graph").unlink(),
        empty("objects/info/commit-graph"),
        text("refs/stash", "what"),
    ),
}


@pytest.mark.parametrize("codes", DAMAGED)
def test_damage_in_two_places_is_found_in_both(tmp_path: Path, codes: str) -> None:
    ws = build(tmp_path / "ws")
    for act in DAMAGED[codes]:
        act(ws)
    before = photograph(ws.path)
    assert loud(diagnose(ws.path)) == set(codes.split())
    assert photograph(ws.path) == before


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    return build(tmp_path_factory.mktemp("template") / "ws")


def spoil(content: bytes, kind: str, chance: random.Random) -> bytes:  # noqa: PLR0911 - one for each kind
    at = chance.randrange(len(content) + 1)
    noise = chance.randbytes(chance.randrange(1, 400))
    match kind:
        case "empty":
            return b""
        case "zero":
            return bytes(len(content))
        case "truncate":
            return content[:at]
        case "append":
            return content + noise
        case "prepend":
            return noise + content
        case "flip":
            return (
                content[:at]
                + bytes(byte ^ 1 << chance.randrange(8) for byte in content[at : at + 1])
                + content[at + 1 :]
            )
        case "noise":
            return noise
        case _:
            return content[::-1]


KINDS = ("empty", "zero", "truncate", "append", "prepend", "flip", "noise", "reverse", "delete", "link", "folder")


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_no_damage_makes_the_doctor_fail_or_write(template: Repository, data: st.DataObject) -> None:
    git_dir = template.path / ".git"
    files = sorted(path for path in git_dir.rglob("*") if path.is_file() and not path.name.endswith(".sample"))
    chosen = data.draw(st.lists(st.sampled_from(files), min_size=1, max_size=3, unique=True))
    chance = data.draw(st.randoms(use_true_random=False))
    saved = {path: (path.read_bytes(), path.stat().st_mode) for path in chosen}
    try:
        for path in chosen:
            damage(path, data.draw(st.sampled_from(KINDS)), chance)
        before = photograph(template.path)
        diagnosis = diagnose(template.path)
        assert photograph(template.path) == before
        shown = text_report(diagnosis, colour=False, width=80, verbose=True)
        assert all(unit.isprintable() or unit == "\n" for unit in shown)
        assert json_report(diagnosis)
    finally:
        for path, (content, mode) in saved.items():
            mend(path, content, mode)


def damage(path: Path, kind: str, chance: random.Random) -> None:
    content = path.read_bytes()
    path.unlink()
    match kind:
        case "delete":
            pass
        case "link":
            path.symlink_to("/etc/passwd")
        case "folder":
            path.mkdir()
        case _:
            path.write_bytes(spoil(content, kind, chance))


def mend(path: Path, content: bytes, mode: int) -> None:
    if path.is_dir() and not path.is_symlink():
        path.rmdir()
    else:
        path.unlink(missing_ok=True)
    path.write_bytes(content)
    path.chmod(mode)


def test_a_place_that_is_none_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no folder"):
        diagnose(tmp_path / "nowhere")
