"""Lines that do not parse, in words. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from gitscen.doctor.evidence.plain import BadLine

SHOWN = 5


def bad_lines(lines: Sequence[BadLine]) -> tuple[str, ...]:
    """Return the first bad lines as evidence."""
    told = tuple(f"line {line.number}: {line.text[:80].decode(errors='backslashreplace')}" for line in lines[:SHOWN])
    return (*told, f"and {len(lines) - SHOWN} more lines") if len(lines) > SHOWN else told
