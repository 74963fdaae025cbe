"""A program as the subject: it speaks the protocol on its standard input and output, started once a case.

It is started anew for the next request after the story had it killed, and after a step of the story has changed the
environment (the dates of commits apart): a running program keeps the one that it was started with.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gitscen.errors import BadName
from gitscen.outcome import Operation, Outcome, Status
from gitscen.scenario.asks import OPERATIONS, Ask
from gitscen.scenario.model import Workflow
from gitscen.subject.fault import SubjectFault
from gitscen.subject.message import (
    Answer,
    BadAnswer,
    Close,
    Hello,
    Introduction,
    Request,
    Told,
    decode_answer,
    encode_request,
)
from gitscen.subject.offer import Offer
from gitscen.subject.process import Process
from gitscen.subject.translate import from_answer, from_introduction, to_open, to_request

LIMIT = 30.0
"""Seconds in which a request must be answered."""

CLOSING = 10.0
"""Seconds in which a program must have answered close, and in which it must have ended then."""

DATES = ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE")
"""Variables that are other ones at every request. A program's commits are dated by when it was started."""


@dataclass(slots=True)
class ProgramSubject:
    """One program for one case, asked to look after the workspace at `place`; `door` goes first on its PATH."""

    argv: Sequence[str]
    directory: Path
    place: Path
    wanted: Workflow
    door: Path | None = None
    limit: float = LIMIT
    names_head: bool = field(default=False, init=False)
    _process: Process | None = field(default=None, init=False)
    _offer: Offer | None = field(default=None, init=False)
    _opened: Answer | None = field(default=None, init=False)
    _around: tuple[dict[str, str], int] | None = field(default=None, init=False)
    _said: str = field(default="", init=False)

    @property
    def group(self) -> int | None:
        """The process group that a kill of the story ends."""
        return self._process.pid if self._process else None

    def begin(self) -> Offer:
        """Start it where it is not running, and have it open the workspace. Raises `SubjectFault`."""
        around = _surroundings()
        if self._process is not None and self._around != around:
            self.end()
        if self._process is None or self._offer is None:
            self._start(around)
            self._offer = from_introduction(self._talk(Hello(), "hello", Introduction))
            self._opened = None
        if self._opened is None or self._opened.status is not Status.DONE:
            self._opened = self._talk(to_open(os.fsencode(self.place), self.wanted), "open", Answer)
        return self._offer

    def ask(self, step: Ask, job: int | None, *, seconds: float | None = None) -> Outcome:
        """Ask for one operation, after `begin`; a workspace that was not opened is the answer to it.

        `seconds` is what the story gives it, if that is less than the limit. Raises `SubjectFault`.
        """
        operation = OPERATIONS[type(step)]
        assert self._opened is not None  # noqa: S101 - begin was called
        if self._opened.status is not Status.DONE:
            return self._to_outcome(operation, self._opened)
        limit = min(self.limit, seconds or self.limit)
        return self._to_outcome(operation, self._talk(to_request(step, job), operation.value, Answer, limit))

    def end(self) -> None:
        """Ask it to close and wait until it has ended; nothing is done where it is not running.

        Raises `SubjectFault` where it does not, or says something that nobody asked for.
        """
        if self._process is None:
            return
        try:
            answer = self._talk(Close(), "close", Answer, CLOSING)
            if answer.status is not Status.DONE:
                raise SubjectFault(
                    f"the program answered close with {answer.status.value}, not with done.", self._process.said
                )
            self._process.finish(seconds=CLOSING)
        finally:
            self.kill()

    def kill(self) -> str:
        """End it as it is; return what it has written to standard error since this was called last."""
        if self._process is not None:
            self._process.kill()
            self._said += self._process.said
            self._process = None
        said, self._said = self._said, ""
        return said

    def _start(self, around: tuple[dict[str, str], int]) -> None:
        environment = dict(os.environ)
        if self.door is not None:
            environment["PATH"] = f"{self.door}{os.pathsep}{environment.get('PATH', os.defpath)}"
        self._around = around
        self._process = Process(self.argv, directory=self.directory, environment=environment)

    def _talk(self, request: Request, what: str, kind: type[Told], seconds: float | None = None) -> Told:
        """Send one request and return the answer. Whatever is none ends the program."""
        process = self._process
        if process is None:
            raise SubjectFault(f"the program is not running when it is to be asked {what}.")
        try:
            line = process.ask(encode_request(request), what=what, seconds=seconds or self.limit)
            try:
                return decode_answer(line, kind)
            except BadAnswer as error:
                told = line[:200].decode(errors="replace")
                raise SubjectFault(
                    f"the program answered {what} with {told!r}, which is no answer: {error}.", process.said
                ) from error
        except SubjectFault:
            process.kill()
            self._said += process.said
            self._process = None
            raise

    def _to_outcome(self, operation: Operation, answer: Answer) -> Outcome:
        try:
            return from_answer(operation, answer)
        except BadName as error:
            raise SubjectFault(f"the program answered {operation.value} with a path that is none: {error}") from error


def _surroundings() -> tuple[dict[str, str], int]:
    """Return what a program takes over from this process: its environment but for the dates, and its umask."""
    mask = os.umask(0)
    os.umask(mask)
    return {name: value for name, value in os.environ.items() if name not in DATES}, mask
