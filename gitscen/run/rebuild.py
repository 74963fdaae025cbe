"""The script that rebuilds a failure, written into the world that is kept of it. What it says is `report.script`'s."""

from __future__ import annotations

import contextlib
from pathlib import Path

from gitscen.scenario.model import Case
from gitscen.verdict import CaseResult

NAME = "rebuild.sh"


def write_script(world: Path, case: Case, result: CaseResult, workflow: str) -> str:
    """Write the script into a world and return its path; "" where nothing failed, or where there is no room for it."""
    if not result.failures:
        return ""
    from gitscen.report.script import failure_script

    place = world / NAME
    with contextlib.suppress(OSError):
        place.write_text(failure_script(case, result, workflow), encoding="utf-8", errors="backslashreplace")
        return str(place)
    return ""
