"""Where a recovery keeps its book: `<git dir>/gitscen/recover/<number>/`, and how far it has come.

    state       one word, see `State`            before, after   the workspace's paths as they were and as they became
    copy/       the bytes of what may change     aside/          what steps moved out of the way
    journal     each step before it is done      undone-1/ ...   what an undo or a roll-back found in its way

Writes only there. A recovery that was undone stays as it is: its number is not taken again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from gitscen.recover.durable import write_file

_NUMBER = re.compile(r"\d{4,}")


class State(Enum):
    """How far a recovery has come."""

    COPYING = "copying"
    """The copy is being made. Nothing was changed yet."""
    WORKING = "working"
    """The copy is whole; steps are being done. Found later, it means that recover was killed."""
    ENDED = "ended"
    UNDOING = "undoing"
    """Things are being brought back. Found later, it means that undo was killed."""
    UNDONE = "undone"
    IDLE = "idle"
    """It ended and has changed nothing: there is nothing to undo."""
    LEFT = "left"
    """It was killed, and somebody has worked on since: it is neither finished nor undone."""


UNFINISHED = (State.WORKING, State.UNDOING)


@dataclass(frozen=True, slots=True)
class Recovery:
    """One recovery's folder. `git_dir` is the worktree's own git directory, `inside` a folder for one step of it."""

    git_dir: Path
    number: int
    inside: str = ""

    @property
    def name(self) -> str:
        """The number as folders and rescue refs have it, `0001`."""
        return f"{self.number:04d}"

    @property
    def label(self) -> str:
        """The number as rescue refs have it: linked worktrees share those, and so say which of them it is."""
        linked = self.git_dir.parent.name == "worktrees"
        return f"{self.git_dir.name}-{self.name}" if linked else self.name

    @property
    def folder(self) -> Path:
        """Where everything of it is."""
        return recoveries_dir(self.git_dir) / self.name / self.inside

    @property
    def state(self) -> State:
        """How far it came. A folder without a readable state is one whose copy was not even begun."""
        try:
            return State((self.folder / "state").read_text().strip())
        except (OSError, ValueError):
            return State.COPYING

    def become(self, state: State) -> None:
        """Write how far it has come, durably."""
        write_file(self.folder / "state", f"{state.value}\n".encode())

    def new_folder(self, name: str) -> Path:
        """Return the first of `<name>-1`, `<name>-2`... that is not there."""
        number = 1
        while (self.folder / f"{name}-{number}").exists():
            number += 1
        return self.folder / f"{name}-{number}"


def recoveries_dir(git_dir: Path) -> Path:
    """Return the folder of all recoveries of a worktree."""
    return git_dir / "gitscen" / "recover"


def list_recoveries(git_dir: Path) -> tuple[Recovery, ...]:
    """Return the recoveries of a worktree, the oldest first."""
    try:
        names = [entry.name for entry in recoveries_dir(git_dir).iterdir()]
    except OSError:
        return ()
    return tuple(Recovery(git_dir, number) for number in sorted(int(name) for name in names if _NUMBER.fullmatch(name)))


def find_last(git_dir: Path) -> Recovery | None:
    """Return the newest recovery that changed something and was not undone, or None."""
    there = [one for one in list_recoveries(git_dir) if one.state in (*UNFINISHED, State.ENDED)]
    return max(there, key=lambda one: one.number, default=None)


def new_recovery(git_dir: Path) -> Recovery:
    """Make the folder of the next recovery, its state `copying`. One that came no further than that is taken again."""
    last = max(list_recoveries(git_dir), key=lambda one: one.number, default=Recovery(git_dir, 0))
    begun = last.number > 0 and last.state is State.COPYING
    recovery = last if begun else Recovery(git_dir, last.number + 1)
    recovery.folder.mkdir(parents=True, exist_ok=True)
    recovery.become(State.COPYING)
    return recovery
