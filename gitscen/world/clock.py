"""The world's clock: a minute a step, so that object ids are the same on every machine. Pure."""

from __future__ import annotations

from dataclasses import dataclass

STORY_BEGINS = 1_704_067_200
"""2024-01-01T00:00:00Z in seconds since the epoch: the first step."""
HISTORY_BEGINS = STORY_BEGINS - 86_400
"""A day before: the first commit of the origin."""
MINUTE = 60


@dataclass
class Clock:
    """Times in seconds since the epoch, each a minute after the last."""

    next: int

    def tick(self) -> int:
        """Return the time and go on."""
        now = self.next
        self.next += MINUTE
        return now
