from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import msgspec
import pytest

from gitscen.git.environment import hermetic
from gitscen.observe.observation import Observation
from gitscen.observe.observer import Observer
from gitscen.report.shown import shown
from gitscen.scenario.acts import Push, Write
from gitscen.scenario.asks import Ask, AskPush
from gitscen.scenario.find import select_cases
from gitscen.scenario.hosted import HostStep
from gitscen.scenario.model import Case, OriginCommit, Scenario
from gitscen.tell.script import tell_script
from gitscen.world.act import Actors
from gitscen.world.build import build_world
from gitscen.world.world import World

STORIES = (
    "conflict/both-added[shallow]",
    "conflict/incoming-renamed-local-added-rebase[full]",
    "conflict/local-directory-incoming-file-merge[full]",
    "conflict/submodule-merge[full]",
    "environment/autocrlf[shallow]",
    "matrix/merge/move-into-directory/edit-top[full]",
    "names/hostile-files[full]",
    "push/rewritten-remote[full]",
    "recovery/killed-on-arrival[full]",
    "switch/renames-and-modes[full]",
)


def without_asks(case: Case) -> Case:
    """Return the case as the world alone would play it: that is what a script can do."""
    steps = tuple(step for step in case.scenario.step if not isinstance(step, Ask))
    return Case(case.name, case.clone, msgspec.structs.replace(case.scenario, step=steps, clones=(case.clone,)))


def look(world: World, case: Case) -> Observation:
    return Observer(
        workspace=world.workspace,
        remotes={name: world.remote(name) for name in ("origin", *case.scenario.remotes)},
        untouchable=(),
        fired=world.fired,
        environment=hermetic(world.home),
    ).look()


def told(seen: Observation) -> dict[str, object]:
    """Return what must be equal: ids of commits are not, for a person types at another time."""
    tips = {("workspace", ref): oid for ref, oid in seen.refs.items()}
    tips |= {(name, ref): oid for name, refs in seen.remotes.items() for ref, oid in refs.items()}
    return {
        "files": dict(seen.files), "index": dict(seen.index), "status": dict(seen.status), "locks": seen.locks,
        "branch": seen.branch, "shallow": bool(seen.shallow), "stash": len(seen.stash),
        "trees": {at: dict(seen.tree(oid)) for at, oid in tips.items()},
        "subjects": {at: sorted(one.subject for one in seen.history([oid]).values()) for at, oid in tips.items()},
    }  # fmt: skip


def run_script(case: Case, place: Path) -> World:
    place.mkdir()
    script = tell_script(case) + 'printf %s "$world" > "$TMPDIR/root"\n'
    process = subprocess.Popen(
        ["sh", "-e"], stdin=subprocess.PIPE, env={**os.environ, "TMPDIR": str(place)}, start_new_session=True
    )
    process.communicate(script.encode())
    assert process.returncode == 0
    return World(Path((place / "root").read_text()))


@pytest.mark.parametrize("name", STORIES)
def test_a_script_makes_what_the_world_makes(name: str, tmp_path: Path) -> None:
    (case,) = map(without_asks, select_cases([name]))
    world = build_world(case, tmp_path / "world")
    actors = Actors(world)
    for step in case.scenario.step:
        assert not isinstance(step, Ask | HostStep)
        actors.act(step)
    actors.close()
    assert told(look(run_script(case, tmp_path / "script"), case)) == told(look(world, case))


def test_a_comment_is_one_line_whatever_is_in_it() -> None:
    evil = 'x\ntouch "$world/evil"\r\x1b[2J'
    case = Case(
        evil,
        "full",
        Scenario(
            title=evil,
            origin=(OriginCommit(branch="main", message=evil, files={'"a\\nb"': evil}),),
            step=(Write(files={"a": evil}), Push(branch="main", message=evil), AskPush()),
        ),
    )
    script = tell_script(case)
    lines = script.split("\n")
    assert lines[1] == f"# {shown(f'{evil}[full]: {evil}')}"
    assert not any(line.startswith("touch") for line in lines)
    assert "\x1b" not in script


def test_a_script_of_evil_texts_runs_none_of_them(tmp_path: Path) -> None:
    evil = 'x\ntouch "$world/evil"; $(touch evil) `touch evil` \'; touch evil'
    case = Case(
        evil,
        "full",
        Scenario(
            title=evil,
            origin=(OriginCommit(branch="main", message=evil, files={"a": evil}),),
            step=(Write(files={"b $(touch evil)": evil}), Push(branch="main", message=evil, files={"-c": evil})),
        ),
    )
    world = run_script(case, tmp_path / "script")
    assert not [path for path in world.root.rglob("*") if path.name == "evil"]
    assert (world.workspace / "b $(touch evil)").read_text() == evil


def test_a_live_lock_is_held_by_a_process(tmp_path: Path) -> None:
    (case,) = map(without_asks, select_cases(["recovery/live-lock[full]"]))
    (tmp_path / "script").mkdir()
    process = subprocess.Popen(
        ["sh", "-e"], stdin=subprocess.PIPE, env={**os.environ, "TMPDIR": str(tmp_path / "script")},
        stdout=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    process.communicate(tell_script(case).encode())
    try:
        assert process.returncode == 0
        (lock,) = (tmp_path / "script").glob("*/workspace/.git/index.lock")
        held = [entry for entry in Path("/proc").glob("[0-9]*/fd/9") if os.path.realpath(entry) == str(lock.resolve())]
        assert held
    finally:
        os.killpg(process.pid, signal.SIGKILL)
