"""The result of a case that was played to its end: the verdict follows from what failed and what was skipped."""

from __future__ import annotations

import time
from collections.abc import Mapping

from gitscen.scenario.model import Case
from gitscen.verdict import CaseResult, Failure, Verdict


def conclude(
    case: Case,
    started: float,
    *,
    failures: tuple[Failure, ...] = (),
    skipped: str = "",
    state: Mapping[str, str] | None = None,
    measured: Mapping[str, float] | None = None,
) -> CaseResult:
    """Return the result of a case that began at `started` of the monotonic clock; `skipped` says why it was."""
    return CaseResult(
        id=case.id,
        scenario=case.name,
        clone=case.clone,
        verdict=Verdict.FAILED if failures else Verdict.SKIPPED if skipped else Verdict.PASSED,
        seconds=time.monotonic() - started,
        reason=failures[0].message if failures else skipped,
        failures=failures,
        source=case.source,
        state=dict(state or {}),
        measured=dict(measured or {}),
    )
