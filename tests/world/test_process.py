import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from gitscen.errors import WorldError
from gitscen.scenario import acts
from gitscen.scenario.acts import OnInterrupt
from gitscen.scenario.content import FileSpec
from gitscen.scenario.damage import Damage
from gitscen.world.act import Actors
from gitscen.world.world import World
from tests.processes import LIMIT, all_gone, group_members
from tests.world.stories import build

MOMENT = 0.2
"""Seconds in which a job that ignores a signal does not end."""


@pytest.fixture
def world(tmp_path: Path) -> World:
    return build(tmp_path)


@pytest.fixture
def actors(world: World) -> Iterator[Actors]:
    actors = Actors(world)
    yield actors
    actors.close()


def started(actors: Actors, **job: object) -> int:
    actors.act(acts.Job(files={"out/log.txt": "begun\n"}, **job))  # type: ignore[arg-type]
    pid = actors.job
    assert pid is not None
    return pid


def interrupt(pid: int, *, group: bool = False, number: signal.Signals = signal.SIGINT, within: float = LIMIT) -> bool:
    """Signal a job and return whether it ended by that."""
    handle = os.pidfd_open(pid)
    (os.killpg if group else os.kill)(pid, number)
    over = bool(select.select([handle], [], [], within)[0])
    os.close(handle)
    return over


def group_gone(group: int) -> bool:
    """Wait until nobody is left in a group; return whether nobody is."""
    return all_gone(lambda: group_members(group))


def test_a_job_has_written_when_the_step_is_over(world: World, actors: Actors) -> None:
    actors.act(acts.Job(files={"a": FileSpec(text="x", executable=True), '"\\377"': "b", "l": FileSpec(link="a")}))
    assert os.access(world.workspace / "a", os.X_OK)
    assert (world.workspace / "l").readlink() == Path("a")
    assert (world.workspace / os.fsdecode(b"\xff")).read_text() == "b"


def test_a_job_leads_a_group_and_ends_when_interrupted(actors: Actors) -> None:
    pid = started(actors)
    assert os.getpgid(pid) == pid
    assert interrupt(pid)
    assert actors.job is None


def test_a_job_that_has_ended_is_reaped(actors: Actors) -> None:
    pid = started(actors)
    assert interrupt(pid)
    for thread in threading.enumerate():
        if thread.name == f"reaper of {pid}":
            thread.join(LIMIT)
    assert not Path(f"/proc/{pid}").exists()
    assert actors.job is None


def test_a_job_may_ignore_it(actors: Actors) -> None:
    pid = started(actors, on_interrupt=OnInterrupt.IGNORE)
    assert not interrupt(pid, within=MOMENT)
    assert actors.job == pid
    assert interrupt(pid, number=signal.SIGKILL)


def test_a_job_may_write_at_the_last_moment(world: World, actors: Actors) -> None:
    pid = started(actors, on_interrupt=OnInterrupt.WRITE, last_files={"out/log.txt": "ended\n"})
    assert (world.workspace / "out/log.txt").read_text() == "begun\n"
    assert interrupt(pid)
    assert (world.workspace / "out/log.txt").read_text() == "ended\n"


def test_a_child_outlives_its_job_but_not_the_world(actors: Actors) -> None:
    pid = started(actors, child=True)
    assert len(group_members(pid)) == 2
    assert interrupt(pid, group=True)
    assert len(group_members(pid)) == 1
    assert actors.job == pid
    actors.close()
    assert group_gone(pid)


def test_one_job_at_a_time(actors: Actors) -> None:
    pid = started(actors)
    with pytest.raises(WorldError, match="a job is running already"):
        started(actors)
    assert interrupt(pid)
    assert started(actors) != pid


def test_closing_ends_everything(actors: Actors) -> None:
    pid = started(actors, on_interrupt=OnInterrupt.IGNORE, child=True)
    actors.close()
    actors.close()
    assert group_gone(pid)


def test_a_live_lock_is_held_until_the_end(world: World, actors: Actors) -> None:
    actors.act(acts.DoDamage(damage=Damage.LIVE_INDEX_LOCK))
    lock = world.workspace / ".git/index.lock"
    holders = [handle for handle in Path("/proc").glob("[0-9]*/fd/*") if _target(handle) == str(lock)]
    assert len(holders) == 1
    with pytest.raises(WorldError, match=r"did not get ready.*exists"):
        actors.act(acts.DoDamage(damage=Damage.LIVE_INDEX_LOCK))
    actors.close()
    assert not holders[0].exists()
    assert lock.exists()


def test_jobs_end_with_the_process_that_started_them(world: World) -> None:
    program = f"""
import os, signal
from pathlib import Path
from gitscen.scenario import acts
from gitscen.world.act import Actors
from gitscen.world.world import World
actors = Actors(World(Path({str(world.root)!r})))
actors.act(acts.Job(files={{"a": "a"}}, child=True, on_interrupt=acts.OnInterrupt.IGNORE))
print(actors.job, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
    top = str(Path(__file__).parents[2])
    # Standard output reaches its end only when nobody holds it any more; errors of the job go to a pipe of its own.
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, cwd=top) as process:
        out, _ = process.communicate(timeout=LIMIT)
    assert group_gone(int(out))


def _target(handle: Path) -> str:
    try:
        return str(handle.readlink())
    except OSError:
        return ""
