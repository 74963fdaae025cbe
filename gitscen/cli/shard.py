"""`--shard K/N`: one of N parts of a selection, the same on every machine. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from gitscen.errors import UsageError

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Shard:
    """The part `number` of `count`, counted from 1."""

    number: int
    count: int

    def __str__(self) -> str:
        return f"{self.number}/{self.count}"

    def part(self, items: Sequence[Item]) -> tuple[Item, ...]:
        """Return every N-th item from the K-th on: neighbours, which cost alike, go to different shards."""
        return tuple(items[self.number - 1 :: self.count])


def parse_shard(text: str) -> Shard:
    """Return the shard of a text like `2/5`. Raises `UsageError` with what would be right."""
    match = re.fullmatch(r"([0-9]{1,6})/([0-9]{1,6})", text, re.ASCII)
    if match is None or not 1 <= int(match[1]) <= int(match[2]):
        raise UsageError(f"--shard {text!r} is no shard. Give K/N with K from 1 to N, 2/5 for example.")
    return Shard(int(match[1]), int(match[2]))
