from __future__ import annotations

import pytest

from gitscen.errors import BadName, UsageError
from gitscen.session.closing import sweep_queues
from gitscen.session.desk import Desk, NoAnswer, NoSuchSession
from gitscen.session.message import Answer, encode_message, parse_command
from gitscen.session.naming import QueueKind, queue_name
from gitscen.session.record import ANSWERS, AnswerRecord, SessionState, to_row
from gitscen.session.transport import open_transport

WHO = {"client": "client", "project": "site", "user": "user"}
INPUT, OUTPUT, DEAD = (queue_name(kind, "s-1") for kind in QueueKind)


@pytest.fixture
def desk(sqlite_url: str) -> Desk:
    return Desk(open_transport(sqlite_url))


def answer(desk: Desk, command: str, words: str = "done") -> None:
    body = encode_message(Answer(session_id="s-1", command_id=command, success=True, summary=words))
    desk._transport.send(OUTPUT, body, group="s-1", key=f"{command}-{words}")


def test_a_session_has_three_queues_as_long_as_it_is_open(desk: Desk) -> None:
    record = desk.open(**WHO, thread="thread-x", session="s-1")
    assert (record.container_id, record.branch, record.state) == ("client-site-user", "thread-x", SessionState.OPEN)
    assert desk._transport.list_queues() == sorted([INPUT, OUTPUT, DEAD])
    desk.close("s-1")
    assert desk._transport.list_queues() == []
    closed = desk.session("s-1")
    assert closed
    assert closed.state is SessionState.CLOSED
    desk.open(**WHO, thread="thread-x", session="s-1")
    assert len(desk._transport.list_queues()) == 3


def test_a_session_that_has_work_left_keeps_its_queues(desk: Desk) -> None:
    desk.open(**WHO, thread="thread-x", session="s-1")
    desk.send("s-1", "do it")
    desk.close("s-1")
    closing = desk.session("s-1")
    assert closing
    assert closing.state is SessionState.CLOSING
    assert len(desk._transport.list_queues()) == 3
    with pytest.raises(NoSuchSession):
        desk.send("s-1", "more")


def test_a_command_is_as_the_documents_have_it(desk: Desk) -> None:
    desk.open(**WHO, thread="thread-x", session="s-1")
    command = desk.send("s-1", "do it", timestamp=1_000)
    received = desk._transport.receive(INPUT, wait=0, visibility=30)
    assert received
    told = parse_command(received.body, now=2.0, session="s-1")
    assert (told.command_id, told.chat_thread_id, told.instruction) == (command, "thread-x", "do it")


def test_answers_are_waited_for_and_counted(desk: Desk) -> None:
    desk.open(**WHO, thread="thread-x", session="s-1")
    for command, words in (("c2", "done"), ("c1", "done"), ("c1", "again")):
        answer(desk, command, words)
    desk._transport.send(OUTPUT, b"nonsense", group="s-1", key="n")
    assert desk.wait("s-1", "c1")["c1"].summary == "done"
    assert [one.command_id for one in desk.heard("s-1")] == ["c2", "c1", "c1"]
    with pytest.raises(NoAnswer, match=r"c3 of s-1: no answer within 0 s"):
        desk.wait("s-1", "c2", "c3", limit=0)


def test_answers_of_a_closed_session_are_in_the_table(desk: Desk) -> None:
    desk.open(**WHO, thread="thread-x", session="s-1")
    record = AnswerRecord(answer_id="s-1/c1", answer=Answer(session_id="s-1", command_id="c1", success=True))
    desk._transport.put(ANSWERS, "s-1/c1", to_row(record))
    desk.close("s-1")
    assert desk.wait("s-1", "c1", limit=5)["c1"].success


@pytest.mark.parametrize("names", [{"thread": "-x"}, {"thread": "thread-x", "session": "../x"}, {"thread": "x"}])
def test_hostile_names_are_refused(desk: Desk, names: dict[str, str]) -> None:
    with pytest.raises(BadName):
        desk.open(**{**WHO, **names})
    assert desk._transport.list_queues() == []


def test_another_ones_session_is_refused(desk: Desk) -> None:
    desk.open(**WHO, thread="thread-x", session="s-1")
    with pytest.raises(UsageError, match="is another one's"):
        desk.open(client="client", project="site", user="other", thread="thread-x", session="s-1")


def test_queues_that_somebody_was_killed_in_deleting_are_swept(desk: Desk) -> None:
    desk.open(**WHO, thread="thread-x", session="s-1")
    desk.open(**WHO, thread="thread-y", session="s-2")
    desk.close("s-1")
    desk._transport.create_queue(DEAD)
    sweep_queues(desk._transport)
    assert [name[-3:] for name in desk._transport.list_queues()] == ["s-2"] * 3
    assert desk.session("s-1")
