"""`Bench`: what every measurement gets: the number of rounds, places to work in, and an environment for git.

Everything that is made lies in one directory a place and is gone when the run ends, however it ends.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.repository import DATE
from gitscen.git.environment import config_text, hermetic
from gitscen.run.ground import MEMORY, choose_parent, remove_tree

_OVERLAID = ("GIT_CEILING_DIRECTORIES", "GIT_EDITOR", "GIT_PAGER", "GIT_TERMINAL_PROMPT")
"""A world's settings that `Workspace` sets for each of its commands itself."""


@dataclass(frozen=True, slots=True)
class Bench:
    """One run. `place` is where gitscen puts worlds, `disk` and `memory` are None where there is no such place."""

    rounds: int
    place: Path
    disk: Path | None
    memory: Path | None
    env: dict[str, str]

    @property
    def media(self) -> Iterator[tuple[str, Path | None]]:
        """Disk and memory, by the names that they have in the table."""
        yield "disk", self.disk
        yield "tmpfs", self.memory


@contextmanager
def open_bench(rounds: int) -> Iterator[Bench]:
    """Give a bench; this process has its environment meanwhile, and nothing of the person's."""
    with ExitStack() as stack:
        parent = choose_parent()
        place = stack.enter_context(_room(parent))
        slow, fast = find_disk(), find_memory()
        disk = stack.enter_context(_room(slow)) if slow else None
        memory = stack.enter_context(_room(fast)) if fast else None
        home = place / "home"
        home.mkdir()
        (home / ".gitconfig").write_text(config_text())
        env = {name: value for name, value in hermetic(home).items() if name not in _OVERLAID}
        # The same commits come out on both sides and in every round only if they are made at one time.
        env |= {"GIT_AUTHOR_DATE": DATE, "GIT_COMMITTER_DATE": DATE, "GIT_TEMPLATE_DIR": ""}
        stack.enter_context(_environment(env))
        yield Bench(rounds, place, disk, memory, env)


def is_in_memory(path: Path, mounts: str) -> bool:
    """Whether a path lies on tmpfs, by the text of /proc/mounts. Pure."""
    found = [line.split(" ")[1:3] for line in mounts.splitlines()]
    above = [(place, kind) for place, kind in found if path.is_relative_to(place.replace("\\040", " "))]
    return bool(above) and max(above, key=lambda one: len(one[0]))[1] in ("tmpfs", "ramfs")


def find_disk() -> Path | None:
    """Return a directory for temporary files that is on disk, or None."""
    candidates = (Path(tempfile.gettempdir()), Path("/var/tmp"))  # noqa: S108 - mkdtemp makes private ones in it
    return next((path for path in candidates if path.is_dir() and not is_in_memory(path.resolve(), _mounts())), None)


def find_memory() -> Path | None:
    """Return a directory for temporary files that is in memory, or None."""
    usable = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and is_in_memory(MEMORY, _mounts())
    return MEMORY if usable else None


def _mounts() -> str:
    try:
        return Path("/proc/mounts").read_text()
    except OSError:
        return ""


@contextmanager
def _room(parent: Path) -> Iterator[Path]:
    room = Path(tempfile.mkdtemp(prefix="gitscen-bench-", dir=parent)).resolve()
    try:
        yield room
    finally:
        remove_tree(room)


@contextmanager
def _environment(env: Mapping[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.clear()
    os.environ.update(env)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
