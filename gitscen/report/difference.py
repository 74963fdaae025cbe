"""What was wanted and what was seen, as a small unified diff to show. Pure."""

from __future__ import annotations

import difflib

from gitscen.report.shown import shown

CONTEXT = 2
LONGEST = 40
"""Lines of a diff that are shown; a person reads no more, and the kept world has the rest."""


def difference(wanted: str, seen: str) -> tuple[str, ...]:
    """Return the lines of a diff from wanted to seen, safe to print; none if both are equal."""
    noted = wanted.endswith("\n") != seen.endswith("\n")
    texts = _lines(wanted, noted=noted), _lines(seen, noted=noted)
    lines = tuple(difflib.unified_diff(*texts, "wanted", "seen", n=CONTEXT, lineterm=""))
    if len(lines) <= LONGEST:
        return lines
    return (*lines[:LONGEST], f"({len(lines) - LONGEST} more lines)")


def _lines(text: str, *, noted: bool) -> list[str]:
    """Return a text's lines, shown; `noted` where a newline at the end may be all that differs."""
    if not text:
        return []
    *whole, last = text.split("\n")
    end = [shown(last) + (" (no newline at the end)" if noted else "")] if last else []
    return [*map(shown, whole), *end]
