"""The worker process, forked by `gitscen.run.fork`: requests in, results out, one line of JSON each.

Its environment is the allow-list that its parent gave it. The pipes to the parent are private: what a subject
prints goes to standard error, and what it reads from standard input is empty. It ends when its requests end.
"""

from __future__ import annotations

import contextlib
import os
import pkgutil
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from gitscen.errors import GitscenError, ScenarioError
from gitscen.run.message import Request, decode_request, encode_result
from gitscen.verdict import CaseResult, Verdict


def main() -> None:
    """Answer requests until there are no more."""
    requests, answers = private_pipes()
    restore = remember_process()
    with requests, answers:
        for line in requests:
            result = answer(decode_request(line))
            flush_output()
            answers.write(encode_result(result))
            answers.flush()
            restore()


def private_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Take standard input and output away from everything else in this process; children do not inherit them."""
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return requests, answers


def flush_output() -> None:
    """Write out what a subject has printed so far: it belongs to the case that ends now."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, OSError, ValueError):  # None, a full disk, closed by the subject
            stream.flush()


def remember_process() -> Callable[[], None]:
    """Return what gives this process back the environment, directory and umask that it has now."""
    environment, directory = dict(os.environ), Path.cwd()
    mask = os.umask(0)
    os.umask(mask)

    def restore() -> None:
        os.environ.clear()
        os.environ.update(environment)
        os.chdir(directory)
        os.umask(mask)

    return restore


def answer(request: Request) -> CaseResult:
    """Play the case. Whatever goes wrong in that is no verdict on the subject: the case errored, with the reason."""
    began = time.monotonic()
    try:
        sys.path[:] = request.path
        play: Callable[..., CaseResult] = pkgutil.resolve_name(request.play)
        return play(request.case, Path(request.root), workflow=request.workflow)
    except BaseException as error:  # noqa: BLE001 - a subject's sys.exit ends one case, not the run
        traceback.print_exc()
        sys.stderr.flush()
        return CaseResult(
            id=request.case.id,
            scenario=request.case.name,
            clone=request.case.clone,
            verdict=Verdict.ERRORED,
            seconds=time.monotonic() - began,
            reason=told(error),
            source=request.case.source,
            wrong=isinstance(error, ScenarioError),
        )


def told(error: BaseException) -> str:
    """Return an exception as one sentence: gitscen's own as they are, others with their kind and place."""
    if isinstance(error, GitscenError):
        return str(error)
    frames = traceback.extract_tb(error.__traceback__)
    place = f", at {frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    said = f": {error}" if str(error) else ""
    return f"{type(error).__name__}{said}{place}."
