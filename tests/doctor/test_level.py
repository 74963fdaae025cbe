from __future__ import annotations

import pytest

from gitscen.doctor.finding import Diagnosis, Finding, Firmness, Holding, Level, Severity
from gitscen.doctor.level import level

NOTE = Finding(code="x", severity=Severity.NOTE, message="x.")
WARNING = Finding(code="x", severity=Severity.WARNING, message="x.")
ERROR = Finding(code="x", severity=Severity.ERROR, message="x.")
GONE = Finding(code="x", severity=Severity.ERROR, message="x.", lossy=True)
WAITS = Holding(firmness=Firmness.STASH, what="x", where="stash@{0}")
WORK = Holding(firmness=Firmness.FILE, what="x", where="x")


@pytest.mark.parametrize(
    ("findings", "held", "expected"),
    [
        ([], [], Level.HEALTHY),
        ([NOTE], [WORK], Level.HEALTHY),
        ([NOTE], [WAITS], Level.PARKED),
        ([NOTE, WARNING], [WAITS], Level.INTERRUPTED),
        ([WARNING, ERROR], [], Level.DAMAGED),
        ([WARNING, ERROR, GONE], [], Level.LOSSY),
    ],
)
def test_the_worst_counts(findings: list[Finding], held: list[Holding], expected: Level) -> None:
    found = level(findings, held)
    assert found is expected
    quiet = Diagnosis(workspace="/w", level=found, findings=tuple(findings)).healthy
    assert quiet == (found in (Level.HEALTHY, Level.PARKED))
