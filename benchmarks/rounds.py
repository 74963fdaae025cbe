"""Interleaved rounds to paired ratios: what a machine does meanwhile hits both sides. Pure but for time.

A side does its work once, checks it, and returns the seconds that the timed part took.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

Side = Callable[[], float]
Times = Mapping[str, Sequence[float]]


@dataclass(frozen=True, slots=True)
class Ratio:
    """The ratio of two sides over all rounds: its median, and the quartiles around it."""

    median: float
    low: float
    high: float


def interleave(sides: Mapping[str, Side], rounds: int) -> Times:
    """Run every side once unmeasured, then once a round, there and back, and return the seconds of each."""
    times: dict[str, list[float]] = {name: [] for name in sides}
    for side in sides.values():
        side()
    with _what_is_here_uncollected():
        for number in range(rounds):
            names = list(sides) if number % 2 == 0 else list(sides)[::-1]
            for name in names:
                times[name].append(sides[name]())
    return times


@contextmanager
def _what_is_here_uncollected() -> Iterator[None]:
    """Keep Python's collector off what is there now: the benchmarks' own trees would be its work while a side runs."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def paired(measured: Sequence[float], reference: Sequence[float]) -> Ratio:
    """Return `measured` by `reference`, round by round. Pure. Raises ValueError unless both have the same rounds."""
    ratios = sorted(one / other for one, other in zip(measured, reference, strict=True))
    if len(ratios) < 2:
        return Ratio(ratios[0], ratios[0], ratios[0])
    low, median, high = statistics.quantiles(ratios, n=4, method="inclusive")
    return Ratio(median, low, high)


def milliseconds(times: Sequence[float]) -> float:
    """Return the median in milliseconds. Pure."""
    return statistics.median(times) * 1000


def timed(
    act: Callable[[], object], *, before: Callable[[], object] | None = None, after: Callable[[], object] | None = None
) -> Side:
    """Return a side that times `act` alone, with `before` and `after` (checks and clean-up) outside the clock."""

    def side() -> float:
        if before:
            before()
        begun = time.perf_counter()
        act()
        seconds = time.perf_counter() - begun
        if after:
            after()
        return seconds

    return side
