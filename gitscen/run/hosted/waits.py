"""What a story waits for, held against what is there: nothing more to wait for, or what is still amiss. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import zip_longest

from gitscen.scenario.hosted import Await, Depths, WantedAnswer
from gitscen.session.message import Answer
from gitscen.verdict import Failure


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What is there at one moment, as far as a wait asks for it.

    `begun` counts files that agents have written, by command. `queues` are depths by session, -1 for queues that are
    gone. `lives` tells each running container's process from one of an earlier life.
    """

    answers: Mapping[str, Answer]
    begun: Mapping[str, int]
    queues: Mapping[str, Depths]
    dead: Mapping[str, Sequence[str]]
    groups: Sequence[tuple[str, ...]]
    pushed: Mapping[str, bool]
    lives: Mapping[str, str]
    before: Mapping[str, str]
    """The lives of containers at the last wait."""
    most: int


def find_amiss(step: Await, state: State) -> tuple[tuple[Failure, ...], bool]:
    """Return what is not as the story wants it, and whether that can still change: a wrong answer stays wrong."""
    wrong = tuple(_check_answers(step, state))
    return wrong or tuple(_check_state(step, state)), not wrong


def _check_answers(step: Await, state: State) -> Iterator[Failure]:
    for command, wanted in step.answers.items():
        answer = state.answers.get(command)
        if answer is None:
            continue
        hoped, found = _compare(wanted, answer)
        if hoped:
            yield Failure(
                rule="expect answers",
                message=f"{command} was answered otherwise than the story wants{_because(answer)}.",
                wanted="\n".join(hoped),
                seen="\n".join(found),
            )


def _compare(wanted: WantedAnswer, answer: Answer) -> tuple[list[str], list[str]]:
    """Return the lines that differ: wanted, and found."""
    hoped, found = [], []
    for name in ("success", "interrupted"):
        hope = getattr(wanted, name)
        if hope is not None and hope is not getattr(answer, name):
            hoped.append(f"{name} {hope}")
            found.append(f"{name} {getattr(answer, name)}")
    for name in ("summary", "error"):
        hope, said = getattr(wanted, name), getattr(answer, name)
        if hope is not None and hope.lower() not in said.lower():
            hoped.append(f"{name} with {hope!r}")
            found.append(f"{name} {said!r}")
    if wanted.files is not None and wanted.files != tuple(sorted(answer.files)):
        hoped.append(f"files {', '.join(wanted.files)}")
        found.append(f"files {', '.join(sorted(answer.files))}")
    return hoped, found


def _because(answer: Answer) -> str:
    return f": {answer.error or answer.summary}" if answer.error or answer.summary else ""


def _check_state(step: Await, state: State) -> Iterator[Failure]:
    missing = [command for command in step.answers if command not in state.answers]
    if missing:
        yield _late(step, "answers", f"there is no answer to {', '.join(missing)}")
    for command, count in step.begun.items():
        if state.begun.get(command, 0) < count:
            yield _late(step, "begun", f"the agent has written {state.begun.get(command, 0)} files for {command}")
    yield from _check_queues(step, state)
    for session in step.pushed:
        if not state.pushed.get(session):
            yield _late(step, "pushed", f"the branch of {session} is not on the remote as it is in the workspace")
    if step.containers is not None:
        hoped = sorted(tuple(sorted(group)) for group in step.containers)
        if hoped != sorted(state.groups):
            yield _late(step, "containers", "other containers run", _tell(hoped), _tell(state.groups))
    anew = [name for name, life in state.before.items() if state.lives.get(name, life) != life]
    if step.kept and anew:
        yield Failure(rule="expect kept", message=f"{', '.join(anew)} was started anew.")
    if step.most is not None and state.most > step.most:
        yield Failure(rule="expect most", message=f"{state.most} containers ran at once, and {step.most} may.")


def _check_queues(step: Await, state: State) -> Iterator[Failure]:
    for session, wanted in step.queues.items():
        found = state.queues[session]
        for name in ("input", "dlq"):
            hope = -1 if wanted == "gone" else getattr(wanted, name)
            if hope is not None and hope != getattr(found, name):
                seen = getattr(found, name)
                yield _late(step, "queues", f"{session}: wrong {name} queue", _depth(hope), _depth(seen))
    for session, patterns in step.dead.items():
        reasons = state.dead.get(session, ())
        if not all(None not in pair and fnmatchcase(pair[1], pair[0]) for pair in zip_longest(patterns, reasons)):
            yield _late(step, "dead", f"{session}: other dead letters", "\n".join(patterns), "\n".join(reasons))


def _late(step: Await, name: str, says: str, wanted: str = "", seen: str = "") -> Failure:
    return Failure(rule=f"expect {name}", message=f"within {step.within:g} s: {says}.", wanted=wanted, seen=seen)


def _tell(groups: Sequence[tuple[str, ...]]) -> str:
    return "\n".join(", ".join(group) or "(no session)" for group in groups) or "(none)"


def _depth(count: int | None) -> str:
    return "(no such queue)" if count == -1 else f"{count} messages"
