"""The results of a pool to one `RunResult`, in the order of the cases, also when the person ends it with ^C."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Sequence

from gitscen.run.rounds import join_rounds
from gitscen.scenario.model import Case
from gitscen.verdict import CaseResult, RunResult


def collect_results(
    cases: Sequence[Case],
    results: Iterator[CaseResult],
    *,
    git: str,
    workflow: str,
    on_result: Callable[[CaseResult], None],
    repeat: int = 1,
    seed: int | None = None,
) -> RunResult:
    """Take all results, show each to `on_result`, and return the run. KeyboardInterrupt ends it early.

    Results of one case that was played more than once become one.
    """
    began = time.monotonic()
    judged: dict[str, list[CaseResult]] = {}
    interrupted = False
    try:
        for result in results:
            judged.setdefault(result.id, []).append(result)
            on_result(result)
    except KeyboardInterrupt:
        interrupted = True
    finally:
        if isinstance(results, Generator):
            results.close()
    ordered = tuple(join_rounds(judged[case.id]) for case in cases if case.id in judged)
    return RunResult(
        git=git,
        workflow=workflow,
        cases=ordered,
        seconds=time.monotonic() - began,
        interrupted=interrupted,
        repeat=repeat,
        seed=seed,
    )
