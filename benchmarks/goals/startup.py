"""G7: `gitscen --help` and `gitscen list`, against the smallest click program with as many commands."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.agreement import require
from benchmarks.bench import Bench
from benchmarks.goal import Goal, Row
from benchmarks.process import expect, installed
from benchmarks.rounds import Side, interleave, milliseconds, paired, timed
from gitscen.cli.main import COMMANDS
from gitscen.scenario.find import catalogue

LIMITS = {"--help": 1.15, "list": 2.5}


def measure(bench: Bench) -> Iterator[Row]:
    """Yield a row for each of the two."""
    room = bench.place / "startup"
    room.mkdir()
    small = room / "small"
    small.write_text(click_program(tuple(COMMANDS)))
    _check(small, bench.env, tuple(COMMANDS))
    python = (sys.executable, "-c", "pass")
    sides = {
        "click": _side(bench, room, (sys.executable, str(small), "--help")),
        "python": _side(bench, room, python),
        **{word: _side(bench, room, (sys.executable, str(installed()), word)) for word in LIMITS},
    }
    times = interleave(sides, bench.rounds)
    for word, limit in LIMITS.items():
        yield Row(
            goal="G7",
            what=f"gitscen {word}",
            limit=limit,
            ratio=paired(times[word], times["click"]),
            note=f"{milliseconds(times[word]):.0f} ms, click program {milliseconds(times['click']):.0f} ms, "
            f"python alone {milliseconds(times['python']):.0f} ms",
        )


def click_program(commands: tuple[str, ...]) -> str:
    """Return the smallest click program with these commands. Pure."""
    lines = ["import click", "", "@click.group()", "def cli(): pass", ""]
    for number, name in enumerate(commands):
        lines += [f"@cli.command({name!r})", f"def command_{number}(): 'Do it.'", ""]
    return "\n".join([*lines, "cli()", ""])


def _check(small: Path, env: dict[str, str], commands: tuple[str, ...]) -> None:
    """Hold both programs to telling of every command, and the list to every scenario."""
    for program in (small, installed()):
        said = _read(program, "--help", env)
        require(all(f"  {name}" in said for name in commands), f"{program} --help tells not of every command.")
    names = {path.relative_to(catalogue()).with_suffix("").as_posix() for path in catalogue().rglob("*.toml")}
    require(names <= set(_read(installed(), "list", env).split()), "gitscen list does not list every scenario.")


def _read(program: Path, word: str, env: dict[str, str]) -> str:
    return subprocess.run(
        [sys.executable, str(program), word], env=env, check=True, capture_output=True, text=True
    ).stdout


def _side(bench: Bench, room: Path, argv: tuple[str, ...]) -> Side:
    return timed(lambda: expect(argv, cwd=room, env=bench.env))


STARTUP_GOAL = Goal("G7", "start-up of the command line", "the smallest click program with as many commands", measure)
