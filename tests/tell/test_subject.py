from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitscen.scenario.asks import AskCommit, AskPush, AskStep, Interrupt, Recover, Resolve, Switch, Sync
from gitscen.tell.subject import python_call


@pytest.mark.parametrize(
    ("step", "call"),
    [
        (Switch(branch="thread-a"), 'switch("thread-a", start=None)'),
        (Switch(branch="b", start="main"), 'switch("b", start="main")'),
        (AskCommit(message="it's"), 'commit("it\'s", paths=None)'),
        (AskCommit(message="m", paths=('"caf\\351"', "a b")), "commit(\"m\", paths=[b'caf\\xe9', b'a b'])"),
        (AskPush(), "push()"),
        (Sync(source="main"), 'sync(source="main")'),
        (Resolve(), "resolve()"),
        (Interrupt(), "interrupt(job)"),
        (Recover(), "recover()"),
    ],
)
def test_a_call(step: AskStep, call: str) -> None:
    assert python_call(step) == call


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0")))
def test_any_text_is_the_same_text_in_python(text: str) -> None:
    call = ast.parse(python_call(AskCommit(message=text)), mode="eval").body
    assert isinstance(call, ast.Call)
    assert ast.literal_eval(call.args[0]) == text
