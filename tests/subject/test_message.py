"""What goes over the line: every value comes back as it was, and the schema describes it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gitscen.subject
from gitscen.names import ConflictKind, ConflictNature, Side, TreePath, quote_path
from gitscen.outcome import Operation, Outcome, Resolution, Status
from gitscen.scenario import asks
from gitscen.scenario.model import Workflow
from gitscen.subject.message import (
    Answer,
    BadAnswer,
    Close,
    Commit,
    Hello,
    Introduction,
    decode_answer,
    decode_request,
    encode_answer,
    encode_request,
)
from gitscen.subject.offer import Offer
from gitscen.subject.schema import make_schema, schema_text
from gitscen.subject.translate import (
    from_answer,
    from_introduction,
    from_open,
    from_request,
    to_answer,
    to_introduction,
    to_open,
    to_request,
)

PATHS = st.binary(min_size=1).filter(lambda path: b"\0" not in path)
TEXTS = st.text()  # without lone surrogates
STEPS: tuple[asks.Ask, ...] = (
    asks.Switch(branch="b", start="main"),
    asks.Switch(branch='"b'),
    asks.AskCommit(message='a\n"é"\u2028', paths=("a", '"caf\\351"')),
    asks.AskCommit(message="m"),
    asks.AskPush(),
    asks.Sync(source="main"),
    asks.Resolve(),
    asks.Interrupt(),
    asks.Recover(),
)


def holds(value: bytes, kind: str) -> None:
    schema: dict[str, Any] = {**make_schema(), "$ref": f"#/$defs/{kind}"}
    jsonschema.Draft202012Validator(schema).validate(json.loads(value))


@pytest.mark.parametrize("step", STEPS)
def test_a_step_comes_back_as_it_was(step: asks.Ask) -> None:
    line = encode_request(to_request(step, 7))
    assert line.count(b"\n") == 1
    holds(line, "request")
    request = decode_request(line)
    assert not isinstance(request, Hello | Close) and request.__struct_config__.tag != "open"  # noqa: PT018
    assert from_request(request) == step  # type: ignore[arg-type]


def test_the_first_request_is_known_at_its_beginning() -> None:
    assert encode_request(Hello()) == b'{"gitscen": 1, "op": "hello"}\n'
    assert encode_request(Close()) == b'{"op": "close"}\n'


@given(PATHS, TEXTS)
def test_any_path_and_message_comes_back(path: bytes, message: str) -> None:
    step = asks.AskCommit(message=message, paths=(quote_path(path),))
    request = decode_request(encode_request(to_request(step, None)))
    assert request == Commit(message=message, paths=(quote_path(path),))


@given(PATHS, st.sampled_from(ConflictKind), st.sampled_from(ConflictNature), st.sampled_from(Side), TEXTS)
def test_an_outcome_comes_back_but_for_what_the_protocol_leaves_out(
    path: bytes, kind: ConflictKind, nature: ConflictNature, kept: Side, reason: str
) -> None:
    one = Resolution(path=TreePath(path), kind=kind, nature=nature, kept=kept, lost=None)
    told = Outcome(
        operation=Operation.PUSH, status=Status.RESOLVED, branch=None, head=None, resolutions=(one,), reason=reason
    )
    line = encode_answer(to_answer(told))
    holds(line, "answer")
    assert from_answer(Operation.PUSH, decode_answer(line, Answer)) == told


def test_what_the_story_wants_comes_back() -> None:
    wanted = Workflow(session="s", policy="carry", integration="merge", identity=False, grace=1.0, remote="backup")
    request = to_open(b"/w/caf\xe9", wanted)
    assert request.workspace == '"/w/caf\\351"'
    assert from_open(request) == wanted
    holds(encode_request(request), "request")


@given(st.sets(st.sampled_from(Operation)), st.none() | st.sets(st.sampled_from(("park", "carry"))))
def test_an_offer_comes_back(operations: set[Operation], ways: set[str] | None) -> None:
    switch = None if ways is None else frozenset(ways)
    offer = Offer(name="x", operations=frozenset(operations), switch=switch)
    line = encode_answer(to_introduction(offer))
    holds(line, "introduction")
    assert from_introduction(decode_answer(line, Introduction)) == offer


@given(st.binary() | TEXTS.map(str.encode))
def test_no_line_whatever_breaks_the_reader(line: bytes) -> None:
    for read in (lambda: decode_answer(line, Answer), lambda: decode_request(line)):
        try:
            read()
        except BadAnswer:
            continue


def test_the_offer_of_one_way_is_how_it_behaves() -> None:
    carries = Offer(name="x", switch=frozenset({"carry"}))
    assert carries.carries(Workflow())
    assert not Offer(name="x", switch=frozenset({"carry", "park"})).carries(Workflow())
    assert not Offer(name="x").carries(Workflow())
    assert Offer(name="x").carries(Workflow(policy="carry"))
    assert carries.lacks(Workflow(), Operation.SWITCH) == ""
    assert (
        carries.lacks(Workflow(policy="park"), Operation.PUSH) == 'the story wants policy = "park", and x offers carry'
    )


def test_the_shipped_schema_is_the_one_of_the_messages() -> None:
    shipped = Path(gitscen.subject.__file__).parent / "protocol.schema.json"
    assert shipped.read_text() == schema_text()
