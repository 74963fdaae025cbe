"""The host and its container processes: lifecycle, sharing, room for few, deaths. Real processes."""

from __future__ import annotations

import itertools
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from gitscen.errors import WorkspaceBusy
from gitscen.session.host import Host
from gitscen.session.naming import QUEUES
from gitscen.session.record import ContainerState
from gitscen.session.serve import start_host
from gitscen.session.settings import Habits, HostSettings
from tests.conftest import Place
from tests.processes import LIMIT, all_gone, ended, processes_with
from tests.session.room import CLIENT, PROJECT, USER, Room, needs_proc, until


@pytest.fixture
def room(place: Place, sqlite_url: str) -> Room:
    return Room(place, sqlite_url)


def settings(room: Room, **changes: object) -> HostSettings:
    given = HostSettings(
        transport=room.url,
        home=room.home,
        projects={PROJECT: str(room.place.origin.path)},
        habits=Habits(head_start=0.0),
    )
    return replace(given, **changes)  # type: ignore[arg-type]


@contextmanager
def hosted(told: HostSettings) -> Iterator[Host]:
    """Have a host run in a thread of the test's."""
    with Host(told) as host:
        stop = threading.Event()
        thread = threading.Thread(target=host.run, args=(stop,))
        thread.start()
        try:
            yield host
        finally:
            stop.set()
            thread.join(LIMIT)
            assert not thread.is_alive()


def state(room: Room, session: str) -> ContainerState | None:
    row = room.desk.container(session)
    return row.state if row else None


def test_the_life_of_a_container(room: Room) -> None:
    one = room.open("thread-x")
    with hosted(settings(room, idle=0.2)):
        assert room.ask(one, "Add a hello world page").success
        first = room.desk.container(one)
        two = room.open("thread-y")
        assert room.ask(two, "Add a contact page").success
        second = room.desk.container(two)
        assert first and second  # noqa: PT018
        assert (first.task_arn, first.container_id) == (second.task_arn, second.container_id)
        assert len(room.transport.list_queues(QUEUES)) == 6
        room.desk.close(one)
        until(lambda: len(room.transport.list_queues(QUEUES)) == 3)
        assert room.ask(two, "Add a test file").success
        room.desk.close(two)
        until(lambda: state(room, two) is ContainerState.STOPPED)
        assert room.transport.list_queues(QUEUES) == []
        note = room.workspace().path / "note.txt"
        note.write_text("not committed\n")
        room.open("thread-x", session=one)
        assert room.ask(one, "Add a simple header").success
        third = room.desk.container(one)
        assert third
        assert third.task_arn != first.task_arn
        assert third.starts == 2
    assert (
        room.place.origin.git("log", "--format=%s", "main..thread-x") == "Add a simple header\nAdd a hello world page"
    )
    assert state(room, one) is ContainerState.STOPPED


def test_users_have_containers_of_their_own_and_few_may_run_at_once(room: Room) -> None:
    users = [f"user{number}@example.com" for number in range(2)]
    sessions = [room.open(f"thread-{number}", user=user) for number, user in enumerate(users)]
    with hosted(settings(room, most=1, turn=0.0)):
        sent = [(session, room.desk.send(session, "Add a test file")) for session in sessions]
        for session, command in sent:
            assert room.desk.wait(session, command)[command].success
    found = [room.desk.container(session) for session in sessions]
    assert len({row.container_id for row in found if row}) == 2
    lives = sorted((row.started, row.beat) for row in found if row)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(lives))


def test_an_unknown_project_is_answered(room: Room) -> None:
    room.desk.open(client=CLIENT, project="other", user=USER, thread="thread-x", session="s-1")
    with hosted(settings(room)):
        answer = room.ask("s-1", "Add a test file")
    assert "project 'other' is unknown to this host." in answer.error
    assert room.desk.container("s-1") is None


def test_a_second_host_in_one_home_is_refused(room: Room) -> None:
    with Host(settings(room)), pytest.raises(WorkspaceBusy, match="another host is at work"):
        Host(settings(room))


def test_a_second_host_elsewhere_leaves_the_workspace_alone(room: Room) -> None:
    session = room.open("thread-x")
    with hosted(settings(room, habits=Habits(head_start=0.0, lease=LIMIT))):
        assert room.ask(session, "Add a test file").success
        first = room.desk.container(session)
        with hosted(settings(room, home=room.place.root / "second")):
            log = room.place.root / "second" / room.folder().name / "log"
            until(lambda: log.exists() and "is held by" in log.read_text())
            assert room.ask(session, "Add a simple header").success
        second = room.desk.container(session)
        assert first and second  # noqa: PT018
        assert first.task_arn == second.task_arn


CONTAINER = """\
import json, os, sys
from gitscen.session.transport import open_transport
transport = open_transport(os.environ["GITSCEN_TRANSPORT"])
received = transport.receive("webordinary-input-session-x-1", wait=100, visibility=300)
told = json.loads(received.body)
answer = {"sessionId": told["sessionId"], "commandId": told["commandId"], "success": True, "summary": sys.argv[1]}
transport.send("webordinary-output-session-x-1", json.dumps(answer).encode(), group="session-x-1", key="1")
transport.acknowledge(received.queue, received.receipt)
sys.stdin.read()
"""


