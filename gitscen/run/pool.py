"""Cases to results, in worker processes, a case at a time each. Results come in the order in which they are ready.

A worker that hangs or dies costs its one case and is replaced. Whatever ends the run, also an exception in the
code that takes the results, ends the workers and removes the worlds that are not kept: close the iterator.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import sys
import time
from collections import deque
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from gitscen.run.ground import Ground, Keep
from gitscen.run.known import Known, judge_known
from gitscen.run.message import Request, decode_result, encode_request
from gitscen.run.nursery import Nursery
from gitscen.run.process import WorkerProcess
from gitscen.run.rebuild import write_script
from gitscen.scenario.model import Case
from gitscen.subject.spec import WORKFLOW
from gitscen.verdict import CaseResult, Failure, Invariant, Verdict

PLAY = "gitscen.run.play:play"

PULSE = 0.5
"""Seconds between looks at workers that say nothing: a dead one's pipe may be held open by a child of its own."""


def default_jobs() -> int:
    """Return one more than the processors that this process may use: a case now and then waits for a process."""
    return 1 + (len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1)


def run_cases(
    cases: Sequence[Case],
    *,
    workflow: str = WORKFLOW,
    jobs: int,
    keep: Keep,
    exitfirst: bool,
    limit: float = 60.0,
    play: str = PLAY,
    nursery: Nursery | None = None,
    known: Known = MappingProxyType({}),
) -> Generator[CaseResult, None, None]:
    """Yield the result of each case, until all are done or, with `exitfirst`, one turns the run red.

    `limit` is the time of one case in seconds. `workflow` is a text that
    `gitscen.subject.spec` has settled, and `play` a name as `module:attribute`. A `nursery`
    that was begun before is closed with the run. `known` failures, by case id, count as such. Raises `WorldError`
    where there is no place for worlds.
    """
    ground = Ground(keep)
    pool = Pool(ground, workflow, play, limit, nursery, known=known)
    waiting = deque(enumerate(cases, start=1))
    ready: list[_Ended] = []
    try:
        while waiting or pool.turns or ready:
            # The next cases start before worlds are removed and results are taken: no worker waits for that.
            while waiting and len(pool.turns) < jobs:
                ready += pool.begin(*waiting.popleft())
            for ended in ready:
                result = ended.leave(ground)
                yield result
                if exitfirst and result.verdict.red:
                    return
            ready = pool.listen() if pool.turns else []
    finally:
        pool.close()


@dataclass(frozen=True, slots=True)
class _Turn:
    """A case that a worker is at."""

    case: Case
    room: Path
    worker: WorkerProcess
    began: float

    @property
    def seconds(self) -> float:
        """How long it has been going on."""
        return time.monotonic() - self.began


@dataclass(frozen=True, slots=True)
class _Ended:
    """A case with its result on a workflow; its world is still there, if there ever was one."""

    case: Case
    workflow: str
    result: CaseResult
    room: Path | None = None
    stderr: str = ""

    def leave(self, ground: Ground) -> CaseResult:
        """Return the result with the place of the world, if that is kept.

        What the worker said is put into it, and the script that rebuilds a failure.
        """
        world = ground.leave(self.room, self.result.verdict) if self.room is not None else ""
        if world and self.stderr:
            with contextlib.suppress(OSError):
                Path(world, "stderr.txt").write_text(self.stderr, encoding="utf-8")
        result = replace(self.result, workflow="" if self.workflow == WORKFLOW else self.workflow)
        script = write_script(Path(world), self.case, result, self.workflow) if world else ""
        return replace(result, world=world, script=script)


