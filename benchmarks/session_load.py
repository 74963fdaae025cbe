"""G9, ten sessions on three projects: 200 scripted commands, four containers at most, answered within a minute.

Everything is in it: containers start, clone, switch, commit, push and answer. It is played twice at most, being the
longest side of all.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator

from benchmarks.agreement import require
from benchmarks.bench import Bench
from benchmarks.goal import Bound, Row
from benchmarks.rounds import milliseconds, paired
from gitscen.run.hosted.load import Load, Plan, run_load
from gitscen.run.hosted.options import Options

PLAN = Plan(sessions=10, projects=3, commands=20, most=4)
WANTED = 60.0
ROUNDS = 2


def measure_load(bench: Bench) -> Iterator[Row]:
    """Yield the one row."""
    seconds = [_answer(bench, number).seconds for number in range(min(bench.rounds, ROUNDS))]
    yield Row(
        goal="G9",
        what="200 commands of ten sessions on three projects",
        limit=1,
        bound=Bound.AT_LEAST,
        ratio=paired([WANTED] * len(seconds), seconds),
        note=f"{milliseconds(seconds) / 1000:.1f} s, wanted {WANTED:.0f}",
    )


def _answer(bench: Bench, number: int) -> Load:
    room = bench.place / f"session-load-{number}"
    done = run_load(PLAN, room, Options(), tell=lambda *_: None)
    shutil.rmtree(room)
    require(not done.failures, f"the judge found: {done.failures[:1]}.")
    require(len(done.answers) == PLAN.sessions * PLAN.commands, f"{len(done.answers)} commands were answered.")
    return done
