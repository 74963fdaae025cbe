from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from gitscen.errors import WorldError
from gitscen.run.ground import Ground, Keep, choose_parent
from gitscen.verdict import Verdict


@pytest.mark.parametrize(
    ("free", "flag", "chosen"),
    [(1 << 30, 0, True), ((256 << 20) - 4096, 0, False), (1 << 30, os.ST_NOEXEC, False)],
    ids=["roomy", "nearly full", "noexec"],
)
def test_memory_is_taken_where_it_serves(
    free: int, flag: int, *, chosen: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TMPDIR", raising=False)
    monkeypatch.setattr(os, "statvfs", lambda _: SimpleNamespace(f_bavail=free // 4096, f_frsize=4096, f_flag=flag))
    assert (choose_parent(tmp_path) == tmp_path) is chosen


def test_a_system_without_memory_file_system_and_a_persons_wish(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.delenv("TMPDIR", raising=False)
    assert choose_parent(tmp_path / "missing") != tmp_path / "missing"
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    assert choose_parent() == tmp_path
    monkeypatch.setattr("tempfile.tempdir", None)


def test_rooms_of_hostile_names_lie_in_the_ground(tmp_path: Path) -> None:
    ground = Ground(Keep.ALL, tmp_path)
    rooms = [ground.room(number, name) for number, name in enumerate(["../../etc[full]", "", "a" * 400, "é/\n"])]
    assert all(room.parent == ground.path for room in rooms)
    assert len(set(rooms)) == 4


def test_no_place_for_worlds_is_an_error_with_a_way_out(tmp_path: Path) -> None:
    with pytest.raises(WorldError, match="Set TMPDIR"):
        Ground(Keep.NONE, tmp_path / "missing")


def test_closing_leaves_kept_rooms_and_nothing_else(tmp_path: Path) -> None:
    ground = Ground(Keep.FAILED, tmp_path)
    kept, gone, _ = (ground.room(number, "x") for number in range(3))
    (ground.path / ".worker-1").touch()
    assert ground.leave(kept, Verdict.ERRORED) == str(kept)
    assert ground.leave(gone, Verdict.SKIPPED) == ""
    ground.close()
    assert list(ground.path.iterdir()) == [kept]
