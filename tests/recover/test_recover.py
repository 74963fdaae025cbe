"""Recovering a broken workspace: sound afterwards, nothing lost, settled, and undone byte for byte."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from gitscen.doctor.diagnose import Examination, diagnose, examine
from gitscen.doctor.evidence.gather import gather
from gitscen.doctor.record import replace
from gitscen.errors import WorkspaceError
from gitscen.recover.recover import Wish, recover
from gitscen.recover.tell import sound
from gitscen.recover.undo import undo
from tests.conftest import Place, Repository
from tests.recover import broken
from tests.recover.broken import BREAKS, make_workspace, mended, photograph


@pytest.fixture
def ws(place: Place) -> Repository:
    return make_workspace(place)


def held(ws: Repository) -> set[str]:
    """Return the contents of all blobs that a ref, the index or the stash list holds, and of all files."""
    listed = ws.git("rev-list", "--objects", "--no-object-names", "--all", "--indexed-objects").splitlines()
    for entry in ws.git("reflog", "show", "--format=%H", "refs/stash", code=0).splitlines():
        listed += ws.git("rev-list", "--objects", "--no-object-names", entry).splitlines()
    blobs = {ws.git("cat-file", "blob", oid) for oid in set(listed) if ws.git("cat-file", "-t", oid) == "blob"}
    return blobs | {path.read_text().removesuffix("\n") for path in ws.path.glob("*") if path.is_file()}


WORK = {"mine", "stashed 1", "stashed 2", "staged", "and changed", "ignored", "loose", "other"}


@pytest.mark.parametrize("break_it", BREAKS)
def test_it_is_sound_afterwards_with_all_work_and_undo_brings_back_every_byte(
    ws: Repository, break_it: Callable[[Repository], None]
) -> None:
    break_it(ws)
    before = photograph(ws.path)

    result = mended(ws.path)

    assert (result.failed, sound(result)) == ([], True), result
    assert diagnose(ws.path).healthy
    assert ws.git("fsck", "--no-dangling", "--no-progress") == ""
    assert held(ws) >= WORK
    assert ws.git("symbolic-ref", "HEAD") == "refs/heads/main"
    assert ws.git("stash", "list").count("\n") + 1 == 2 or break_it in (
        broken.stash_log_missing,
        broken.merge_and_locks,
    )
    after = photograph(ws.path)
    assert mended(ws.path).recovery is None
    assert photograph(ws.path) == after
    assert undo(gather(ws.path)).lost == ()
    assert photograph(ws.path) == before
    assert undo(gather(ws.path)).recovery is None


def test_a_lock_is_moved_and_not_a_byte_else_is_changed(ws: Repository) -> None:
    before = photograph(ws.path)
    broken.empty_index_lock(ws)
    mended(ws.path)
    assert photograph(ws.path) == before


def test_the_doctor_finds_afterwards_what_it_found_before_an_undo(ws: Repository) -> None:
    broken.merge_and_locks(ws)
    before = diagnose(ws.path)
    mended(ws.path)
    undo(gather(ws.path))
    assert diagnose(ws.path) == before


def test_nothing_is_written_before_it_is_agreed_to(ws: Repository) -> None:
    broken.merge(ws)
    before = photograph(ws.path)
    result = recover(ws.path, Wish(), examine=examine, ask=lambda _plan, _evidence: False)
    assert (result.declined, result.recovery) == (True, None)
    assert not (ws.path / ".git/gitscen").exists()
    assert photograph(ws.path) == before


def test_only_what_is_asked_for_is_mended(ws: Repository) -> None:
    broken.merge_and_locks(ws)
    result = recover(ws.path, Wish(only=("lock-stale",)), examine=examine, ask=lambda _plan, _evidence: True)
    assert sound(result, only=("lock-stale",))
    assert not sound(result)
    assert not (ws.path / ".git/index.lock").exists()
    assert (ws.path / ".git/MERGE_HEAD").exists()
    assert not (ws.path / ".git/logs/refs/stash").exists()


def test_an_operation_is_kept_where_that_is_asked(ws: Repository) -> None:
    broken.merge_and_locks(ws)
    result = mended(ws.path, keep_operations=True)
    assert sound(result)
    assert (ws.path / ".git/MERGE_HEAD").exists()
    assert not (ws.path / ".git/index.lock").exists()


def test_a_live_process_is_left_alone(ws: Repository) -> None:
    broken.merge(ws)
    with (ws.path / ".git/index.lock").open("wb"), subprocess.Popen(["sleep", "60"], stdout=subprocess.DEVNULL) as job:
        pass_on = subprocess.Popen(["tail", "-f", str(ws.path / ".git/index.lock")], stdout=subprocess.PIPE)
        try:
            before = photograph(ws.path)
            result = mended(ws.path)
            assert result.plan.live
            assert not sound(result)
            assert photograph(ws.path) == before
        finally:
            for one in (job, pass_on):
                one.kill()
                one.wait()
            assert pass_on.stdout
            pass_on.stdout.close()


def test_too_little_room_for_the_copy_is_refused(ws: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    broken.merge(ws)
    before = photograph(ws.path)
    monkeypatch.setattr("gitscen.recover.backup._ROOM", 1 << 62)
    with pytest.raises(WorkspaceError, match="Make room there"):
        mended(ws.path)
    assert photograph(ws.path) == before
    monkeypatch.undo()
    assert sound(mended(ws.path))


def test_a_file_step_that_comes_to_light_late_is_undone_too(ws: Repository) -> None:
    broken.merge_and_locks(ws)
    before, looks = photograph(ws.path), 0

    def see_late(path: Path) -> Examination:
        nonlocal looks
        looks += 1
        seen = examine(path)
        there = tuple(one for one in seen.diagnosis.findings if looks > 2 or one.code != "operation-merge")
        return replace(seen, diagnosis=replace(seen.diagnosis, findings=there))

    assert sound(recover(ws.path, Wish(), examine=see_late, ask=lambda _plan, _evidence: True))
    assert ws.read("app.txt") == "main\n"
    undo(gather(ws.path))
    assert photograph(ws.path) == before


def test_a_step_that_fails_half_way_has_done_nothing(ws: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    from gitscen.workflow.mend import abort

    def fail(*_args: object, **_named: object) -> None:
        raise WorkspaceError("the disk is on fire")

    broken.merge(ws)
    before = photograph(ws.path, times=False)  # git gives objects a new time that it would write again
    monkeypatch.setattr(abort, "_put_back", fail)
    result = mended(ws.path)
    assert [(finding.code, "on fire" in why) for finding, why in result.failed] == [("operation-merge", True)]
    assert photograph(ws.path, times=False) == before
    assert undo(gather(ws.path)).recovery is None
