"""A goal, and the rows that its measurement gives: figure against limit. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from benchmarks.rounds import Ratio

if TYPE_CHECKING:
    from benchmarks.bench import Bench


class Bound(Enum):
    """On which side of its limit a figure has to be."""

    AT_MOST = "at most"
    AT_LEAST = "at least"


class Verdict(Enum):
    """Whether a figure reaches its goal."""

    REACHED = "reached"
    MISSED = "missed"
    SKIPPED = "skipped"
    """It could not be measured here; the note says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure. `what` says of which case; `note` what bounds it, or why it is skipped (`ratio` is None then)."""

    goal: str
    what: str
    limit: float
    bound: Bound = Bound.AT_MOST
    ratio: Ratio | None = None
    note: str = ""
    gated: bool = True
    """False where a ratio is shown and cannot be trusted here: the verdict is skipped, the note says why."""

    @property
    def verdict(self) -> Verdict:
        """What comes of the median."""
        if self.ratio is None or not self.gated:
            return Verdict.SKIPPED
        match self.bound:
            case Bound.AT_MOST:
                return Verdict.REACHED if self.ratio.median <= self.limit else Verdict.MISSED
            case Bound.AT_LEAST:
                return Verdict.REACHED if self.ratio.median >= self.limit else Verdict.MISSED


@dataclass(frozen=True, slots=True)
class Goal:
    """One of G1 to G10: what gitscen does, by what it is divided, and how that is measured."""

    name: str
    title: str
    reference: str
    measure: Callable[[Bench], Iterator[Row]]
