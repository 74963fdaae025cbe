"""A program that breaks the protocol is told from one that keeps it; each call comes back, and nothing stays behind."""

from __future__ import annotations

import json
import os
import select
import signal
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from gitscen.names import ConflictNature, Side
from gitscen.outcome import Operation, Status
from gitscen.scenario.asks import AskCommit, AskPush, Interrupt, Switch
from gitscen.scenario.model import Workflow
from gitscen.subject import program
from gitscen.subject.fault import SubjectFault, SubjectSlow
from gitscen.subject.process import Process
from gitscen.subject.program import ProgramSubject
from tests.processes import LIMIT
from tests.subject.plays import PLAIN, RUDE, rude_argv

SLOW = 0.2
"""Seconds that a program which never answers is given."""


def rude(*words: str, wanted: Workflow = PLAIN) -> ProgramSubject:
    return ProgramSubject(rude_argv(*words), RUDE.parent, RUDE.parent, wanted)


@pytest.fixture
def opened() -> Iterator[list[ProgramSubject]]:
    subjects: list[ProgramSubject] = []
    yield subjects
    for subject in subjects:
        subject.kill()


def test_one_that_keeps_it_is_asked_and_ends() -> None:
    subject = rude("well")
    offer = subject.begin()
    assert (offer.name, offer.operations) == ("rude well", frozenset(Operation))
    pid = subject.group
    for _ in range(2):
        subject.begin()
        done = subject.ask(AskPush(), None)
        assert (done.operation, done.status, done.branch, done.head) == (Operation.PUSH, Status.DONE, None, None)
        assert subject.group == pid
    subject.end()
    assert subject.group is None


BROKEN = [
    ("nonsense", r"the program answered push with 'Traceback, or a greeting', which is no answer: JSON is malformed"),
    (
        "half",
        r"the program ended with exit code 0 in the middle of a line, '{\"status\": \"do', before it answered push",
    ),
    ("dies", r"(?s)the program was ended by SIGSEGV before it answered push\.\nThe last lines .*\n  last words"),
    ("exits", "the program ended with exit code 7 before it answered push"),
    ("floods-stderr", r"(?s)which is no answer: Invalid enum value 'dunno' .*\n  last words"),
    ("floods-stdout", "the program answered push with a line of more than 1024 KiB"),
    ("twice", r"the program answered push with more than one line; the next begins with '{\"status\": \"failed\""),
    ("status", r"Invalid enum value 'dunno' - at `\$.status`"),
    ("key", "which is no answer: Object contains unknown field `branch`"),
    ("introduces", "which is no answer: Object contains unknown field `gitscen`"),
    ("path", "a path that is none: the quoted path"),
    ("not-utf8", r"the program answered push with '{\"status\": \"done\", \"reason\": \"caf.\"}', which is no answer"),
    ("mute", "the program closed its standard output before it answered push"),
]


