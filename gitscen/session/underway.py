"""What a container has under way, in small files of its folder, for whoever comes after a kill.

`underway/` has a file for each command that was begun and not answered: how far it has come and where its branch was;
`receipts.json` names the messages in flight, so that a new life of the container gives them back at once in place of
waiting. Every file is replaced whole.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from enum import Enum
from pathlib import Path

import msgspec


class Phase(Enum):
    """How far a command has come."""

    BEGUN = "begun"
    """Nothing of it is in the workspace."""
    WORKING = "working"
    """The agent is at work: what it leaves when it is killed is half a work."""
    INTERRUPTING = "interrupting"
    SAVING = "saving"
    """The agent has ended, its work is whole."""


class Underway(msgspec.Struct, frozen=True, kw_only=True):
    """One command under way.

    `head` is where its branch was before, `tries` how often an agent was begun for it, and `why` tells what interrupted
    it, or how the agent failed.
    """

    session: str
    command: str
    branch: str
    phase: Phase = Phase.BEGUN
    head: str = ""
    tries: int = 0
    why: str = ""


def write_underway(folder: Path, task: Underway) -> None:
    """Write down how far a command has come. Raises OSError."""
    place = _place(folder, task.session, task.command)
    place.parent.mkdir(exist_ok=True)
    _replace(place, msgspec.json.encode(task))


def read_underway(folder: Path) -> list[Underway]:
    """Return what is under way. A file that cannot be read any more is passed over."""
    found: list[Underway] = []
    for place in sorted((folder / "underway").glob("*.json")):
        with contextlib.suppress(OSError, msgspec.MsgspecError):
            found.append(msgspec.json.decode(place.read_bytes(), type=Underway))
    return found


def forget_underway(folder: Path, session: str, command: str) -> None:
    """Note that a command is answered. What cannot be forgotten is found to be answered later."""
    with contextlib.suppress(OSError):
        _place(folder, session, command).unlink()


def write_receipts(folder: Path, receipts: Sequence[tuple[str, str]]) -> None:
    """Write down the messages in flight: queue and receipt of each. A full disk is no reason to stop for it."""
    with contextlib.suppress(OSError):
        _replace(folder / "receipts.json", msgspec.json.encode(receipts))


def read_receipts(folder: Path) -> list[tuple[str, str]]:
    """Return the messages that were in flight."""
    try:
        return msgspec.json.decode((folder / "receipts.json").read_bytes(), type=list[tuple[str, str]])
    except (OSError, msgspec.MsgspecError):
        return []


def _place(folder: Path, session: str, command: str) -> Path:
    return folder / "underway" / f"{session}~{command}.json"  # no id has a tilde


def _replace(path: Path, content: bytes) -> None:
    """Replace a file whole. It survives the end of any process; what a power cut takes only costs a try."""
    beside = path.with_suffix(".new")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    try:
        os.write(handle, content)
    finally:
        os.close(handle)
    beside.replace(path)
