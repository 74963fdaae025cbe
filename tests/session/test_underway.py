from __future__ import annotations

from pathlib import Path

from gitscen.session.underway import (
    Phase,
    Underway,
    forget_underway,
    read_receipts,
    read_underway,
    write_receipts,
    write_underway,
)

TASK = Underway(session="s-1", command="c.1", branch="thread-x", phase=Phase.SAVING, head="1" * 40, tries=2, why="ä")


def test_what_is_written_is_read_and_forgotten(tmp_path: Path) -> None:
    assert read_underway(tmp_path) == []
    other = Underway(session="s-1", command="c.2", branch="thread-x")
    write_underway(tmp_path, other)
    write_underway(tmp_path, TASK)
    assert read_underway(tmp_path) == [TASK, other]
    forget_underway(tmp_path, "s-1", "c.1")
    forget_underway(tmp_path, "s-1", "c.1")
    assert read_underway(tmp_path) == [other]


def test_torn_files_are_passed_over(tmp_path: Path) -> None:
    write_underway(tmp_path, TASK)
    (tmp_path / "underway" / "x~y.json").write_bytes(b'{"session":')
    assert read_underway(tmp_path) == [TASK]
    (tmp_path / "receipts.json").write_bytes(b"[")
    assert read_receipts(tmp_path) == []


def test_receipts_are_kept_as_far_as_the_disk_has_room(tmp_path: Path) -> None:
    write_receipts(tmp_path, [("queue", "receipt")])
    assert read_receipts(tmp_path) == [("queue", "receipt")]
    write_receipts(tmp_path / "nowhere", [("queue", "receipt")])
