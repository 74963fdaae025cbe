"""What stands in for what when stories of sessions are played: transport, container, agent.

A case's workflow is one text wherever it goes; for stories of sessions that text may be the options of `gitscen session
run`, as a shell takes them.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass, fields
from pathlib import Path

from gitscen.errors import UsageError
from gitscen.subject.spec import WORKFLOW, settle_spec

TRANSPORTS = ("sqlite", "sqs")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How stories of sessions are to be played.

    `endpoint` is where SQS is reached, "" for an emulator of each case's own. `container` and `agent` are command
    lines, "" for gitscen's own.
    """

    transport: str = "sqlite"
    endpoint: str = ""
    container: str = ""
    agent: str = ""


def format_options(options: Options) -> str:
    """Return the options as one text, gitscen's own workflow where all are as by default."""
    told = {field.name: (getattr(options, field.name), field.default) for field in fields(options)}
    pairs = [(f"--{name}", value) for name, (value, default) in told.items() if value != default]
    return shlex.join(word for pair in pairs for word in pair) or WORKFLOW


def parse_options(text: str) -> Options | None:
    """Return what a case's workflow means for a story of sessions; None for one that no container asks.

    Raises `UsageError` for options that are none.
    """
    if text == WORKFLOW:
        return Options()
    if not text.startswith("--"):
        return None
    words = shlex.split(text)
    told = dict(zip(words[::2], words[1::2], strict=False))
    known = {f"--{field.name}": field.name for field in fields(Options)}
    if len(words) % 2 or not told.keys() <= known.keys():
        raise UsageError(f"{text!r} is no list of options. Take those of 'gitscen session run'.")
    return Options(**{known[name]: value for name, value in told.items()})


def settle_options(*, transport: str, endpoint: str, container: str, agent: str, here: Path) -> Options:
    """Return the options that a person who stands in `here` gives, good wherever they are read. Raises `UsageError`."""
    if endpoint and transport != "sqs":
        raise UsageError("--endpoint goes with --transport sqs.")
    return Options(
        transport=transport,
        endpoint=endpoint,
        container=settle_spec(container, here) if container else "",
        agent=settle_spec(agent, here) if agent else "",
    )
