"""G5: scenarios a second of `gitscen run` on two workers, against the story's shell script and against one worker.

The story is told twice: with the script's own ten git commands as steps, and with the workflow under test asked for
it (which pins, proves and journals: many more commands). All stories have one origin, so their worlds are warm.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence

from benchmarks.agreement import require
from benchmarks.bench import Bench
from benchmarks.goal import Bound, Goal, Row
from benchmarks.goals.fixture import SHELL
from benchmarks.play import Play, write_stories
from benchmarks.process import expect
from benchmarks.rounds import Side, interleave, milliseconds, paired
from benchmarks.story import check_story, scenario_by_commands, scenario_by_workflow, story_script
from gitscen.run.ground import remove_tree

STORIES = 16
SCRIPTS = 6
GATE = 1.8
COUNT = 4_000_000
COMMANDS, WORKFLOW, ONE, SCRIPT = "ten git commands", "the workflow", "one worker", "script"
TELLINGS = {COMMANDS: scenario_by_commands, WORKFLOW: scenario_by_workflow}


def measure(bench: Bench) -> Iterator[Row]:
    """Yield two workers against the script for both tellings, and two workers against one."""
    plays = _make_plays(bench)
    sides: dict[str, Side] = {name: play.seconds for name, play in plays.items()}
    sides |= {SCRIPT: lambda: _run_script(bench), "loop": lambda: _spin(1), "two loops": lambda: _spin(2)}
    times = interleave(sides, bench.rounds)
    loops = paired([2 * seconds for seconds in times["loop"]], times["two loops"])
    gated = loops.median >= GATE
    for name, other, limit in ((COMMANDS, SCRIPT, 2.5), (WORKFLOW, SCRIPT, 2.5), (WORKFLOW, ONE, 1.8)):
        yield Row(
            goal="G5",
            what=f"{name}, by {other}",
            limit=limit,
            bound=Bound.AT_LEAST,
            ratio=paired(times[other], times[name]),
            gated=gated,
            note=f"{'' if gated else 'not judged: '}two loops at once {loops.median:.2f}x of one; "
            f"{_rate(times[name]):.1f} scenarios/s, {other} {_rate(times[other]):.1f}; "
            f"start-up {milliseconds(plays[name].starts):.0f} ms is not in it",
        )


def _rate(times: Sequence[float]) -> float:
    return 1000 / milliseconds(times)


def _make_plays(bench: Bench) -> dict[str, Play]:
    """Write the stories and return the ways in which they are played."""
    folders = {name: bench.place / "stories" / str(number) for number, name in enumerate(TELLINGS)}
    for name, folder in folders.items():
        write_stories(folder, TELLINGS[name](), STORIES)
    two = {name: Play(folder, bench.env, 2, STORIES) for name, folder in folders.items()}
    return two | {ONE: Play(folders[WORKFLOW], bench.env, 1, STORIES)}


def _run_script(bench: Bench) -> float:
    """Return the seconds of one story by the script."""
    script, seconds = story_script(), 0.0
    for _ in range(SCRIPTS):
        root = bench.place / "script"
        root.mkdir()
        begun = time.perf_counter()
        expect((SHELL, "-c", script), cwd=root, env=bench.env)
        seconds += time.perf_counter() - begun
        check_story(root / "workspace", bench.env)
        remove_tree(root)
    return seconds / SCRIPTS


def _spin(processes: int) -> float:
    """Return the seconds in which as many processes at once each count to the same number."""
    begun = time.perf_counter()
    children = [_fork_loop() for _ in range(processes)]
    codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    require(not any(codes), f"a loop that only counts ended with {codes}.")
    return time.perf_counter() - begun


def _fork_loop() -> int:
    child = os.fork()
    if child == 0:
        for _ in range(COUNT):
            pass
        os._exit(0)
    return child


THROUGHPUT_GOAL = Goal("G5", "scenarios a second on two workers", "the story's shell script, one at a time", measure)
