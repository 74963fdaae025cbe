from __future__ import annotations

from gitscen.capture.compare import compare
from gitscen.doctor.finding import Diagnosis, Finding, Firmness, Holding, Level, Severity


def diagnosis(*codes: str, note: str = "", branch: int = 0) -> Diagnosis:
    findings = [Finding(code=code, severity=Severity.WARNING, message="m") for code in codes]
    findings += [Finding(code=note, severity=Severity.NOTE, message="m")] if note else []
    held = (Holding(firmness=Firmness.BRANCH, what="w", where="r", count=branch),) if branch else ()
    return Diagnosis(workspace="w", level=Level.DAMAGED, findings=tuple(findings), ledger=held)


def test_notes_do_not_count() -> None:
    found = compare(diagnosis("lock-stale", note="remote-path"), diagnosis("lock-stale", "lock-stale"))
    assert found.same
    assert found.lines() == ()


def test_what_differs_is_told_and_counts_alone_are_the_same() -> None:
    found = compare(diagnosis("lock-stale", branch=2), diagnosis("index-empty", branch=2))
    assert not found.same
    assert found.lines() == (
        "The doctor found lock-stale in the workspace, and does not in the story.",
        "The doctor finds index-empty in the story, and did not in the workspace.",
    )
    counted = compare(diagnosis(branch=2), diagnosis(branch=1))
    assert counted.same
    assert counted.lines() == ("The ledger counts 2 under 'branch' in the workspace, and 1 in the story.",)
