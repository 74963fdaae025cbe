"""The goals, one module each: what is compared with what."""

from __future__ import annotations

from benchmarks.goal import Goal
from benchmarks.goals.carry import CARRY_GOAL
from benchmarks.goals.conflict import CONFLICT_GOAL
from benchmarks.goals.doctor import DOCTOR_GOAL
from benchmarks.goals.fixture import FIXTURE_GOAL
from benchmarks.goals.growth import GROWTH_GOAL
from benchmarks.goals.overhead import OVERHEAD_GOAL
from benchmarks.goals.startup import STARTUP_GOAL
from benchmarks.goals.throughput import THROUGHPUT_GOAL
from benchmarks.goals.verify import VERIFY_GOAL
from benchmarks.session import SESSION_GOAL

GOALS: tuple[Goal, ...] = (
    FIXTURE_GOAL,
    CONFLICT_GOAL,
    OVERHEAD_GOAL,
    CARRY_GOAL,
    THROUGHPUT_GOAL,
    VERIFY_GOAL,
    STARTUP_GOAL,
    GROWTH_GOAL,
    SESSION_GOAL,
    DOCTOR_GOAL,
)
