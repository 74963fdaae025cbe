"""One thing that is wrong in a scenario, and the words to say it with. Pure."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

Where = tuple[str | int, ...]
"""A place in a scenario as written: `("step", 2, "files", "a.txt")`. Lists count from 0."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, where, and what would be right: one or more whole sentences."""

    where: Where
    says: str


def suggest(word: str, known: Iterable[str]) -> str:
    """Return a remedy for a word that is not known: the nearest known one, if one is near, and all others."""
    names = sorted(set(known))
    if not names:
        return "There is none."
    near = difflib.get_close_matches(word.lower(), names, n=1, cutoff=0.6)
    every = f"Known: {', '.join(names)}."
    return f"Did you mean {near[0]!r}? {every}" if near else every
