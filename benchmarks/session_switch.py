"""G9, the switch of sessions: from a message that lies in a queue to an agent that could begin, by `Workspace.switch`.

The container receives, reads, looks for an answer that was given before, writes down what it does, and switches; the
agent is one that cannot be started. The other side switches as often between the same branches of a like repository.
"""

from __future__ import annotations

import contextlib
import io
import itertools
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

from benchmarks.agreement import require
from benchmarks.bench import Bench
from benchmarks.goal import Row
from benchmarks.repository import Size, build_repository
from benchmarks.rounds import Side, interleave, milliseconds, paired
from gitscen import Workspace
from gitscen.session import process
from gitscen.session.carrier import Carrier
from gitscen.session.desk import Desk
from gitscen.session.errand import Stop
from gitscen.session.lease import Lease
from gitscen.session.process import NotStarted
from gitscen.session.settings import ContainerSettings, Habits
from gitscen.session.transport import open_transport

LIMIT = 1.3
THREADS = ("thread-a", "thread-b")
FILES = (10, 1_000)


def measure_switch(bench: Bench) -> Iterator[Row]:
    """Yield a row for each size of a workspace."""
    for files in FILES:
        room = bench.place / f"session-switch-{files}"
        room.mkdir()
        session, close = _by_session(room / "session", files, bench.env)
        try:
            times = interleave(
                {"session": session, "direct": _directly(room / "direct", files, bench.env)}, bench.rounds
            )
        finally:
            close()
        yield Row(
            goal="G9",
            what=f"a switch of sessions, {files:,} files",
            limit=LIMIT,
            ratio=paired(times["session"], times["direct"]),
            note=f"{milliseconds(times['session']):.1f} ms by {milliseconds(times['direct']):.1f} ms",
        )


def _directly(root: Path, files: int, env: dict[str, str]) -> Side:
    repository = build_repository(root, Size(files=files), env)
    workspace = Workspace(repository.workspace)
    for thread in THREADS:
        require(workspace.switch(thread).ok, f"{thread} was not made.")
    turns = _turns()

    def side() -> float:
        begun = time.perf_counter()
        outcome = workspace.switch(next(turns))
        seconds = time.perf_counter() - begun
        require(outcome.ok, f"the switch did not go well: {outcome.reason}")
        return seconds

    return side


def _by_session(root: Path, files: int, env: dict[str, str]) -> tuple[Side, Callable[[], None]]:
    folder = root / "a-b-c"
    repository = build_repository(root / "repository", Size(files=files), env)
    (folder / "events").mkdir(parents=True)
    repository.workspace.rename(folder / "workspace")
    url = f"sqlite://{root}/queues.db"
    transport = open_transport(url)
    settings = ContainerSettings(
        transport=url,
        container="a-b-c",
        client="a",
        project="b",
        user="c",
        folder=folder,
        remote=str(repository.origin),
        run="1",
        habits=Habits(),
    )
    carrier = Carrier(settings, transport, Lease(transport, settings), Stop())
    carrier.begin()
    desk, turns, reached = Desk(transport), _turns(), list[float]()
    for thread in THREADS:
        desk.open(client="a", project="b", user="c", thread=thread, session=thread)

    def start(*_: object, **__: object) -> NoReturn:
        reached.append(time.perf_counter())
        raise NotStarted("there is no agent.")

    def side() -> float:
        thread = next(turns)
        before, process.start_agent = process.start_agent, start
        try:
            command = desk.send(thread, "do it")
            begun = time.perf_counter()
            with contextlib.redirect_stderr(io.StringIO()):  # the log
                require(carrier.step(10.0), "no message came.")
        finally:
            process.start_agent = before
        answer = desk.wait(thread, command)[command]
        require(answer.error == "there is no agent.", f"the switch did not go well: {answer.error}")
        return reached[-1] - begun

    for _ in THREADS:
        side()
    return side, carrier.close


def _turns() -> Iterator[str]:
    return itertools.cycle(THREADS)
