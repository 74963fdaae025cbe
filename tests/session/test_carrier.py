"""Commands carried out by a container: in-process, on real repositories and the default transport."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from gitscen.errors import WorkspaceBusy
from gitscen.session.desk import NoAnswer
from gitscen.session.errand import LeaseLost
from gitscen.session.inbox import read_sessions
from gitscen.session.lease import milliseconds
from gitscen.session.message import parse_dead_letter
from gitscen.session.naming import QueueKind, queue_name
from gitscen.session.record import ANSWERS, CONTAINERS, SESSIONS, ContainerState
from gitscen.session.underway import Phase, Underway, read_underway, write_underway
from tests.conftest import Place
from tests.session.room import Room, until

LONG = "Refactor all components to use TypeScript (steps: 2, until: never)"
LONG_FOLDER = "refactor-all-components-to-use-typescript"


@pytest.fixture
def room(place: Place, sqlite_url: str) -> Room:
    return Room(place, sqlite_url)


def dead_letters(room: Room, session: str) -> list[str]:
    found = []
    while received := room.transport.receive(queue_name(QueueKind.DEAD, session), wait=0.0, visibility=30.0):
        found.append(parse_dead_letter(received.body).reason)
    return found


def test_a_command_is_carried_out_committed_and_pushed(room: Room) -> None:
    session = room.open("thread-x")
    with room.container():
        answer = room.ask(session, 'Create file1.txt with content "1"', command="cmd-001")
    assert answer.success
    assert (answer.files, answer.branch, answer.pushed, answer.error) == (("file1.txt",), "thread-x", True, "")
    origin = room.place.origin
    assert origin.git("show", "thread-x:file1.txt") == "1"
    assert origin.git("rev-parse", "thread-x") == answer.commit
    message = origin.git("log", "-1", "--format=%B", "thread-x")
    assert message == f'Create file1.txt with content "1"\n\nGitscen-Command: {session}/cmd-001\n'
    assert origin.git("rev-parse", "thread-x^") == origin.git("rev-parse", "main")
    assert room.workspace().git("status", "--porcelain") == ""
    assert room.transport.depth(queue_name(QueueKind.INPUT, session)).in_flight == 0
    assert not read_underway(room.folder())


def test_commands_of_a_session_are_done_in_order(room: Room) -> None:
    session = room.open("thread-x")
    sent = [room.desk.send(session, f'Append "{number}" to log.txt') for number in range(5)]
    with room.container():
        answers = room.desk.wait(session, *sent)
    assert all(answer.success for answer in answers.values())
    assert room.place.origin.git("show", "thread-x:log.txt") == "0\n1\n2\n3\n4"


def test_sessions_take_turns_in_the_order_of_sending_and_keep_their_work_apart(room: Room) -> None:
    one, two = room.open("thread-x"), room.open("thread-y")
    order = (two, one, one, two, two, one)
    sent = [(session, room.desk.send(session, f'Append "{number}" to log.txt')) for number, session in enumerate(order)]
    with room.container(head_start=600.0):
        for session, command in sent:
            assert room.desk.wait(session, command)[command].success
    for branch, lines in (("thread-x", "1\n2\n5"), ("thread-y", "0\n3\n4")):
        assert room.place.origin.git("show", f"{branch}:log.txt") == lines
        assert room.place.origin.git("rev-list", "--count", f"main..{branch}") == "3"
    rows = [row.data["answer"] for _, row in room.transport.scan(ANSWERS)]
    done = [(row["sessionId"], row["commandId"]) for row in sorted(rows, key=lambda row: row["timestamp"])]
    assert done == sent


def test_a_message_of_another_session_interrupts(room: Room) -> None:
    one, two = room.open("thread-x"), room.open("thread-y")
    with room.container():
        long = room.desk.send(one, LONG)
        until((room.workspace().path / LONG_FOLDER / "step-002.txt").exists)
        assert room.ask(two, "Add a simple header").success
        answer = room.desk.wait(one, long)[long]
    assert (answer.success, answer.interrupted, answer.pushed) == (False, True, True)
    assert answer.summary == (
        f"interrupted: a message of {two} came; 2 file(s) are committed as work in progress on thread-x."
    )
    message = room.place.origin.git("log", "-1", "--format=%B", "thread-x")
    assert message == f"WIP: Interrupted with 2 file(s) modified [thread-x]\n\nGitscen-Command: {one}/{long}\n"
    assert room.workspace().git("status", "--porcelain") == ""
    assert LONG_FOLDER not in room.place.origin.git("ls-tree", "--name-only", "thread-y")


def test_a_message_that_was_sent_before_does_not_interrupt(room: Room) -> None:
    one, two = room.open("thread-x"), room.open("thread-y")
    with room.container(head_start=0.0):
        first = room.desk.send(one, "Refactor it (steps: 1, until: go)")
        until((room.workspace().path / "refactor-it" / "step-001.txt").exists)
        second = room.desk.send(two, "Refactor that (steps: 1, until: go)")
        assert room.desk.wait(one, first)[first].interrupted
        until((room.workspace().path / "refactor-that" / "step-001.txt").exists)
        (room.folder() / "events" / "go").touch()
        assert room.desk.wait(two, second)[second].success


def test_a_head_start_protects_a_quick_command(room: Room) -> None:
    one, two = room.open("thread-x"), room.open("thread-y")
    with room.container(head_start=600.0):
        first = room.desk.send(one, "Refactor it (steps: 1, until: go)")
        until((room.workspace().path / "refactor-it" / "step-001.txt").exists)
        second = room.desk.send(two, "Add a simple header")
        until(lambda: room.transport.depth(queue_name(QueueKind.INPUT, two)).in_flight)
        (room.folder() / "events" / "go").touch()
        assert room.desk.wait(one, first)[first].success
        assert room.desk.wait(two, second)[second].success


def test_stopping_interrupts_what_is_done_and_gives_back_what_is_not_begun(room: Room) -> None:
    one, two = room.open("thread-x"), room.open("thread-y")
    with room.container(head_start=600.0):
        long = room.desk.send(one, LONG)
        until((room.workspace().path / LONG_FOLDER / "step-002.txt").exists)
        next_ = room.desk.send(two, "Add a simple header")
        until(lambda: room.transport.depth(queue_name(QueueKind.INPUT, two)).in_flight)
    answer = room.desk.wait(one, long)[long]
    assert answer.summary.startswith("interrupted: the container was stopped; 2 file(s)")
    assert room.transport.depth(queue_name(QueueKind.INPUT, two)).waiting == 1
    row = room.desk.container(one)
    assert row
    assert (row.state, row.holder, row.pid) == (ContainerState.STOPPED, "", 0)
    with room.container():
        assert room.desk.wait(two, next_)[next_].success


def test_draining_finishes_what_is_done(room: Room) -> None:
    session = room.open("thread-x")
    with room.container() as stop:
        command = room.desk.send(session, "Refactor it (steps: 1, until: go)")
        until((room.workspace().path / "refactor-it" / "step-001.txt").exists)
        later = room.desk.send(session, "Add a simple header")
        stop.drain.set()
        (room.folder() / "events" / "go").touch()
        assert room.desk.wait(session, command)[command].success
    with pytest.raises(NoAnswer):
        room.desk.wait(session, later, limit=0.0)


def test_a_command_that_takes_too_long_is_interrupted(room: Room) -> None:
    session = room.open("thread-x")
    with room.container(limit=0.1):
        answer = room.ask(session, LONG)
    assert answer.interrupted
    assert answer.summary.startswith("interrupted: it took longer than 0.1 s; ")


def test_the_work_of_an_agent_that_fails_is_kept(room: Room) -> None:
    session = room.open("thread-x")
    with room.container():
        answer = room.ask(session, 'Create a.txt with content "a"\nFail with "no more words"', command="c1")
    assert (answer.success, answer.error) == (False, "the agent ended with exit code 1: no more words")
    assert (answer.files, answer.pushed) == (("a.txt",), True)
    message = room.place.origin.git("log", "-1", "--format=%B", "thread-x")
    assert message.startswith('WIP: Create a.txt with content "a"\n')
    assert message.endswith(f"Gitscen-Command: {session}/c1\n")


def test_a_command_without_effect_is_answered_too(room: Room) -> None:
    session = room.open("thread-x")
    with room.container():
        answer = room.ask(session, 'Replace "line 1" with "line 1" in app.txt')
    assert (answer.success, answer.files, answer.pushed) == (True, (), True)
    assert answer.summary.endswith("Nothing changed.")
    assert answer.commit == room.place.origin.git("rev-parse", "main")


AGENT = """\
import os, subprocess, sys
text = sys.stdin.read()
assert text == "do it", text
assert os.environ["GITSCEN_COMMAND"] and "GITSCEN_TRANSPORT" not in os.environ
open("made.txt", "w").write(sys.argv[1] + "\\n")
subprocess.run(sys.argv[2:], check=True)
print("I did it")
"""


@pytest.mark.parametrize(
    "also",
    [
        ["git", "switch", "-q", "-c", "elsewhere"],
        ["git", "switch", "-q", "--detach"],
        ["git", "add", "made.txt"],
    ],
)
def test_an_agent_may_be_any_program_and_go_anywhere(room: Room, tmp_path: Path, also: list[str]) -> None:
    (tmp_path / "agent.py").write_text(AGENT)
    session = room.open("thread-x")
    with room.container(agent=("python3", str(tmp_path / "agent.py"), "{instruction}", *also)):
        answer = room.ask(session, "do it")
    assert answer.success, answer
    assert answer.summary == "I did it 1 file(s) changed on thread-x."
    assert room.place.origin.git("show", "thread-x:made.txt") == "do it"
    assert room.workspace().git("symbolic-ref", "--short", "HEAD") == "thread-x"


def test_an_agent_may_commit_by_itself(room: Room) -> None:
    agent = ("git", "commit", "--quiet", "--allow-empty", "-m", "{instruction}")
    session = room.open("thread-x")
    with room.container(agent=agent):
        answer = room.ask(session, "mine")
    assert answer.success
    assert room.place.origin.git("log", "-1", "--format=%s", "thread-x") == "mine"


def test_an_agent_that_cannot_be_started_is_told(room: Room) -> None:
    session = room.open("thread-x")
    with room.container(agent=("/nonexistent/agent",)):
        answer = room.ask(session, "do it")
    assert not answer.success
    assert answer.error == "'/nonexistent/agent' cannot be started: No such file or directory."


def test_a_push_waits_for_its_remote_and_is_made_later(room: Room) -> None:
    session = room.open("thread-x")
    origin, away = room.place.origin.path, room.place.root / "away.git"
    with room.container():
        assert room.ask(session, "Add a simple header").pushed
        origin.rename(away)
        answer = room.ask(session, 'Create b.txt with content "b"')
        assert (answer.success, answer.pushed) == (True, False)
        assert "The push waits: origin cannot be reached: " in answer.summary
        until(lambda: (now := room.desk.container(session)) and now.waiting == ("thread-x",))
        away.rename(origin)
        until(lambda: "b.txt" in room.place.origin.git("ls-tree", "--name-only", "thread-x"))
        until(lambda: (now := room.desk.container(session)) and now.waiting == ())
    assert len(room.desk.heard(session)) == 2


def test_a_push_that_waited_is_known_after_a_restart(room: Room) -> None:
    session = room.open("thread-x")
    origin, away = room.place.origin.path, room.place.root / "away.git"
    with room.container():
        assert room.ask(session, "Add a simple header").pushed
        origin.rename(away)
        assert not room.ask(session, 'Create b.txt with content "b"').pushed
    away.rename(origin)
    with room.container():
        until(lambda: "b.txt" in room.place.origin.git("ls-tree", "--name-only", "thread-x"))


def test_a_remote_that_refuses_is_told(room: Room) -> None:
    hook = room.place.origin.path / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\necho 'not today' >&2\nexit 1\n")
    hook.chmod(0o755)
    session = room.open("thread-x")
    with room.container():
        answer = room.ask(session, "Add a simple header")
    assert (answer.success, answer.pushed) == (True, False)
    assert "origin refused thread-x" in answer.summary


def test_a_remote_that_was_never_there_is_told(room: Room) -> None:
    session = room.open("thread-x")
    with room.container(remote=str(room.place.root / "nowhere.git")):
        answer = room.ask(session, "Add a simple header")
    assert not answer.success
    assert "nowhere.git" in answer.error


def test_work_that_cannot_be_committed_is_kept_and_told(room: Room) -> None:
    one, two = room.open("thread-x"), room.open("thread-y")
    with room.container():
        assert room.ask(one, "Add a simple header").success
        hook = room.workspace().path / ".git" / "hooks" / "pre-commit"
        hook.parent.mkdir(exist_ok=True)
        hook.write_text("#!/bin/sh\necho 'No space left on device' >&2\nexit 1\n")
        hook.chmod(0o755)
        answer = room.ask(one, 'Create b.txt with content "b"')
        assert not answer.success
        assert "The work stays in the workspace uncommitted: " in answer.error
        assert "No space left on device" in answer.error
        hook.unlink()
        assert room.ask(two, "Add a test file").files == ("test-file.txt",)
        assert room.ask(one, 'Create c.txt with content "c"').files == ("b.txt", "c.txt")


def test_a_full_disk_is_told_and_nothing_is_forgotten(room: Room) -> None:
    session = room.open("thread-x")
    with room.container():
        assert room.ask(session, "Add a simple header").success
        underway = room.folder() / "underway"
        until(lambda: not list(underway.iterdir()))  # forgotten a moment after the answer
        underway.rmdir()
        underway.write_text("no folder can be made here")
        answer = room.ask(session, 'Create b.txt with content "b"')
        assert not answer.success
        assert "underway" in answer.error
        underway.unlink()
        assert room.ask(session, 'Create b.txt with content "b"').success


def hostile(**changes: object) -> bytes:
    good = {
        "sessionId": "session-x-1",
        "commandId": "bad-1",
        "chatThreadId": "thread-x",
        "clientId": "ameliastamps",
        "projectId": "site",
        "userId": "test-user-1",
        "instruction": "Add a page",
        "timestamp": milliseconds(),
    }
    return json.dumps({**good, **changes}).encode()


@pytest.mark.parametrize(
    ("body", "reason", "answered"),
    [
        (b"{", "not JSON", False),
        (b"\xff\xfe", "not JSON", False),
        (b"x" * 300_000, "300,000 bytes", False),
        (hostile(extra=1), "extra", True),
        (hostile(chatThreadId="thread-x; rm -rf /"), "chatThreadId", True),
        (hostile(chatThreadId="--upload-pack=x"), "chatThreadId", True),
        (hostile(sessionId="session-y-1"), "session-y-1", True),
        (hostile(commandId="../../etc"), "commandId", False),
        (hostile(projectId="other"), "projectId is 'other', but the session's is 'site'.", True),
        (hostile(timestamp=milliseconds() + 10_000_000), "in the future", True),
    ],
)
def test_poison_goes_to_the_dead_letters_and_the_session_goes_on(
    room: Room, body: bytes, reason: str, *, answered: bool
) -> None:
    session = room.open("thread-x", session="session-x-1")
    room.desk.send_raw(session, body, key="poison")
    good = room.desk.send(session, "Add a simple header")
    with room.container():
        assert room.desk.wait(session, good)[good].success
    [told] = dead_letters(room, session)
    assert reason in told
    heard = [(answer.command_id, answer.error) for answer in room.desk.heard(session) if not answer.success]
    assert heard == ([("bad-1", told)] if answered else [])


def test_poison_and_duplicates_interrupt_nobody(room: Room) -> None:
    one, two = room.open("thread-x"), room.open("thread-y")
    with room.container():
        again = hostile(sessionId=two, chatThreadId="thread-y", commandId="cmd-1")
        room.desk.send_raw(two, again, key="first")
        assert room.desk.wait(two, "cmd-1")["cmd-1"].success
        long = room.desk.send(one, "Refactor it (steps: 1, until: go)")
        until((room.workspace().path / "refactor-it" / "step-001.txt").exists)
        room.desk.send_raw(two, again, key="second")
        room.desk.send_raw(two, b"{", key="poison")
        until(lambda: room.transport.depth(queue_name(QueueKind.INPUT, two)).in_flight)
        (room.folder() / "events" / "go").touch()
        assert room.desk.wait(one, long)[long].success
        until(lambda: dead_letters(room, two))


def test_rows_with_hostile_names_are_passed_over(room: Room) -> None:
    session = room.open("thread-x")
    row = room.transport.get(SESSIONS, session)
    assert row
    for number, change in enumerate(
        [{"containerId": "../../x"}, {"branch": "--x"}, {"userId": "../x"}, {"state": "?"}]
    ):
        room.transport.put(SESSIONS, f"s-{number}", {**row.data, **change})
    assert [record.session_id for record in read_sessions(room.transport)] == [session]


def test_the_same_on_queues_of_a_service(place: Place, moto_url: str) -> None:
    room = Room(place, moto_url)
    one, two = room.open("thread-x"), room.open("thread-y")
    with room.container():
        sent = [room.desk.send(one, f'Append "{number}" to log.txt') for number in range(2)]
        assert all(answer.success for answer in room.desk.wait(one, *sent).values())
        long = room.desk.send(one, LONG)
        until((room.workspace().path / LONG_FOLDER / "step-002.txt").exists)
        assert room.ask(two, "Add a simple header").success
        assert room.desk.wait(one, long)[long].interrupted
    assert room.place.origin.git("show", "thread-x:log.txt") == "0\n1"


def test_a_message_that_is_out_of_order_is_refused(room: Room) -> None:
    session = room.open("thread-x")
    with room.container():
        assert room.ask(session, "Add a simple header").success
        answer = room.ask(session, "Add a test file", timestamp=milliseconds() - 3_600_000)
    assert not answer.success
    assert "out of order" in answer.error
    assert dead_letters(room, session) == [answer.error]


def test_the_same_command_twice_is_done_and_answered_once(room: Room) -> None:
    session = room.open("thread-x")
    body = hostile(sessionId=session, commandId="cmd-1", instruction='Append "once" to log.txt')
    with room.container():
        for key in ("a", "b", "c"):
            room.desk.send_raw(session, body, key=key)
        assert room.ask(session, "Add a simple header").success
    assert [answer.command_id for answer in room.desk.heard(session)].count("cmd-1") == 1
    assert room.place.origin.git("show", "thread-x:log.txt") == "once"


def test_poison_under_the_id_of_an_answered_command_gets_no_second_answer(room: Room) -> None:
    session = room.open("thread-x")
    with room.container():
        assert room.ask(session, "Add a simple header", command="cmd-1").success
        room.desk.send_raw(session, hostile(sessionId=session, commandId="cmd-1", extra=1), key="b")
        assert room.ask(session, "Add a test file").success
    assert [answer.command_id for answer in room.desk.heard(session)].count("cmd-1") == 1
    assert len(dead_letters(room, session)) == 1


def test_a_command_that_killed_its_container_again_and_again_is_poison(room: Room) -> None:
    session = room.open("thread-x")
    folder = room.folder()
    folder.mkdir(parents=True)
    write_underway(folder, Underway(session=session, command="c1", branch="thread-x", phase=Phase.WORKING, tries=3))
    command = room.desk.send(session, "Add a simple header", command="c1")
    with room.container():
        answer = room.desk.wait(session, command)[command]
    assert "was killed 3 times" in answer.error
    assert dead_letters(room, session) == [answer.error]
    assert not read_underway(folder)


def test_two_containers_on_one_workspace_are_refused(room: Room) -> None:
    session = room.open("thread-x")
    with room.container(lease=600.0):
        assert room.ask(session, "Add a simple header").success
        with pytest.raises(WorkspaceBusy, match="another container process"), room.container():
            pass
        other = replace(room.settings(), folder=room.place.root / "other")
        with pytest.raises(WorkspaceBusy, match="is held by"), room.container(other):
            pass
        assert room.ask(session, "Add a test file").success


def test_a_container_whose_lease_is_taken_stops_at_once(room: Room) -> None:
    session, key = room.open("thread-x"), room.settings().container

    def lose() -> None:
        with room.container(lease=0.3) as stop:
            room.desk.send(session, LONG)
            until((room.workspace().path / LONG_FOLDER / "step-002.txt").exists)
            row = room.transport.get(CONTAINERS, key)
            assert row
            room.transport.put(CONTAINERS, key, {**row.data, "holder": "somebody/1/1"})
            until(stop.lost.is_set)

    with pytest.raises(LeaseLost):
        lose()
    assert room.desk.heard(session) == []
    row = room.transport.get(CONTAINERS, key)
    assert row
    assert row.data["holder"] == "somebody/1/1"
