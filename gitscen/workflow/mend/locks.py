"""Locks: gitscen's own on a workspace, and git's `*.lock` files, stale or held.

gitscen's is an flock, so the kernel lets go of it when its holder dies. git's are files that outlive a killed git; one
is held as long as a process has it open, or a git program is at work in the workspace (git closes index.lock while a
commit's hooks run). Where there is no /proc, a lock younger than ten minutes counts as held. Moves nothing.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from gitscen.errors import WorkspaceBusy
from gitscen.workflow.git import Git
from gitscen.workflow.hold.scratch import own_dir
from gitscen.workflow.refs import common_dir

_PROC = Path("/proc")
_YOUNG = 600.0
_DAEMONS = (b"fsmonitor--daemon", b"credential-cache--daemon")
"""git programs that stay for days and hold no lock."""


_SHARED = ("config.lock", "packed-refs.lock", "shallow.lock")
"""Locks at the top of the repository that concern every worktree; the others there are the main worktree's."""


@dataclass(frozen=True, slots=True)
class Holder:
    """A live process that may hold a lock; pid 0 where it cannot be told which."""

    pid: int
    what: str


@contextmanager
def workspace_lock(git: Git) -> Iterator[None]:
    """Hold the workspace for one operation. Raises `WorkspaceBusy` where another live process holds it."""
    with hold_lock(own_dir(git) / "lock", git.worktree):
        yield


@contextmanager
def hold_lock(path: Path, worktree: Path) -> Iterator[None]:
    """Hold gitscen's own lock file of a workspace. Raises `WorkspaceBusy` where another live process holds it."""
    with path.open("a+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise WorkspaceBusy(
                f"another process is at work in {worktree} (it holds {path}). Wait until it has ended."
            ) from error
        yield


def read_locks(git_dir: Path) -> tuple[Path, ...]:
    """Return git's lock files that concern a worktree, sorted; another worktree's index and HEAD do not."""
    shared = common_dir(git_dir)
    found = set(git_dir.glob("*.lock")) | {shared / name for name in _SHARED}
    for top in {git_dir, shared}:
        for folder in ("refs", "logs", "objects/info", "objects/pack", "sequencer", "rebase-merge", "rebase-apply"):
            found |= set(_locks_below(top / folder))
    return tuple(sorted(path for path in found if os.path.isfile(path)))  # noqa: PTH113 - raises nothing


def _locks_below(folder: Path) -> Iterator[Path]:
    """Yield the locks below a folder; what cannot be listed has none."""
    for here, _, names in os.walk(folder):
        yield from (Path(here, name) for name in names if name.endswith(".lock"))


def read_holder(git: Git, locks: tuple[Path, ...]) -> Holder | None:
    """Return a live process that may hold one of these locks or is git at work in the workspace, if there is one."""
    return find_holder(git.worktree, git.git_dir, locks)


def find_holder(worktree: Path, git_dir: Path, locks: tuple[Path, ...]) -> Holder | None:
    """Return the same without asking git where the repository is: it may not know any more."""
    if not _PROC.joinpath("self/fd").exists():
        young = [path for path in locks if time.time() - path.stat().st_mtime < _YOUNG]
        return Holder(0, f"{young[0].name} is less than ten minutes old") if young else None
    inodes = {(found.st_dev, found.st_ino): path for path in locks if (found := _stat(path))}
    for process in _PROC.iterdir():
        if process.name.isdigit() and int(process.name) != os.getpid():
            held = _held_by(process, inodes)
            if held:
                return Holder(int(process.name), f"it has {held.name} open")
            if _is_git_in(process, (worktree.resolve(), git_dir.resolve())):
                return Holder(int(process.name), "it is a git program at work there")
    return None


def _held_by(process: Path, inodes: dict[tuple[int, int], Path]) -> Path | None:
    if not inodes:
        return None
    try:
        handles = list((process / "fd").iterdir())
    except OSError:
        return None
    for handle in handles:
        found = _stat(handle)
        if found and (found.st_dev, found.st_ino) in inodes:
            return inodes[found.st_dev, found.st_ino]
    return None


def _is_git_in(process: Path, folders: tuple[Path, ...]) -> bool:
    try:
        name = (process / "comm").read_bytes().strip()
        if name != b"git" and not name.startswith(b"git-"):
            return False
        words = (process / "cmdline").read_bytes().split(b"\0")
        place = (process / "cwd").readlink()
    except OSError:  # it has ended, or is another user's
        return False
    return not any(word in _DAEMONS for word in words) and any(place.is_relative_to(folder) for folder in folders)


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:
        return None
