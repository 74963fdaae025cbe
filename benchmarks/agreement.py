"""Holds both sides of a comparison to the same work: every run of either must come to the same state. Pure."""

from __future__ import annotations


class UnequalWork(Exception):
    """One side did something else than the other, or failed: its time means nothing."""


class Agreement:
    """The state that all runs must come to; the first one seen is it."""

    def __init__(self, what: str) -> None:
        """Begin without a state. `what` is compared, in words."""
        self._what = what
        self._seen: list[tuple[str, object]] = []

    def check(self, who: str, state: object) -> None:
        """Raise `UnequalWork` where `state` is not the one that was seen first."""
        if not self._seen:
            self._seen.append((who, state))
        first, wanted = self._seen[0]
        if state != wanted:
            raise UnequalWork(f"{self._what}: {first} came to {wanted!r:.1500}\nand {who} to {state!r:.1500}")


def require(fact: object, otherwise: str) -> None:
    """Raise `UnequalWork` unless the fact holds."""
    if not fact:
        raise UnequalWork(otherwise)
