"""`Play`: a folder of equal stories, and `gitscen run` on it as a person calls it, a process of its own.

A run's start-up does not come again with every story, so it is taken off: it is seen in a run of one story a worker,
which also builds the first world of each.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.agreement import require
from benchmarks.process import installed, spawn


@dataclass(frozen=True, slots=True)
class Play:
    """The stories `0.toml` and so on in `folder`, played by `jobs` workers; `starts` are the start-ups in seconds."""

    folder: Path
    env: dict[str, str]
    jobs: int
    stories: int
    starts: list[float] = field(default_factory=list)

    def seconds(self) -> float:
        """Play and return the seconds that each story takes once all is going. Raises `UnequalWork`."""
        few = self._run(self.jobs)
        whole = self._run(self.stories)
        self.starts.append(few)
        return (whole - few) / (self.stories - self.jobs)

    def _run(self, stories: int) -> float:
        report = self.folder / "report.json"
        selection = [str(self.folder / f"{number}.toml") for number in range(stories)]
        options = ("--clone=full", f"--jobs={self.jobs}", "--keep=none", "--format=json", f"--output={report}")
        begun = time.perf_counter()
        code = spawn((str(installed()), "run", *selection, *options), cwd=self.folder, env=self.env)
        seconds = time.perf_counter() - begun
        _check(code, report, stories)
        return seconds


def write_stories(folder: Path, scenario: dict[str, Any], count: int) -> None:
    """Make the folder with as many files of one scenario."""
    folder.mkdir(parents=True)
    for number in range(count):
        (folder / f"{number}.toml").write_text(to_toml(scenario))


def to_toml(scenario: dict[str, Any]) -> str:
    """Return a scenario's tables as TOML; of strings, numbers and booleans JSON's forms are TOML's. Pure."""
    return "".join(f"{key} = {_value(value)}\n" for key, value in scenario.items())


def _value(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {_value(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    return json.dumps(value)


def _check(code: int, report: Path, stories: int) -> None:
    """Raise `UnequalWork` unless every story was played and passed."""
    require(report.exists(), f"gitscen run ended with {code} and wrote no report.")
    cases = json.loads(report.read_text())["cases"]
    report.unlink()
    reasons = {case["reason"] for case in cases if case["verdict"] != "passed"}
    require(not reasons and code == 0, f"gitscen run ended with {code}: {reasons}")
    require(len(cases) == stories, f"gitscen run played {len(cases)} stories of {stories}.")
