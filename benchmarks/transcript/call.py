"""`Call`: one recorded git command with everything that it met; `Recording`: those of an operation. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.rewind import Change


@dataclass(frozen=True, slots=True)
class Call:
    """A command as it was started, its exit code, and what others than git changed below the root just before it."""

    args: tuple[str, ...]
    directory: str
    env: Mapping[str, str]
    stdin: bytes
    code: int
    before: Change


@dataclass(frozen=True, slots=True)
class Recording:
    """The commands of an operation in order, and what was changed below the root after the last one."""

    calls: tuple[Call, ...]
    after: Change
