"""Messages: what is taken, what is refused with which reason, and that they survive the way there and back."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitscen.session.message import (
    COMMAND_LIMIT,
    Answer,
    BadMessage,
    Command,
    DeadLetter,
    dead_letter,
    encode_message,
    parse_answer,
    parse_command,
    parse_dead_letter,
)

NOW = 1_800_000_000.0
DOCUMENTED = {
    "sessionId": "session-amelia-001",
    "commandId": "cmd-001",
    "chatThreadId": "thread-amelia",
    "clientId": "ameliastamps",
    "projectId": "website",
    "instruction": "Add a hello world page",
    "userId": "test-user-1",
    "timestamp": int(NOW * 1000),
}
TEXT = st.text(st.characters(codec="utf-8"), max_size=50)


def body(**changes: object) -> bytes:
    return json.dumps({**DOCUMENTED, **changes}).encode()


def without(field: str) -> bytes:
    return json.dumps({name: value for name, value in DOCUMENTED.items() if name != field}).encode()


def refused(message: bytes, session: str | None = None) -> BadMessage:
    with pytest.raises(BadMessage) as caught:
        parse_command(message, now=NOW, session=session)
    return caught.value


def test_a_command_as_the_documents_have_it() -> None:
    assert parse_command(body(), now=NOW, session="session-amelia-001") == Command(
        session_id="session-amelia-001",
        command_id="cmd-001",
        chat_thread_id="thread-amelia",
        client_id="ameliastamps",
        project_id="website",
        instruction="Add a hello world page",
        user_id="test-user-1",
        timestamp=int(NOW * 1000),
    )


def test_a_command_is_written_in_the_documents_fields() -> None:
    command = parse_command(body(), now=NOW)
    assert json.loads(encode_message(command)) == DOCUMENTED


@pytest.mark.parametrize("field", DOCUMENTED)
def test_a_missing_field_is_named(field: str) -> None:
    assert f"missing required field `{field}`" in refused(without(field)).reason


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (body(extra=1), "unknown field `extra`"),
        (body(session_id="s"), "unknown field `session_id`"),
        (body(timestamp="now"), "`$.timestamp`"),
        (body(timestamp=1.5), "`$.timestamp`"),
        (body(timestamp=-1), "`$.timestamp`"),
        (body(timestamp=True), "`$.timestamp`"),
        (body(instruction=None), "`$.instruction`"),
        (body(instruction=["a"]), "`$.instruction`"),
        (body(userId=7), "`$.userId`"),
        (b"[]", "`object`"),
        (b"null", "`object`"),
        (b"1", "`object`"),
    ],
)
def test_a_message_that_is_not_as_agreed_says_where(message: bytes, reason: str) -> None:
    said = refused(message).reason
    assert said.startswith("the message is not as agreed: ")
    assert reason in said


@pytest.mark.parametrize(
    "message",
    [b"", b"{", b"not json", b"\xff\xfe", b"{} {}", b"[" * 200_000, b'{"sessionId": "\\ud800"}', body() + b"}", b"\0"],
)
def test_a_message_that_is_no_json_says_so(message: bytes) -> None:
    assert refused(message).reason.startswith("the message is not JSON in UTF-8: ")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"sessionId": "../../etc"}, "sessionId '../../etc' is not taken"),
        ({"commandId": "-rf"}, "commandId '-rf' is not taken"),
        ({"clientId": "a;b"}, "clientId 'a;b' is not taken"),
        ({"projectId": "$(reboot)"}, "projectId '$(reboot)' is not taken"),
        ({"userId": "a\nb"}, "userId 'a\\nb' is not taken"),
        ({"chatThreadId": "--upload-pack=x"}, "chatThreadId '--upload-pack=x' is not taken"),
        ({"chatThreadId": "thread-a..b"}, "'thread-a..b' is not a branch name"),
        ({"instruction": " \n"}, "the instruction is empty"),
        ({"instruction": "a\0b"}, "NUL"),
        ({"timestamp": int(NOW * 1000) + 300_001}, "300 s in the future"),
        ({"timestamp": 10**30}, "in the future"),
    ],
)
def test_values_that_are_not_taken_are_told(changes: dict[str, Any], reason: str) -> None:
    assert reason in refused(body(**changes)).reason


def test_clocks_may_differ_by_five_minutes_and_old_messages_are_taken() -> None:
    for timestamp in (0, int(NOW * 1000) + 300_000):
        assert parse_command(body(timestamp=timestamp), now=NOW).timestamp == timestamp


def test_the_largest_command_is_taken_and_one_byte_more_is_not() -> None:
    space = COMMAND_LIMIT - len(body(instruction=""))
    assert len(body(instruction="x" * space)) == COMMAND_LIMIT
    assert parse_command(body(instruction="x" * space), now=NOW).instruction == "x" * space
    bad = refused(body(instruction="x" * (space + 1)))
    assert "262,145 bytes; 262,144 are the most" in bad.reason
    assert (bad.session_id, bad.command_id) == ("session-amelia-001", "cmd-001")


@pytest.mark.parametrize(
    ("message", "ids"),
    [
        (body(extra=1), ("session-amelia-001", "cmd-001")),
        (body()[:-20], ("session-amelia-001", "cmd-001")),  # cut off
        (body(sessionId="../x", extra=1), (None, "cmd-001")),
        (body(sessionId="../x")[:-1], (None, "cmd-001")),
        (body(commandId=["cmd-001"]), ("session-amelia-001", None)),
        (without("commandId"), ("session-amelia-001", None)),
        (b"not json", (None, None)),
        (b'["sessionId", "commandId"]', (None, None)),
        (b"\xff" + body(), ("session-amelia-001", "cmd-001")),
    ],
)
def test_ids_are_read_as_far_as_they_are_good(message: bytes, ids: tuple[str | None, str | None]) -> None:
    bad = refused(message)
    assert (bad.session_id, bad.command_id) == ids


def test_a_message_in_a_foreign_queue_is_refused_and_answered_in_that_queues_session() -> None:
    for message in (body(), body(extra=1), b"not json", body(instruction="x" * COMMAND_LIMIT)):
        assert refused(message, session="session-other").session_id == "session-other"
    assert "is not that of the queue it was sent to, 'session-other'" in refused(body(), session="session-other").reason


@given(
    st.binary(max_size=300) | st.recursive(st.none() | st.booleans() | TEXT, st.lists).map(json.dumps).map(str.encode)
)
def test_nothing_that_comes_in_does_more_than_be_refused(message: bytes) -> None:
    assert refused(message).reason


@given(
    st.dictionaries(
        st.sampled_from(sorted(DOCUMENTED)),
        st.none() | st.integers() | TEXT | st.floats() | st.lists(TEXT, max_size=2),
        min_size=1,
    )
)
def test_a_message_with_odd_values_is_taken_whole_or_refused(changes: dict[str, Any]) -> None:
    message = body(**changes)
    with suppress(BadMessage):
        command = parse_command(message, now=NOW)
        assert json.loads(encode_message(command)) == {**DOCUMENTED, **changes}


ANSWERS = st.builds(
    Answer,
    session_id=TEXT,
    command_id=TEXT,
    success=st.booleans(),
    interrupted=st.booleans(),
    summary=TEXT,
    error=TEXT,
    files=st.lists(TEXT, max_size=5).map(tuple),
    branch=TEXT,
    commit=TEXT,
    pushed=st.booleans(),
    container_id=TEXT,
    timestamp=st.integers(0, 2**53),
    duration_ms=st.integers(0, 2**31),
)


@given(ANSWERS)
def test_an_answer_survives_the_way_there_and_back(answer: Answer) -> None:
    assert parse_answer(encode_message(answer)) == answer


def test_an_answer_has_the_documents_fields() -> None:
    answer = Answer(session_id="s", command_id="c", success=True)
    told = json.loads(encode_message(answer))
    assert (told["sessionId"], told["commandId"], told["success"], told["interrupted"]) == ("s", "c", True, False)
    for wrong in (b"{}", b"not json", encode_message(answer)[:-1] + b',"extra":1}'):
        with pytest.raises(BadMessage):
            parse_answer(wrong)


@pytest.mark.parametrize(
    "answer",
    [
        Answer(session_id="s", command_id="c", success=True, files=tuple(f"{n:0100}" for n in range(5_000))),
        Answer(session_id="s", command_id="c", success=False, summary="x" * 300_000, error="\u20ac" * 300_000),
        Answer(session_id="s", command_id="c", success=True, summary="x" * 300_000, files=("\u20ac" * 300_000,)),
    ],
    ids=["files", "texts", "one long name"],
)
def test_an_answer_that_is_too_large_is_cut_and_counts_what_it_left_out(answer: Answer) -> None:
    message = encode_message(answer)
    assert len(message) <= COMMAND_LIMIT
    cut = parse_answer(message)
    assert (cut.session_id, cut.command_id, cut.success) == ("s", "c", answer.success)
    assert len(cut.files) + cut.more_files == len(answer.files)
    assert answer.files[: len(cut.files)] == cut.files
    assert answer.summary.startswith(cut.summary.removesuffix("..."))


@given(st.binary(max_size=300), TEXT)
def test_a_dead_letter_tells_why_and_what(message: bytes, reason: str) -> None:
    letter = dead_letter(message, BadMessage(reason, "s", None), timestamp=7)
    assert parse_dead_letter(encode_message(letter)) == letter
    assert (letter.reason, letter.session_id, letter.command_id) == (reason, "s", None)
    assert (letter.size, letter.timestamp) == (len(message), 7)
    assert letter.body == message.decode(errors="replace")


def test_a_long_dead_letter_keeps_its_beginning() -> None:
    letter = dead_letter("\u20ac".encode() * 300_000, BadMessage("too large"))
    assert letter.size == 900_000
    assert letter.body == "\u20ac" * 4_000


def test_a_body_that_the_transport_moved_is_a_dead_letter_too() -> None:
    letter = parse_dead_letter(body())
    assert isinstance(letter, DeadLetter)
    assert "never acknowledged" in letter.reason
    assert (letter.session_id, letter.command_id) == ("session-amelia-001", "cmd-001")
    assert letter.body == body().decode()