def test_a_container_program_of_the_users_own(room: Room, tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(CONTAINER)
    session = room.open("thread-x")
    with hosted(settings(room, container=(sys.executable, str(tmp_path / "mine.py"), "mine"))):
        assert room.ask(session, "do it").summary == "mine"
        until(lambda: state(room, session) is ContainerState.IDLE)  # its row is the host's to write
    # it knows nothing of SIGINT but python's own way: an exit code that is not 0
    assert state(room, session) is ContainerState.FAILED


def test_a_container_program_that_cannot_be_started_is_logged(room: Room, capfd: pytest.CaptureFixture[str]) -> None:
    room.open("thread-x")
    with Host(settings(room, container=("/nonexistent/container",))) as host:
        host.step()
        host.step()
    assert capfd.readouterr().err.count("'/nonexistent/container' cannot be started: No such file") == 2


MOMENTS = [
    ("during agent", 'Append "1" to log.txt\nRefactor it (steps: 1, pause: 0.2)'),
    ("before commit", 'Append "1" to log.txt'),
    ("after commit", 'Append "1" to log.txt'),
    ("during push", 'Append "1" to log.txt'),
    ("before answer", 'Append "1" to log.txt'),
    ("after answer", 'Append "1" to log.txt'),
    ("after send", 'Append "1" to log.txt'),
]


@pytest.mark.parametrize(("moment", "instruction"), MOMENTS)
def test_a_container_that_is_killed_answers_every_command_once(room: Room, moment: str, instruction: str) -> None:
    session = room.open("thread-x")
    killer = (sys.executable, "-m", "gitscen.session.fault", "--kill", moment)
    with hosted(settings(room, container=killer)):
        command = room.desk.send(session, instruction)
        later = room.desk.send(session, 'Append "2" to log.txt')
        answers = room.desk.wait(session, command, later)
    assert all(answer.success and answer.pushed for answer in answers.values()), answers
    assert [answer.command_id for answer in room.desk.heard(session)] == [command, later]
    assert room.place.origin.git("show", "thread-x:log.txt") == "1\n2"
    assert room.place.origin.git("rev-list", "--count", "main..thread-x") == "2"
    assert room.workspace().git("status", "--porcelain") == ""
    assert (room.folder() / "log").read_text().count(" killed ") <= 1
    row = room.desk.container(session)
    assert row
    assert row.starts == 2
    stashed = room.workspace().git("stash", "list", "--format=%gs")
    assert stashed == (f"On thread-x: gitscen: left by {session}/{command}, killed" if moment == "during agent" else "")


def test_a_container_that_is_killed_between_stash_and_switch(room: Room) -> None:
    one, two = room.open("thread-x"), room.open("thread-y")
    killer = (sys.executable, "-m", "gitscen.session.fault", "--kill", "after stash push")
    with hosted(settings(room, container=killer)):
        assert room.ask(one, "Add a test file").success
        (room.workspace().path / "note.txt").write_text("a person's\n")
        assert room.ask(two, "Add a simple header").files == ("simple-header.txt",)
        assert room.ask(one, 'Append "more" to test-file.txt').files == ("note.txt", "test-file.txt")
    assert "note.txt" not in room.place.origin.git("ls-tree", "--name-only", "thread-y")


def test_a_killed_host_leaves_nothing_behind_that_a_new_one_would_not_take_over(room: Room) -> None:
    session = room.open("thread-x")
    first = start_host(settings(room))
    try:
        command = room.desk.send(session, "Refactor it (steps: 1, until: go)")
        until((room.workspace().path / "refactor-it" / "step-001.txt").exists)
        os.kill(first.pid, signal.SIGKILL)
        second = start_host(replace(settings(room), home=room.home)) if first.wait(LIMIT) else None
    finally:
        first.end()
    assert second
    try:
        (room.folder() / "events" / "go").touch()
        assert room.desk.wait(session, command)[command].success
        assert room.ask(session, "Add a test file").success
        second.signal(signal.SIGTERM)
        assert second.wait(LIMIT) == 0
    finally:
        second.end()
    row = room.desk.container(session)
    assert row
    assert (row.state, row.starts) == (ContainerState.STOPPED, 2)
    assert room.place.origin.git("rev-list", "--count", "main..thread-x") == "2"


@needs_proc
def test_a_killed_container_leaves_no_agent_behind(room: Room) -> None:
    session = room.open("thread-x")
    with hosted(settings(room)):
        command = room.desk.send(session, "Refactor it (steps: 1, until: go)")
        until((room.workspace().path / "refactor-it" / "step-001.txt").exists)
        row = room.desk.container(session)
        assert row
        mark = {"GITSCEN_COMMAND": command}
        [agent] = processes_with(mark)
        os.kill(row.pid, signal.SIGKILL)
        assert ended(agent)
        until(lambda: processes_with(mark))
        (room.folder() / "events" / "go").touch()
        assert room.desk.wait(session, command)[command].success
    assert all_gone(lambda: processes_with(mark))
