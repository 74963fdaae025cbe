from __future__ import annotations

import pytest

from gitscen.session.message import Answer, BadMessage, parse_answer, parse_dead_letter
from gitscen.session.naming import QueueKind, queue_name
from gitscen.session.record import ANSWERS, AnswerRecord, to_row
from gitscen.session.reply import Replies
from gitscen.session.transport import open_transport
from gitscen.session.transport.protocol import Received, Transport

INPUT, OUTPUT, DEAD = (queue_name(kind, "s-1") for kind in QueueKind)
DONE = Answer(session_id="s-1", command_id="c-1", success=True, summary="done")


@pytest.fixture
def transport(sqlite_url: str) -> Transport:
    made = open_transport(sqlite_url)
    for queue in (INPUT, OUTPUT, DEAD):
        made.create_queue(queue)
    return made


def receive(transport: Transport, body: bytes = b"x") -> Received:
    transport.send(INPUT, body, group="s-1", key=body.decode())
    received = transport.receive(INPUT, wait=0.0, visibility=30.0)
    assert received
    return received


def answers(transport: Transport) -> list[Answer]:
    found = []
    while received := transport.receive(OUTPUT, wait=0.0, visibility=30.0):
        found.append(parse_answer(received.body))
        transport.acknowledge(OUTPUT, received.receipt)
    return found


def test_an_answer_is_put_sent_and_acknowledged(transport: Transport) -> None:
    replies = Replies(transport, "a-b-c")
    assert replies.answer(receive(transport), DONE) == DONE
    given = replies.given("s-1", "c-1")
    assert given
    assert (given.answer, given.sent) == (DONE, True)
    assert answers(transport) == [DONE]
    assert (transport.depth(INPUT).waiting, transport.depth(INPUT).in_flight) == (0, 0)


def test_the_first_answer_counts(transport: Transport) -> None:
    replies = Replies(transport, "a-b-c")
    replies.answer(receive(transport, b"1"), DONE)
    late = Answer(session_id="s-1", command_id="c-1", success=False)
    assert replies.answer(receive(transport, b"2"), late) == DONE
    assert answers(transport) == [DONE]


@pytest.mark.parametrize("sent", [True, False])
def test_an_answer_is_sent_again_only_where_nobody_knows_that_it_was(transport: Transport, *, sent: bool) -> None:
    record = AnswerRecord(answer_id="s-1/c-1", answer=DONE, sent=sent)
    transport.put(ANSWERS, "s-1/c-1", to_row(record))
    Replies(transport, "a-b-c").repeat(receive(transport), record)
    assert answers(transport) == ([] if sent else [DONE])
    assert transport.depth(INPUT).in_flight == 0


@pytest.mark.parametrize(("command", "answered"), [("c-9", True), (None, False)])
def test_what_is_refused_goes_to_the_dead_letters(transport: Transport, command: str | None, *, answered: bool) -> None:
    Replies(transport, "a-b-c").refuse(receive(transport, b"poison"), "s-1", BadMessage("why", "s-1", command))
    letter = transport.receive(DEAD, wait=0.0, visibility=30.0)
    assert letter
    told = parse_dead_letter(letter.body)
    assert (told.reason, told.command_id, told.body, told.size) == ("why", command, "poison", 6)
    assert [(answer.command_id, answer.error) for answer in answers(transport)] == (
        [("c-9", "why")] if answered else []
    )
    assert transport.depth(INPUT).in_flight == 0


def test_queues_that_are_gone_do_not_matter(transport: Transport) -> None:
    received = receive(transport)
    for queue in (INPUT, OUTPUT, DEAD):
        transport.delete_queue(queue)
    replies = Replies(transport, "a-b-c")
    replies.answer(received, DONE)
    replies.refuse(received, "s-1", BadMessage("why", "s-1", "c-2"))
    assert replies.given("s-1", "c-2")
