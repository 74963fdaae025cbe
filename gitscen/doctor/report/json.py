"""A diagnosis as JSON, `gitscen/doctor/1`, as docs/doctor.md tells it. Pure.

Fields may be added under this name; one that changes its meaning or goes away makes it `gitscen/doctor/2`.
"""

from __future__ import annotations

import json
from typing import Any

from gitscen.doctor.finding import Diagnosis, Finding, Holding
from gitscen.report.shown import valid

SCHEMA = "gitscen/doctor/1"


def json_report(diagnosis: Diagnosis) -> str:
    """Return the diagnosis as one JSON document with a newline at its end."""
    report = {
        "schema": SCHEMA,
        "workspace": valid(diagnosis.workspace),
        "level": diagnosis.level.value,
        "findings": [_finding(finding) for finding in diagnosis.findings],
        "ledger": [_holding(holding) for holding in diagnosis.ledger],
        "story": [valid(sentence) for sentence in diagnosis.story],
    }
    return json.dumps(report, indent=2, ensure_ascii=False) + "\n"


def _finding(finding: Finding) -> dict[str, Any]:
    remedy = finding.remedy
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "path": None if finding.path is None else valid(finding.path),
        "message": valid(finding.message),
        "evidence": [valid(fact) for fact in finding.evidence],
        "at_risk": [valid(work) for work in finding.at_risk],
        "remedy": None if remedy is None else {"name": remedy.value, "safety": finding.safety.value},
    }


def _holding(holding: Holding) -> dict[str, Any]:
    return {
        "firmness": holding.firmness.value,
        "what": valid(holding.what),
        "where": valid(holding.where),
        "oid": holding.oid,
        "count": holding.count,
    }
