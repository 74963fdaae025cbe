"""The JSON Schema of the doctor's report. Pure."""

from __future__ import annotations

from typing import Any

from gitscen.doctor.finding import Firmness, Level, Remedy, Safety, Severity
from gitscen.doctor.report.json import SCHEMA

_TEXT = {"type": "string"}
_TEXTS = {"type": "array", "items": _TEXT}


def report_schema() -> dict[str, Any]:
    """Return the schema of `gitscen doctor --format json`, from the same enums as the report."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": SCHEMA,
        **_object(
            {
                "schema": {"const": SCHEMA},
                "workspace": {**_TEXT, "description": "the absolute path that was looked at"},
                "level": {"enum": [each.value for each in Level]},
                "findings": {"type": "array", "items": _finding()},
                "ledger": {"type": "array", "items": _holding()},
                "story": {**_TEXTS, "description": "what probably happened, a sentence each"},
            }
        ),
    }


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": list(properties), "properties": properties}


def _finding() -> dict[str, Any]:
    remedy = _object(
        {"name": {"enum": [each.value for each in Remedy]}, "safety": {"enum": [each.value for each in Safety]}}
    )
    return _object(
        {
            "code": {**_TEXT, "description": "'gitscen explain CODE' tells what it means"},
            "severity": {"enum": [each.value for each in Severity]},
            "path": {"type": ["string", "null"], "description": "what it is about; null for the whole workspace"},
            "message": _TEXT,
            "evidence": _TEXTS,
            "at_risk": {**_TEXTS, "description": "the work that hangs on it"},
            "remedy": {**remedy, "type": ["object", "null"], "description": "what 'gitscen recover' does about it"},
        }
    )


def _holding() -> dict[str, Any]:
    return _object(
        {
            "firmness": {"enum": [each.value for each in Firmness]},
            "what": _TEXT,
            "where": {**_TEXT, "description": "the ref, file or object"},
            "oid": {"type": ["string", "null"]},
            "count": {"type": "integer", "minimum": 1},
        }
    )