@pytest.fixture(autouse=True)
def ending(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have programs that have closed their output end in their own time."""
    monkeypatch.setattr("gitscen.subject.process.ENDING", LIMIT)


@pytest.mark.parametrize(("way", "says"), BROKEN)
def test_what_is_no_answer_is_told(
    way: str, says: str, opened: list[ProgramSubject], monkeypatch: pytest.MonkeyPatch
) -> None:
    if way == "mute":
        monkeypatch.setattr("gitscen.subject.process.ENDING", SLOW)
    subject = rude(way)
    opened.append(subject)
    subject.begin()
    with pytest.raises(SubjectFault, match=says) as told:
        subject.ask(AskPush(), None)
    assert told.value.rule == "subject"
    assert len(subject.kill()) <= 64 * 1024


@pytest.mark.parametrize(
    ("way", "says"),
    [
        ("hangs", "no answer to commit within 0.2 s; it was ended"),
        ("half-hangs", r"no answer to commit within 0.2 s; so far it said '{\"sta'; it was ended"),
        ("deaf", "no answer to commit within 0.2 s; it was ended"),
    ],
)
def test_one_that_never_answers_has_overdrawn_its_budget(
    way: str, says: str, opened: list[ProgramSubject], monkeypatch: pytest.MonkeyPatch
) -> None:
    subject = rude(way)
    opened.append(subject)
    subject.begin()
    if way == "half-hangs":  # its time is over once it has said the half
        process = subject._process
        assert process
        clock = SimpleNamespace(monotonic=lambda: 1.0 if process._heard else 0.0)
        monkeypatch.setattr("gitscen.subject.process.time", clock)
    with pytest.raises(SubjectSlow, match=says) as told:
        subject.ask(AskCommit(message="much to read " * 100_000), None, seconds=SLOW)
    assert told.value.rule == "budget-exceeded"
    assert subject.group is None


@pytest.mark.parametrize(
    ("way", "says"),
    [
        ("version", "it speaks version 2 of the protocol, and this is version 1"),
        ("boasts", r"the program answered hello with .*Invalid enum value 'fly' - at `\$.operations"),
    ],
)
def test_a_wrong_introduction(way: str, says: str) -> None:
    with pytest.raises(SubjectFault, match=says):
        rude(way).begin()


def ask_on(subject: ProgramSubject) -> None:
    for _ in range(3):
        subject.ask(AskPush(), None)
    subject.end()


@pytest.mark.parametrize("way", ["afterthought", "floods-lines"])
def test_an_answer_that_comes_too_late_to_be_seen_at_once(way: str, opened: list[ProgramSubject]) -> None:
    subject = rude(way)
    opened.append(subject)
    subject.begin()
    with pytest.raises(SubjectFault, match=r"which nobody had asked for|more than one line|answered close with"):
        ask_on(subject)


def test_one_that_ends_when_it_has_answered(opened: list[ProgramSubject]) -> None:
    subject = rude("leaves")
    opened.append(subject)
    subject.begin()
    subject.ask(AskPush(), None)
    with pytest.raises(SubjectFault, match=r"the program ended with exit code 0 before it (was asked|answered) push"):
        subject.ask(AskPush(), None)


@pytest.mark.parametrize(
    ("way", "says"),
    [
        ("stays", "the program answered close with refused, not with done"),
        ("chatters", "after its answer to close the program said 'bye'|answered close with more than one line"),
        ("clings", "the program had not ended 0.2 s after it was asked to close"),
    ],
)
def test_one_that_does_not_close_well(way: str, says: str, monkeypatch: pytest.MonkeyPatch) -> None:
    subject = rude(way)
    subject.begin()
    monkeypatch.setattr(program, "CLOSING", LIMIT)
    if way == "clings":
        finish = Process.finish
        monkeypatch.setattr(Process, "finish", lambda process, **_: finish(process, seconds=SLOW))
    with pytest.raises(SubjectFault, match=says):
        subject.end()
    assert subject.group is None


def test_a_workspace_that_is_not_opened_is_the_answer_to_every_operation() -> None:
    subject = rude("refuses")
    subject.begin()
    done = subject.ask(AskPush(), None)
    assert (done.status, done.reason) == (Status.REFUSED, "not here")
    subject.end()


def test_a_program_that_cannot_be_started() -> None:
    subject = ProgramSubject(["/no/such/program"], RUDE.parent, RUDE.parent, Workflow())
    with pytest.raises(
        SubjectFault, match="the program '/no/such/program' cannot be started: No such file or directory"
    ):
        subject.begin()


def test_conflicts_are_read_with_the_usual_nature_of_their_kind() -> None:
    subject = rude("settles")
    subject.begin()
    [one] = subject.ask(AskPush(), None).resolutions
    assert (one.path, one.nature, one.kept) == (b"caf\xe9", ConflictNature.MODIFY_DELETE, Side.LOCAL)
    subject.end()


def test_requests_are_what_the_protocol_says(tmp_path: Path) -> None:
    subject = rude("echoes", str(tmp_path / "log"), wanted=Workflow(session="s", policy="carry"))
    subject.begin()
    subject.ask(Switch(branch="b"), None)
    subject.ask(AskCommit(message='a "café"\n', paths=("a b", '"caf\\351"')), None)
    subject.ask(Interrupt(), 123)
    subject.end()
    lines = (tmp_path / "log").read_text().splitlines()
    assert lines[0] == '{"op": "switch", "branch": "b", "start": null}'
    assert lines[1] == '{"op": "commit", "message": "a \\"café\\"\\n", "paths": ["a b", "\\"caf\\\\351\\""]}'
    assert json.loads(lines[2]) == {"op": "interrupt", "job": 123}


def test_another_environment_takes_another_process_and_another_date_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "log"
    subject = rude("environment", str(log))
    for name, value in (("GIT_AUTHOR_DATE", "1 +0000"), ("GIT_AUTHOR_DATE", "2 +0000"), ("LC_ALL", "C")):
        monkeypatch.setenv(name, value)
        subject.begin()
        subject.ask(AskPush(), None)
    subject.end()
    (one, before), (two, same), (other, after) = map(str.split, log.read_text().splitlines())
    assert (before, same, after) == ("None", "None", "C")
    assert one == two != other


def test_its_group_ends_with_it(tmp_path: Path) -> None:
    log = tmp_path / "log"
    subject = rude("children", str(log))
    subject.begin()
    subject.ask(AskPush(), None)
    in_group, *escaped = (os.pidfd_open(int(pid)) for pid in log.read_text().split())
    subject.end()
    assert select.select([in_group], [], [], LIMIT)[0]
    for child in escaped:  # a case ends those, by their mark
        signal.pidfd_send_signal(child, signal.SIGKILL)
    for child in (in_group, *escaped):
        os.close(child)
