"""Where in its story a failure was seen, in words. Pure."""

from __future__ import annotations

from gitscen.report.shown import shown
from gitscen.verdict import Failure


def where(failure: Failure) -> str:
    """Return `step 4, ask push`, or `at the end`."""
    if failure.step is None:
        return shown(failure.title) or "at the end"
    return f"step {failure.step}" + (f", {shown(failure.title)}" if failure.title else "")
