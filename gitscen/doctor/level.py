"""The level of a workspace: its findings and what waits in it, in one word. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from gitscen.doctor.finding import Finding, Firmness, Holding, Level, Severity

WAITS = frozenset({Firmness.RESCUE, Firmness.STASH})
"""Where work waits that nobody is working on."""


def level(findings: Iterable[Finding], ledger: Iterable[Holding]) -> Level:
    """Return the worst that the findings say. Healthy and parked are exactly the levels without a loud finding."""
    loud = [finding for finding in findings if finding.loud]
    if any(finding.lossy for finding in loud):
        return Level.LOSSY
    if any(finding.severity is Severity.ERROR for finding in loud):
        return Level.DAMAGED
    if loud:
        return Level.INTERRUPTED
    return Level.PARKED if any(holding.firmness in WAITS for holding in ledger) else Level.HEALTHY
