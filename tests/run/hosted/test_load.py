"""A small load with processes killed at random loses nothing; the seed is printed and can be given."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path

import pytest

from gitscen.report.load import json_load, judge_load, percentile, text_load
from gitscen.run.hosted.load import Load, Plan, run_load
from gitscen.run.hosted.options import Options
from gitscen.session.message import Answer
from gitscen.verdict import Failure


def test_processes_killed_at_random_lose_nothing(tmp_path: Path) -> None:
    seed = int(os.environ.get("GITSCEN_SEED", secrets.randbelow(1 << 31)))
    print(f"GITSCEN_SEED={seed}")  # noqa: T201 - shown where the test fails
    plan = Plan(sessions=4, projects=2, commands=3, most=2, head_start=0.2, kills=3, seed=seed, clone="shallow")
    told: list[tuple[int, int]] = []
    (tmp_path / "room").mkdir()
    done = run_load(plan, tmp_path / "room", Options(), tell=lambda answered, sent: told.append((answered, sent)))
    assert done.failures == ()
    assert (done.sent, len(done.answers), len(done.latencies)) == (12, 12, 12)
    assert told[-1] == (12, 12)
    assert done.most <= 2 <= done.containers
    assert len(done.kills) <= 3


def load(**changes: object) -> Load:
    answers = tuple(
        Answer(session_id="s", command_id=str(number), success=True, duration_ms=100 * number) for number in range(1, 5)
    )
    told: dict[str, object] = {
        "plan": Plan(kills=1, seed=7), "sent": 4, "answers": answers, "latencies": (0.1, 0.2, 0.3, 4.0),
        "seconds": 2.0, "containers": 3, "most": 2, "kills": ("the host",), "recoveries": (0.5,), "failures": (),
    }  # fmt: skip
    return Load(**(told | changes))  # type: ignore[arg-type]


def test_a_good_load_holds_everything_and_says_so() -> None:
    assert all(one.holds for one in judge_load(load()))
    assert text_load(load()).splitlines() == [
        "10 sessions on 3 projects, 4 commands, all at once, full clones",
        "  answered      4 in 2.0 s: 2.0 a second",
        "  latency       median 0.20 s, 90% 4.00 s, 99% 4.00 s, slowest 4.00 s",
        "  containers    3, 2 at once",
        "  interrupts    0",
        "  killed        1 (seed 7): the host",
        "  recovery      0.50 s from a kill to the next answer",
        "",
        "  holds  queue processing: < 30 s; 4.00 s at most",
        "  holds  every command answered once: all; 4 of 4",
        "  holds  git operations: no corruption; git fsck: 0 findings",
        "  holds  branch switching: < 5 s; 0.40 s at most, work and push included",
        "  holds  stash and recovery: 100%; every byte on its branch; 1 recoveries, 0.50 s at most",
        "  holds  containers: <= 4 at once; 2 at once",
    ]
    told = json.loads(json_load(load()))
    assert told["latency"] == {"p50": 0.2, "p90": 4.0, "p99": 4.0, "p100": 4.0}
    assert (told["kills"], told["seed"], told["failures"]) == (["the host"], 7, [])


SLOW = (Answer(session_id="s", command_id="1", success=True, duration_ms=5000),)
BAD: dict[str, dict[str, object]] = {
    "queue processing": {"latencies": (30.0,)},
    "every command answered once": {"sent": 5},
    "git operations": {"failures": (Failure(rule="objects-damaged", message="m"),)},
    "branch switching": {"answers": SLOW, "sent": 1},
    "stash and recovery": {"failures": (Failure(rule="work-lost", message="m"),)},
    "containers": {"most": 5},
}


@pytest.mark.parametrize("name", BAD)
def test_what_does_not_hold_fails_alone(name: str) -> None:
    done = load(**BAD[name])
    assert [one.name for one in judge_load(done) if not one.holds] == [name]
    assert f"FAILS  {name}" in text_load(done)


def test_percentiles_of_few_values_and_of_none() -> None:
    assert [percentile((1.0, 2.0, 3.0), share) for share in (1, 34, 67, 100)] == [1.0, 2.0, 3.0, 3.0]
    assert percentile((), 50) == 0.0
