from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest

from benchmarks.bench import is_in_memory, open_bench
from benchmarks.goals.startup import click_program
from benchmarks.play import to_toml
from benchmarks.story import scenario_by_commands, scenario_by_workflow, story_script
from gitscen.scenario.load import decode_scenario

MOUNTS = r"""/dev/vda / ext4 rw 0 0
tmpfs /dev/shm tmpfs rw 0 0
/dev/vdb /dev/shm/disk ext4 rw 0 0
tmpfs /a\040b tmpfs rw 0 0
"""


@pytest.mark.parametrize(
    ("place", "memory"),
    [("/tmp", False), ("/dev/shm/x", True), ("/dev/shm/disk/x", False), ("/a b/c", True), ("/dev/shmx", False)],  # noqa: S108
)
def test_what_lies_in_memory(place: str, *, memory: bool) -> None:
    assert is_in_memory(Path(place), MOUNTS) is memory


def test_a_bench_leaves_nothing_behind_and_gives_the_environment_back() -> None:
    before, places = dict(os.environ), list[Path]()

    def interrupted() -> None:
        with open_bench(1) as bench:
            assert os.environ["HOME"] == str(bench.place / "home")
            places.extend(place for place in (bench.place, bench.disk, bench.memory) if place)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert [place.exists() for place in places] == [False] * len(places) != []
    assert dict(os.environ) == before


def test_the_story_is_told_in_three_ways() -> None:
    assert story_script().splitlines().count("git push --quiet origin thread-a") == 1
    for told in (scenario_by_commands(), scenario_by_workflow()):
        assert tomllib.loads(to_toml(told)) == told
        assert decode_scenario(told).expect.branch == "thread-a"


def test_a_click_program_has_the_commands() -> None:
    program = click_program(("run", "list"))
    compile(program, "program", "exec")
    assert program.count("@cli.command") == 2
