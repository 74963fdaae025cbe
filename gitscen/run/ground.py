"""The ground that a run's worlds stand on: one temporary directory, in memory where that is possible.

Each case has a room of its own in it. What is kept stays; the rest goes, also where a story has taken rights
away from folders.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import stat
import tempfile
from enum import Enum
from pathlib import Path

from gitscen.errors import WorldError
from gitscen.verdict import Verdict

MEMORY = Path("/dev/shm")  # noqa: S108 - mkdtemp makes a private directory in it
ROOM_NEEDED = 256 * 1024 * 1024
"""Bytes that must be free in memory; worlds are small, a runaway story is not."""


class Keep(Enum):
    """Which worlds stay on disk after the run."""

    FAILED = "failed"
    """Those of cases that failed or errored."""
    ALL = "all"
    NONE = "none"


def choose_parent(memory: Path = MEMORY) -> Path:
    """Return where temporary directories go: a `TMPDIR` that the person set, else memory, else the system's."""
    if os.environ.get("TMPDIR"):
        return Path(tempfile.gettempdir())
    try:
        about = os.statvfs(memory)
    except OSError:
        return Path(tempfile.gettempdir())
    roomy = about.f_bavail * about.f_frsize >= ROOM_NEEDED
    # Hooks of the worlds are programs: they cannot run from a file system that forbids it.
    runnable = not about.f_flag & os.ST_NOEXEC
    return memory if roomy and runnable and os.access(memory, os.W_OK | os.X_OK) else Path(tempfile.gettempdir())


class Ground:
    """One run's temporary directory. `close` removes all of it but the kept rooms."""

    def __init__(self, keep: Keep, parent: Path | None = None) -> None:
        """Make the directory, below `choose_parent()` unless told. Raises `WorldError` where that cannot be."""
        self.keep = keep
        self._kept: set[Path] = set()
        parent = parent or choose_parent()
        try:
            self.path = Path(tempfile.mkdtemp(prefix="gitscen-", dir=parent)).resolve()
        except OSError as error:
            raise WorldError(
                f"no directory for worlds can be made in {parent}: {error.strerror}. Set TMPDIR to a place with room."
            ) from error

    def room(self, number: int, name: str) -> Path:
        """Make a new directory for one case. Raises OSError, for a full disk for example."""
        slug = re.sub(r"[^A-Za-z0-9.]+", "-", name).strip("-.")[-60:]
        room = self.path / f"{number:03}-{slug}"
        room.mkdir()
        return room

    def leave(self, room: Path, verdict: Verdict) -> str:
        """Return the room's path if it is kept; remove it and return "" otherwise."""
        failed = verdict in (Verdict.FAILED, Verdict.ERRORED)
        if room.exists() and (self.keep is Keep.ALL or (self.keep is Keep.FAILED and failed)):
            self._kept.add(room)
            return str(room)
        remove_tree(room)
        return ""

    def close(self) -> None:
        """Remove the directory, or all in it but the kept rooms: also rooms that nobody has left."""
        if not self._kept:
            remove_tree(self.path)
            return
        for entry in set(self.path.iterdir()) - self._kept:
            remove_tree(entry) if entry.is_dir() else entry.unlink(missing_ok=True)


def remove_tree(path: Path) -> None:
    """Remove a tree as far as possible, giving back the rights on its folders that a story took away."""
    with contextlib.suppress(OSError):
        shutil.rmtree(path)
        return
    for folder, _, _ in os.walk(path):
        with contextlib.suppress(OSError):
            os.chmod(folder, stat.S_IRWXU)  # noqa: PTH101 - before os.walk goes into the folder
            for entry in os.scandir(folder):
                if entry.is_dir(follow_symlinks=False):
                    os.chmod(entry.path, stat.S_IRWXU)  # noqa: PTH101
    shutil.rmtree(path, ignore_errors=True)
