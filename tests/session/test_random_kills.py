"""Any process, killed at any time: host, container, agent or git. The seed is printed; give it as GITSCEN_SEED."""

from __future__ import annotations

import contextlib
import os
import random
import re
import signal
import threading

from gitscen.session.process import Child
from gitscen.session.serve import start_host
from gitscen.session.settings import Habits, HostSettings
from tests.conftest import Place
from tests.processes import LIMIT, processes_with
from tests.session.room import PROJECT, Room, until

ONE = "one@example.com"
SESSIONS, COMMANDS, KILLS = 3, 4, 6


def test_whatever_is_killed_every_command_is_answered_once_and_no_work_is_lost(place: Place, sqlite_url: str) -> None:
    seed = int(os.environ.get("GITSCEN_SEED", "0")) or random.SystemRandom().randrange(1, 2**32)
    print(f"GITSCEN_SEED={seed}")  # noqa: T201 - pytest shows it where the test fails
    chance, pause = random.Random(seed), threading.Event()  # noqa: S311 - no secret
    room = Room(place, sqlite_url)
    habits = Habits(head_start=30.0, visibility=2.0, lease=2.0)
    settings = HostSettings(
        transport=room.url, home=room.home, projects={PROJECT: str(place.origin.path)}, habits=habits
    )
    sessions = [room.open(f"thread-{number}", user=ONE) for number in range(SESSIONS)]
    sent = {
        (session, room.desk.send(session, f'Append "{session} {number}" to log-{number}.txt'))
        for number in range(COMMANDS)
        for session in sessions
    }
    mark = {"OF_TEST": str(place.root)}  # other tests have hosts of the same names at the same time
    host = start_host(settings, environment={**os.environ, **mark})
    try:
        for _ in range(KILLS):
            until(lambda: list(room.folder(user=ONE).glob("underway/*.json")) or not waiting(room))
            pause.wait(chance.uniform(0.0, 0.5))
            host = kill_one(host, settings, mark, chance)
        for session, command in sorted(sent):
            room.desk.wait(session, command)
        until(lambda: not waiting(room))
        host.signal(signal.SIGTERM)
        assert host.wait(LIMIT) == 0
    finally:
        host.end()
    judge(room, sessions, sent)


def kill_one(host: Child, settings: HostSettings, mark: dict[str, str], chance: random.Random) -> Child:
    """Kill the host, a container, or something that it started; start the host again."""
    victim = chance.choice(sorted({host.pid, *processes_with(mark)}))
    with contextlib.suppress(ProcessLookupError):
        os.kill(victim, signal.SIGKILL)
    if victim != host.pid:
        return host
    host.wait(LIMIT)
    host.end()
    return start_host(settings, environment={**os.environ, **mark})


def waiting(room: Room) -> int:
    """Return how many commands nobody has acknowledged."""
    depths = [room.transport.depth(queue) for queue in room.transport.list_queues("webordinary-input-")]
    return sum(depth.waiting + depth.in_flight for depth in depths)


def judge(room: Room, sessions: list[str], sent: set[tuple[str, str]]) -> None:
    heard = [answer for session in sessions for answer in room.desk.heard(session)]
    assert sorted((answer.session_id, answer.command_id) for answer in heard) == sorted(sent)
    workspace = room.workspace(user=ONE)
    assert workspace.git("fsck", "--no-dangling") == ""
    assert workspace.git("stash", "list").count("killed") <= KILLS
    for number, session in enumerate(sessions):
        branch = f"thread-{number}"
        text = "\n".join(
            workspace.git("show", f"{branch}:{name}")
            for name in workspace.git("ls-tree", "--name-only", branch).splitlines()
            if name.startswith("log-")
        )
        lines = text.splitlines()
        done = {answer.summary for answer in heard if answer.session_id == session and answer.success}
        assert len(lines) == len(set(lines)), "done twice"
        assert not [line for line in lines if not re.fullmatch(rf"{session} \d", line)], "another session's work"
        assert len(lines) >= sum(answer.success for answer in heard if answer.session_id == session), done
