"""`python -m benchmarks [G1 ...]`: measures the goals and prints a table of goal, figure and verdict.

Exit codes: 0 all reached (or skipped, with the reason), 1 one missed, 2 wrong use, 3 the sides did unequal work,
4 git is missing, 130 interrupted. Wants a quiet machine.
"""

from __future__ import annotations

import argparse
import os
import platform
import signal
import sys
from collections.abc import Sequence

from benchmarks.agreement import UnequalWork
from benchmarks.bench import open_bench
from benchmarks.goal import Goal, Row, Verdict
from benchmarks.goals import GOALS
from benchmarks.table import json_table, markdown_table, text_table
from gitscen.errors import GitscenError
from gitscen.git.command import require_git

ROUNDS = 11


def main(argv: Sequence[str] | None = None) -> int:
    """Measure what was asked for, print the table, and return the exit code."""
    asked = _parse(argv)
    goals = [goal for goal in GOALS if not asked.goals or goal.name in asked.goals]
    try:
        machine = describe_machine()
        rows = measure(goals, asked.rounds)
    except UnequalWork as error:
        _say(f"the two sides did not do the same work, so there is no figure: {error}")
        return 3
    except GitscenError as error:
        _say(f"no figure: {error}")
        return error.exit_code
    except KeyboardInterrupt:
        return 130
    if asked.json:
        table = json_table(rows, rounds=asked.rounds, machine=machine)
    elif asked.markdown:
        table = f"{markdown_table(rows)}\n\n{machine}, {asked.rounds} rounds."
    else:
        table = f"{text_table(rows, goals)}\n{machine}, {asked.rounds} rounds"
    sys.stdout.write(f"{table}\n")
    return int(any(row.verdict is Verdict.MISSED for row in rows))


def measure(goals: Sequence[Goal], rounds: int) -> list[Row]:
    """Return the rows of the goals, telling on standard error as each comes in. Raises `UnequalWork`."""
    rows: list[Row] = []
    with open_bench(rounds) as bench:
        for goal in goals:
            for row in goal.measure(bench):
                figure = f"{row.ratio.median:.3f}" if row.ratio else "-"
                _say(f"{row.goal} {row.what}: {figure} {row.verdict.value}")
                rows.append(row)
    return rows


def describe_machine() -> str:
    """Return what the figures were taken on, with how busy it was at the beginning."""
    git = ".".join(map(str, require_git()))
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"git {git}, Python {platform.python_version()}, {cores} cores, load {os.getloadavg()[0]:.1f}"


def _parse(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure gitscen's speed as ratios.")
    names = [goal.name for goal in GOALS]
    parser.add_argument("goals", nargs="*", metavar="GOAL", help=f"{names[0]} to {names[-1]}; all of them without it")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="interleaved rounds a figure (default: %(default)s)")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print JSON")
    form.add_argument("--markdown", action="store_true", help="print a Markdown table")
    asked = parser.parse_args(argv)
    if unknown := [name for name in asked.goals if name not in names]:
        parser.error(f"there is no goal {unknown[0]}. Name any of {', '.join(names)}.")
    if asked.rounds < 1:
        parser.error("--rounds takes 1 or more; goals are judged over 11.")
    return asked


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # unwinds, so that whatever was made is removed
    sys.exit(main())
