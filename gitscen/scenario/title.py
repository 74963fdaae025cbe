"""A step in a few words, for reports: `ask switch thread-a`, `do push as peer to thread-a`. Pure."""

from __future__ import annotations

import msgspec

from gitscen.scenario.acts import DoStep, Push
from gitscen.scenario.asks import AskStep
from gitscen.scenario.hosted import HostStep

_TELLING = (
    "branch", "source", "message", "damage", "path", "name", "args", "files", "command",
    "answers", "begun", "queues", "containers", "session", "who", "of",
)  # fmt: skip


def step_title(step: DoStep | AskStep | HostStep) -> str:
    """Return what a step does, and to what."""
    raw: dict[str, object] = msgspec.to_builtins(step)
    words = [str(raw["step"])]
    if isinstance(step, Push):
        words.append(f"as {step.as_} to")
    told = next((raw[key] for key in _TELLING if raw.get(key)), "")
    words.append(" ".join(map(str, told)) if isinstance(told, (tuple, list, dict)) else str(told))
    return " ".join(words).rstrip()
