"""A Python class behind the protocol: requests from one stream, answers to another.

It is the counterpart of `program`, and holds the class to what `python` does with it. Whatever the class raises is no
answer, and ends it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

from gitscen.errors import UsageError
from gitscen.names import unquote_path
from gitscen.outcome import Status
from gitscen.scenario.model import Workflow
from gitscen.subject import message
from gitscen.subject.message import Answer, BadAnswer, Introduction, decode_request, encode_answer
from gitscen.subject.python import PythonSubject, find_class
from gitscen.subject.translate import from_open, from_request, to_answer, to_introduction


def serve(spec: str, requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer requests for the class `module:Class` until it is asked to close, or until they end.

    Raises `UsageError` where there is no such class, and for a line that is no request.
    """
    find_class(spec)
    served = Served(spec)
    for line in requests:
        try:
            request = decode_request(line)
        except BadAnswer as error:
            raise UsageError(f"{line[:200]!r} is no request of the protocol: {error}. See docs/protocol.md.") from error
        answers.write(encode_answer(served.answer(request)))
        answers.flush()
        if isinstance(request, message.Close):
            return


class Served:
    """A class, and the workspace that it was told to look after."""

    def __init__(self, spec: str) -> None:
        """Take the class; it is made at its first operation."""
        self._spec = spec
        self._subject: PythonSubject | None = None

    def answer(self, request: message.Request) -> Introduction | Answer:
        """Return the answer to one request. Raises `UsageError` for one that comes too early."""
        match request:
            case message.Hello():
                return to_introduction(PythonSubject(self._spec, Path(), Workflow()).begin())
            case message.Open():
                place = Path(os.fsdecode(unquote_path(request.workspace)))
                self._subject = PythonSubject(self._spec, place, from_open(request))
            case message.Close():
                pass
            case _:
                return self._operate(request)
        return Answer(status=Status.DONE)

    def _operate(self, request: message.AskRequest) -> Answer:
        if self._subject is None:
            raise UsageError("an operation was asked before a workspace was opened. Send open first.")
        job = request.job if isinstance(request, message.Interrupt) else None
        return to_answer(self._subject.ask(from_request(request), job))