class Pool:
    """The workers of a run and what each is at. `begin` a case, `listen` until it has ended, `leave` its room."""

    def __init__(
        self,
        ground: Ground,
        workflow: str,
        play: str = PLAY,
        limit: float = 60.0,
        nursery: Nursery | None = None,
        *,
        known: Known = MappingProxyType({}),
    ) -> None:
        """Take what `run_cases` takes; nothing is started before the first case."""
        self.turns: list[_Turn] = []
        self._ground, self._workflow, self._play, self._limit = ground, workflow, play, limit
        self._nursery, self._known = nursery, known
        self._idle: list[WorkerProcess] = []
        self._started = 0

    def begin(self, number: int, case: Case) -> list[_Ended]:
        """Give a case to a worker. There is a result at once only where that is impossible, as on a full disk."""
        began = time.monotonic()
        room = None
        try:
            room = self._ground.room(number, case.id)
            worker = self._idle.pop() if self._idle else self._start()
        except OSError as error:
            return [self._end(case, _errored(case, f"the case could not be started: {error}.", seconds=0.0), room)]
        self.turns.append(_Turn(case, room, worker, began))
        worker.send(
            encode_request(
                Request(case=case, root=str(room), workflow=self._workflow, path=tuple(sys.path), play=self._play)
            )
        )
        return []

    def listen(self) -> list[_Ended]:
        """Wait until a worker says something, a case's time is over, or a moment has passed; return what ended."""
        with selectors.DefaultSelector() as selector:
            for turn in self.turns:
                selector.register(turn.worker, selectors.EVENT_READ, turn.worker)
            soonest = min(self._limit - turn.seconds for turn in self.turns)
            for key, _ in selector.select(max(0.0, min(PULSE, soonest))):
                key.data.listen()
        return [ended for turn in tuple(self.turns) if (ended := self._look(turn)) is not None]

    def close(self) -> None:
        """End all workers and clear the ground."""
        for worker in (*self._idle, *(turn.worker for turn in self.turns)):
            worker.end()
        if self._nursery is not None:
            self._nursery.close()
        self._ground.close()

    def _start(self) -> WorkerProcess:
        if self._nursery is not None and self._nursery.ended:
            self._nursery.close()
            self._nursery = None
        self._nursery = self._nursery or Nursery()
        self._started += 1
        return WorkerProcess(self._nursery, self._ground.path, self._started)

    def _look(self, turn: _Turn) -> _Ended | None:
        """Return how a turn ended, or None while it goes on. The worker is then idle, or ended."""
        line = turn.worker.answer()
        result = _heard(line) if line is not None else None
        if result is not None:
            self._idle.append(turn.worker)
        elif (code := turn.worker.ended()) is not None:
            result = _died(turn, code)
        elif line is not None:
            result = _errored(turn.case, "the worker's answer could not be read.", seconds=turn.seconds)
        elif turn.seconds >= self._limit:
            result = _hung(turn, self._limit)
        else:
            return None
        self.turns.remove(turn)
        stderr = turn.worker.stderr()
        if turn.worker not in self._idle:
            turn.worker.end()
        return self._end(turn.case, result, turn.room, stderr)

    def _end(self, case: Case, result: CaseResult, room: Path | None, stderr: str = "") -> _Ended:
        counted = judge_known(replace(result, steps=len(case.scenario.step)), self._known)
        return _Ended(case, self._workflow, counted, room, stderr)


def _heard(line: bytes) -> CaseResult | None:
    """Return the result that a worker answered with, None where that is not to be understood."""
    try:
        return decode_result(line)
    except ValueError:
        return None


def _died(turn: _Turn, code: int) -> CaseResult:
    """Return the result of a case whose worker has ended in the middle of it."""
    how = f"was ended by {_signal_name(-code)}" if code < 0 else f"ended with exit code {code}"
    said = turn.worker.stderr().strip().rpartition("\n")[2]
    reason = f"the worker process {how}" + (f"; it said last: {said}" if said else ".")
    return _errored(turn.case, reason, seconds=turn.seconds)


def _signal_name(number: int) -> str:
    """Return the name of a signal, or its number where it has none."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _hung(turn: _Turn, limit: float) -> CaseResult:
    """Return the result of a case that took too long. That is a verdict on the subject."""
    message = f"no answer within {limit:g} s; its processes were ended."
    return CaseResult(
        id=turn.case.id,
        scenario=turn.case.name,
        clone=turn.case.clone,
        verdict=Verdict.FAILED,
        seconds=turn.seconds,
        reason=message,
        failures=(Failure(rule=Invariant.BUDGET_EXCEEDED.value, message=message),),
        source=turn.case.source,
    )


def _errored(case: Case, reason: str, *, seconds: float) -> CaseResult:
    """Return the result of a case that could not be judged."""
    return CaseResult(
        id=case.id,
        scenario=case.name,
        clone=case.clone,
        verdict=Verdict.ERRORED,
        seconds=seconds,
        reason=reason,
        source=case.source,
    )
