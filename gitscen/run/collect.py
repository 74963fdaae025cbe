"""The results of a pool to one `RunResult`, in the order of the cases, also when the person ends it with ^C."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Sequence

from gitscen.scenario.model import Case
from gitscen.verdict import CaseResult, RunResult


def collect_results(
    cases: Sequence[Case],
    results: Iterator[CaseResult],
    *,
    git: str,
    workflow: str,
    on_result: Callable[[CaseResult], None],
) -> RunResult:
    """Take all results, show each to `on_result`, and return the run. KeyboardInterrupt ends it early."""
    began = time.monotonic()
    judged: dict[str, CaseResult] = {}
    interrupted = False
    try:
        for result in results:
            judged[result.id] = result
            on_result(result)
    except KeyboardInterrupt:
        interrupted = True
    finally:
        if isinstance(results, Generator):
            results.close()
    ordered = tuple(judged[case.id] for case in cases if case.id in judged)
    return RunResult(
        git=git,
        workflow=workflow,
        cases=ordered,
        seconds=time.monotonic() - began,
        interrupted=interrupted,
    )
