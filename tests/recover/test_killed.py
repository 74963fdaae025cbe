"""recover and undo killed at their own moments, and run again: the same end. See `killer`."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from gitscen.doctor.diagnose import examine
from gitscen.doctor.evidence.gather import gather
from gitscen.errors import WorkspaceError
from gitscen.recover.place import Recovery, State
from gitscen.recover.recover import Wish, recover
from gitscen.recover.tell import sound
from gitscen.recover.undo import undo
from tests.conftest import Place, Repository
from tests.recover import broken
from tests.recover.broken import make_workspace, mended, photograph

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize(
    ("break_it", "verbs", "moments", "stride"),
    [
        (broken.stash_log_missing, "recover recover", "steps", 1),
        (broken.merge_and_locks, "recover recover", "steps", 1),
        (broken.stash_log_missing, "recover recover", "own", 19),
        (broken.merge_and_locks, "recover recover", "own", 31),
        (broken.merge_and_locks, "recover recover", "all", 131),
        (broken.merge_and_locks, "undo undo", "own", 11),
        (broken.merge_and_locks, "recover undo", "own", 23),
        (broken.merge_and_locks, "undo recover", "own", 17),
    ],
    ids=lambda one: getattr(one, "__name__", str(one)),
)
def test_killed_anywhere_recover_comes_to_its_end_and_undo_to_the_start(
    place: Place, break_it: Callable[[Repository], None], verbs: str, moments: str, stride: int
) -> None:
    ws = make_workspace(place)
    break_it(ws)
    folder = place.root / "killed"
    folder.mkdir()
    argv = [
        sys.executable,
        "-m",
        "tests.recover.killer",
        str(ws.path),
        str(folder),
        *verbs.split(),
        moments,
        str(stride),
    ]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


class KilledError(BaseException):
    """What stands for a kill here."""


@pytest.fixture
def half(place: Place, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """Return a workspace whose recovery was killed once the lock was aside and before the merge was ended."""
    ws = make_workspace(place)
    broken.merge_and_locks(ws)

    def kill(*_args: object) -> str:
        raise KilledError

    monkeypatch.setattr("gitscen.recover.steps.operation.end_operation", kill)
    with pytest.raises(KilledError):
        mended(ws.path)
    monkeypatch.undo()
    assert Recovery(ws.path / ".git", 1).state is State.WORKING
    return ws


def test_a_file_changed_since_the_kill_is_kept(half: Repository) -> None:
    half.write({"app.txt": "written since\n"})
    assert sound(mended(half.path))
    kept = [
        path for path in (half.path / ".git/gitscen/recover").rglob("app.txt") if path.read_text() == "written since\n"
    ]
    assert kept


def test_modes_that_were_put_right_since_the_kill_stay_right(half: Repository) -> None:
    folder = half.path / ".git/refs"
    mode = folder.stat().st_mode
    recovery = Recovery(half.path / ".git", 1)
    book = recovery.folder / "before"
    lines = [json.loads(line) for line in book.read_text().splitlines()]
    was = [[*line[:3], 0o555, *line[4:]] if line[1:2] == [".git/refs"] else line for line in lines]
    book.write_text("".join(json.dumps(line) + "\n" for line in was))
    assert sound(mended(half.path))
    assert folder.stat().st_mode == mode
    undo(gather(half.path))
    assert folder.stat().st_mode == mode


def test_where_somebody_has_committed_since_nothing_goes_back(half: Repository) -> None:
    half.write({"app.txt": "resolved by hand\n"})
    made = half.commit("resolved by hand")
    result = mended(half.path)
    assert half.git("rev-parse", "main") == made
    assert Recovery(half.path / ".git", 1).state is State.LEFT
    assert sound(result)


def test_where_somebody_has_committed_since_an_undo_refuses(half: Repository) -> None:
    half.write({"app.txt": "resolved by hand\n"})
    half.commit("resolved by hand")
    before = photograph(half.path)
    with pytest.raises(WorkspaceError, match="somebody has worked"):
        undo(gather(half.path))
    assert photograph(half.path) == before


def test_a_killed_undo_is_left_where_somebody_has_committed_since(half: Repository) -> None:
    Recovery(half.path / ".git", 1).become(State.UNDOING)
    made = half.commit("since")
    mended(half.path)
    assert half.git("rev-parse", "main") == made
    assert Recovery(half.path / ".git", 1).state is State.LEFT


def test_an_undo_after_a_kill_brings_everything_back(half: Repository) -> None:
    assert undo(gather(half.path)).recovery
    after = photograph(half.path)
    assert (half.path / ".git/index.lock").exists()
    assert (half.path / ".git/MERGE_HEAD").exists()
    assert sound(mended(half.path))
    undo(gather(half.path))
    assert photograph(half.path) == after


def test_a_plan_says_that_an_earlier_recover_was_killed(half: Repository) -> None:
    result = recover(half.path, Wish(), examine=examine, ask=lambda _plan, _evidence: False)
    assert "recover-unfinished" in {step.finding.code for step in result.plan.steps}
