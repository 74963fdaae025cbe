"""G10: `gitscen doctor` on healthy workspaces, as a whole process: against `git status`, in growth, and in memory."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

from benchmarks.agreement import require
from benchmarks.bench import Bench
from benchmarks.goal import Goal, Row
from benchmarks.process import expect, find, installed
from benchmarks.repository import Repository, Size, build_repository
from benchmarks.rounds import Ratio, Side, interleave, milliseconds, paired, timed

SMALL, LARGE = 20_000, 100_000
LIMIT = 3.0
LINEAR = LARGE / SMALL
MEMORY_LIMIT = 300 << 20


def measure(bench: Bench) -> Iterator[Row]:
    """Yield a row for the time, one for its growth, and one for the memory at the larger size."""
    small, large = (
        build_repository(bench.place / f"doctor-{size}", Size(files=size), bench.env) for size in (SMALL, LARGE)
    )
    status = (find("git"), "status", "--porcelain=v2", "--branch")
    sides = {
        "status": _side(bench, small, status),
        "doctor": _side(bench, small, _doctor(small)),
        "large": _side(bench, large, _doctor(large)),
    }
    times = interleave(sides, bench.rounds)
    yield Row(
        goal="G10",
        what=f"doctor, {SMALL:,} files",
        limit=LIMIT,
        ratio=paired(times["doctor"], times["status"]),
        note=f"{milliseconds(times['doctor']):.0f} ms, git status {milliseconds(times['status']):.0f} ms",
    )
    yield Row(
        goal="G10",
        what=f"doctor, {LARGE:,} files, by that of {SMALL:,}",
        limit=LINEAR,
        ratio=paired(times["large"], times["doctor"]),
        note=f"{milliseconds(times['large']):.0f} ms",
    )
    peak = _peak(bench, large)
    yield Row(
        goal="G10",
        what=f"memory of doctor, {LARGE:,} files, by 300 MiB",
        limit=1,
        ratio=Ratio(*[peak / MEMORY_LIMIT] * 3),
        note=f"{peak / (1 << 20):.0f} MiB",
    )


def _doctor(repository: Repository) -> tuple[str, ...]:
    return (sys.executable, str(installed()), "doctor", str(repository.workspace))


def _side(bench: Bench, repository: Repository, argv: tuple[str, ...]) -> Side:
    return timed(lambda: expect(argv, cwd=repository.workspace, env=bench.env))


def _peak(bench: Bench, repository: Repository) -> int:
    """Return the most memory, in bytes, that one doctor had of its own."""
    child = os.fork()
    if child == 0:
        os.chdir(repository.workspace)
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, 1)
        argv = _doctor(repository)
        os.execve(argv[0], argv, bench.env)  # noqa: S606 - the program whose memory is measured
    _, status, usage = os.wait4(child, 0)
    require(os.waitstatus_to_exitcode(status) == 0, f"doctor finds fault with {repository.workspace}.")
    return usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)


DOCTOR_GOAL = Goal("G10", "the doctor on a healthy workspace", "git status; linear growth; 300 MiB", measure)
