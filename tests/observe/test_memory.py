from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from gitscen.names import TreePath
from gitscen.observe import memory
from gitscen.observe.eye import Eye
from gitscen.observe.memory import COARSE, FINE, Memory, is_settled
from gitscen.observe.objects import Absorber
from gitscen.observe.observation import Store
from gitscen.observe.odb import Odb
from gitscen.observe.soundness import Soundness
from gitscen.observe.worktree import Files, blob_oid
from tests.conftest import Place
from tests.observe.eyes import observe

NOW = 1_700_000_000_123_456_789
SECOND = 1_000_000_000


def info(changed: int, *, size: int = 3, inode: int = 7) -> os.stat_result:
    """Return stat data of a file that was changed at a time in nanoseconds."""
    return os.stat_result((0o100644, inode, 0, 1, 0, 0, size, 0, 0, 0), {"st_ctime_ns": changed})


@pytest.mark.parametrize(
    ("changed", "settled"),
    [
        (NOW - FINE - 1, True),
        (NOW - FINE, False),
        (NOW, False),
        (NOW + SECOND, False),  # the clock was set back
        (NOW // SECOND * SECOND - SECOND, False),  # a file system that knows whole seconds only
        (NOW // SECOND * SECOND - COARSE, True),
    ],
)
def test_a_file_is_settled_when_a_change_would_show(changed: int, *, settled: bool) -> None:
    assert is_settled(info(changed), NOW) is settled


@pytest.mark.parametrize("other", [info(1), info(5, size=4), info(5, inode=8)], ids=["time", "size", "inode"])
def test_what_is_kept_is_forgotten_with_any_change(other: os.stat_result) -> None:
    kept: Memory[str] = Memory()
    kept.keep("a", info(5), "text")
    assert kept.recall("a", info(5)) == "text"
    assert kept.recall("a", other) is None
    assert kept.recall("b", info(5)) is None


def test_a_young_file_is_not_kept() -> None:
    kept: Memory[str] = Memory()
    kept.keep("a", info(5), "old")
    young = info(time.time_ns())
    kept.keep("a", young, "new")
    assert kept.recall("a", young) is None
    assert kept.recall("a", info(5)) is None


@pytest.fixture
def coarse_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have all changes bear one time: not all kernels tell times that are as fine as a test needs."""

    def stamp(info: os.stat_result) -> tuple[int, ...]:
        return info.st_ino, info.st_size

    monkeypatch.setattr(memory, "stamp", stamp)
    monkeypatch.setattr(memory, "FINE", 600 * SECOND)


@pytest.mark.usefixtures("coarse_clock")
def test_a_file_written_again_within_a_tick_is_read_again(tmp_path: Path) -> None:
    files = Files(tmp_path, Store())
    file = tmp_path / "a"
    for number in range(100, 200):
        content = f"{number}".encode()
        file.write_bytes(content)  # the same inode and the same size
        assert files.look()[0][TreePath(b"a")].oid == blob_oid(content)


@pytest.mark.usefixtures("coarse_clock")
def test_an_object_damaged_within_a_tick_is_seen(place: Place) -> None:
    workspace = place.clone("workspace")
    observer = observe(place)
    for content in (b"1\n", b"2\n", b"3\n"):
        oid = workspace.git("hash-object", "-w", "--stdin", stdin=content)
        path = workspace.path / ".git/objects" / oid[:2] / oid[2:]
        whole = path.read_bytes()
        path.chmod(0o644)
        path.write_bytes(whole)
        assert not observer.look().damage
        path.write_bytes(whole[:-1] + b"x")
        assert observer.look().damage
        path.write_bytes(whole)


def _eye(place: Place) -> Eye:
    odb = Odb({}, {})
    return Eye(place.origin.path, odb, Absorber({}, Store()), Soundness(place.origin.path, os.environ, odb), bare=True)


def test_a_remote_is_looked_at_again_only_when_it_has_changed(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "FINE", -SECOND)  # all is settled at once, and bears another time or inode
    workspace = place.clone("workspace")
    eye = _eye(place)
    seen = eye.look()
    assert eye.look() is seen
    head = workspace.commit("more")
    workspace.git("push", "-q")
    now = eye.look()
    assert (now is seen, now.refs.targets["refs/heads/main"]) == (False, head)


@pytest.mark.usefixtures("coarse_clock")
def test_a_remote_that_changed_just_now_is_looked_at_again(place: Place) -> None:
    workspace = place.clone("workspace")
    eye = _eye(place)
    for _ in range(3):
        head = workspace.commit("more")
        workspace.git("push", "-q")
        assert eye.look().refs.targets["refs/heads/main"] == head
