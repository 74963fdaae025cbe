"""A deed of recover in words: what it mended is a clause of its own, one of the workflow begins with its act. Pure."""

from __future__ import annotations

from gitscen.outcome import Act, Deed


def clause(deed: Deed) -> str:
    """Return the clause that tells a deed, in the past tense, with no full stop."""
    if deed.act is Act.MENDED:
        return deed.what.rstrip(".")
    if deed.act is Act.LEFT_OUT:
        return f"not brought back: {deed.what}".rstrip(".")
    return f"{deed.act.value} {deed.what}".rstrip(".")
