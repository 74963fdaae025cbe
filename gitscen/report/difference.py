"""What was wanted and what was seen, as a small unified diff to show. Pure."""

from __future__ import annotations

import difflib

from gitscen.report.shown import shown

CONTEXT = 2
LONGEST = 40
"""Lines of a diff that are shown; a person reads no more, and the kept world has the rest."""


def difference(wanted: str, seen: str) -> tuple[str, ...]:
    """Return the lines of a diff from wanted to seen, safe to print; none if both are equal."""
    lines = tuple(difflib.unified_diff(_lines(wanted), _lines(seen), "wanted", "seen", n=CONTEXT, lineterm=""))
    if len(lines) <= LONGEST:
        return lines
    return (*lines[:LONGEST], f"({len(lines) - LONGEST} more lines)")


def _lines(text: str) -> list[str]:
    """Return a text's lines, shown, so that texts that differ have different lines."""
    if not text:
        return []
    *whole, last = text.split("\n")
    end = [f"{shown(last)} (no newline at the end)"] if last else []
    return [*map(shown, whole), *end]
