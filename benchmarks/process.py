"""Starts programs as cheaply as an operating system lets one, posix_spawn and wait, for the sides of reference.

What they print goes nowhere. No side of gitscen's runs through here.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from benchmarks.agreement import UnequalWork, require

NOTHING = Path(os.devnull)


def spawn(argv: tuple[str, ...], *, cwd: Path, env: Mapping[str, str], stdin: Path = NOTHING) -> int:
    """Run a program, named by its absolute path, to its end and return its exit code (negative: the signal)."""
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, str(stdin), os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
        (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
    ]
    with contextlib.chdir(cwd):  # posix_spawn has no directory of its own
        process = os.posix_spawn(argv[0], argv, env, file_actions=actions)
    try:
        return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    except BaseException:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        raise


def expect(argv: tuple[str, ...], *, cwd: Path, env: Mapping[str, str], code: int = 0) -> None:
    """Run a program that is to end with this code. Raises `UnequalWork` where it does not."""
    found = spawn(argv, cwd=cwd, env=env)
    if found != code:
        raise UnequalWork(f"{' '.join(argv)[:200]} ended with {found} in {cwd}, and {code} was to be expected.")


def find(program: str) -> str:
    """Return a program's absolute path. Raises `UnequalWork` where there is none."""
    place = shutil.which(program)
    if place is None:
        raise UnequalWork(f"there is no {program} on PATH. Install it.")
    return str(Path(place).absolute())


def installed() -> Path:
    """Return the installed command. Raises `UnequalWork` where gitscen is not installed with this Python."""
    place = Path(sys.executable).parent / "gitscen"
    require(place.is_file(), f"there is no {place}. Install gitscen with this Python: python -m pip install .")
    return place


def floor(env: Mapping[str, str], cwd: Path, *, times: int = 31) -> float:
    """Return the seconds that a git process costs which does nothing (`git version`), the median."""
    argv, found = (find("git"), "version"), []
    for _ in range(times):
        begun = time.perf_counter()
        expect(argv, cwd=cwd, env=env)
        found.append(time.perf_counter() - begun)
    return statistics.median(found)


def count_processes(room: Path, act: Callable[[], object]) -> tuple[int, int]:
    """Return how many git commands an act of this process starts, and how many processes of git come of them."""
    room.mkdir(exist_ok=True)
    trace = room / "trace"
    trace.unlink(missing_ok=True)
    os.environ["GIT_TRACE2_EVENT"] = str(trace)
    try:
        act()
    finally:
        del os.environ["GIT_TRACE2_EVENT"]
    lines = trace.read_text(errors="replace").splitlines() if trace.exists() else []
    events = [json.loads(line) for line in lines if '"event":"start"' in line]
    return sum("/" not in event["sid"] for event in events), len(events)
