from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from gitscen.run.ground import Keep
from gitscen.run.pool import Pool, _Ended, run_cases
from gitscen.scenario.acts import Write
from gitscen.scenario.asks import AskCommit
from gitscen.scenario.model import Case, OriginCommit, Scenario
from gitscen.verdict import CaseResult, Verdict
from tests.processes import LIMIT, ended

STORY = Scenario(
    title="t",
    clones=("full",),
    origin=(OriginCommit(branch="main", files={"a": "1\n"}),),
    step=(Write(files={"a": "\u00e9\n"}), AskCommit(message="m")),
)
PLAY = "tests.run.plays:by_name"


def case(name: str, clone: str = "full", source: str = "") -> Case:
    return Case(name, clone, STORY, source)


@pytest.fixture(autouse=True)
def ground(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the directory that runs make their own directory in; they must leave it empty or say why not."""
    place = tmp_path / "ground"
    place.mkdir()
    monkeypatch.setattr("gitscen.run.ground.choose_parent", lambda: place)
    return place


def stream(
    *cases: Case, jobs: int = 2, keep: Keep = Keep.NONE, exitfirst: bool = False, limit: float = 60.0
) -> Iterator[CaseResult]:
    return run_cases(cases, workflow="w:W", jobs=jobs, keep=keep, exitfirst=exitfirst, limit=limit, play=PLAY)


def run(
    *cases: Case, jobs: int = 2, keep: Keep = Keep.NONE, exitfirst: bool = False, limit: float = 60.0
) -> list[CaseResult]:
    return list(stream(*cases, jobs=jobs, keep=keep, exitfirst=exitfirst, limit=limit))


def test_every_case_gets_its_own_verdict_whatever_happens_to_the_others() -> None:
    names = ["passes", "dies", "raises", "fails", "exits", "skips", "full", "world", "prints", "passes"]
    results = run(*(case(name, clone=f"shallow:{number}") for number, name in enumerate(names, 1)))
    seen = {result.clone: result for result in results}
    assert {clone: (result.verdict, result.reason) for clone, result in seen.items()} == {
        "shallow:1": (Verdict.PASSED, ""),
        "shallow:2": (Verdict.ERRORED, "the worker process was ended by SIGKILL; it said last: a last word"),
        "shallow:3": (Verdict.ERRORED, seen["shallow:3"].reason),
        "shallow:4": (Verdict.FAILED, "lost"),
        "shallow:5": (Verdict.ERRORED, seen["shallow:5"].reason),
        "shallow:6": (Verdict.SKIPPED, "no push here"),
        "shallow:7": (Verdict.ERRORED, seen["shallow:7"].reason),
        "shallow:8": (Verdict.ERRORED, "git push ended with 1 in peers/peer."),
        "shallow:9": (Verdict.FAILED, "read ''"),
        "shallow:10": (Verdict.PASSED, ""),
    }
    assert seen["shallow:3"].reason.startswith("ZeroDivisionError: by nought, at ")
    assert "plays.py:" in seen["shallow:3"].reason
    assert seen["shallow:5"].reason.startswith("SystemExit: 7")
    assert "No space left on device" in seen["shallow:7"].reason


def test_texts_that_are_no_unicode_come_through() -> None:
    (result,) = run(case("bytes"))
    assert result.reason == "caf\udce9 \x1b[31m \0 \u2028"


def test_a_case_that_hangs_fails_and_its_processes_are_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    note = tmp_path / "pids"

    def monotonic() -> float:  # its time is over once it hangs, and nobody else's ever is
        return 3.0 if note.exists() and note.read_text() else 0.0

    monkeypatch.setattr("gitscen.run.pool.time", SimpleNamespace(monotonic=monotonic))
    slow, after = run(case("hangs", source=str(note)), case("passes"), jobs=1, limit=2.0)
    assert (slow.verdict, [failure.rule for failure in slow.failures]) == (Verdict.FAILED, ["budget-exceeded"])
    assert slow.reason == "no answer within 2 s; its processes were ended."
    assert slow.seconds == 3.0
    assert after.verdict is Verdict.PASSED
    assert ended(*map(int, note.read_text().split()))


def test_exitfirst_stops_and_drops_what_is_under_way(tmp_path: Path) -> None:
    note = tmp_path / "pids"
    results = run(case("hangs", source=str(note)), case("fails"), case("passes"), exitfirst=True)
    assert [result.id for result in results] == ["fails[full]"]


def test_exitfirst_keeps_no_world_of_a_case_that_passed(ground: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listen = Pool.listen

    def hear_all(pool: Pool) -> list[_Ended]:
        ended: list[_Ended] = []
        while pool.turns:
            ended += listen(pool)
        return sorted(ended, key=lambda one: one.case.id)

    monkeypatch.setattr(Pool, "listen", hear_all)
    (failed,) = run(case("fails"), case("passes"), keep=Keep.FAILED, exitfirst=True)
    (directory,) = ground.iterdir()
    assert [str(path) for path in directory.iterdir()] == [failed.world]


def test_closing_the_iterator_ends_the_workers_and_clears_the_ground(tmp_path: Path, ground: Path) -> None:
    note = tmp_path / "pids"
    results = stream(case("passes"), case("hangs", source=str(note)), jobs=2)
    next(results)
    while not note.exists() or not note.read_text():
        time.sleep(0.01)
    assert list(ground.iterdir())
    results.close()  # type: ignore[attr-defined]  # a generator, by its documentation
    assert ended(*map(int, note.read_text().split()))
    assert not list(ground.iterdir())


@pytest.mark.parametrize(
    ("keep", "kept"),
    [
        (Keep.NONE, set()),
        (Keep.FAILED, {"fails[full]", "raises[full]"}),
        (Keep.ALL, {"fails[full]", "raises[full]", "passes[full]", "skips[full]"}),
    ],
)
def test_worlds_are_kept_as_asked(keep: Keep, kept: set[str], ground: Path) -> None:
    results = run(case("fails"), case("raises"), case("passes"), case("skips"), keep=keep)
    assert {result.id for result in results if result.world} == kept
    assert all(Path(result.world, "made").read_text() == "w:W" for result in results if result.world)
    left = {path for run_directory in ground.iterdir() for path in run_directory.iterdir()}
    assert left == {Path(result.world) for result in results if result.world}


def test_a_kept_world_has_what_the_worker_said() -> None:
    (result,) = run(case("raises"), keep=Keep.FAILED)
    assert "ZeroDivisionError: by nought" in Path(result.world, "stderr.txt").read_text()


def test_a_world_without_rights_is_removed_all_the_same(ground: Path) -> None:
    run(case("locks"))
    assert not list(ground.iterdir())


def test_a_worker_has_the_allowed_environment_only_and_gets_it_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_DIR", "/somewhere")
    monkeypatch.setenv("SECRET_TOKEN", "x")
    first, _, last = run(case("looks"), case("moves"), case("looks", clone="shallow"), jobs=1)
    seen = json.loads(first.reason)
    assert seen == json.loads(last.reason)
    assert not {"GIT_DIR", "SECRET_TOKEN", "PYTHONPATH", "LEFT_BEHIND"} & set(seen["environment"])
    assert seen["environment"]["PATH"] == os.environ["PATH"]


def test_a_full_disk_at_the_start_of_a_case_is_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(*_: object) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("gitscen.run.ground.Ground.room", no_room)
    results = run(case("passes"), case("fails"))
    assert [result.verdict for result in results] == [Verdict.ERRORED] * 2
    assert results[0].reason == "the case could not be started: [Errno 28] No space left on device."


PROGRAM = """
import sys
from tests.run import test_pool
from gitscen.run import ground
from gitscen.run.collect import collect_results
from pathlib import Path
ground.choose_parent = lambda: Path(sys.argv[1])
cases = [test_pool.case("passes"), test_pool.case("hangs", source=sys.argv[2])]
results = test_pool.stream(*cases)
show = lambda result: print(result.id, flush=True)
done = collect_results(cases, results, git="2", workflow="w:W", on_result=show)
print(done.interrupted, [case.id for case in done.cases])
"""


def test_interrupting_ends_everything_and_keeps_what_was_judged(tmp_path: Path, ground: Path) -> None:
    note = tmp_path / "pids"
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(ground), str(note)],
        cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "passes[full]\n"
        while not note.exists() or not note.read_text():
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=LIMIT)
    assert (out, err) == ("True ['passes[full]']\n", "")
    assert ended(*map(int, note.read_text().split()))
    assert not list(ground.iterdir())
