"""Who is at work in a workspace: live processes that have its files open, or are git programs in its folders.

Reads /proc (or another root, in tests). Other users' processes cannot be looked into: those are counted. Where there is
no /proc nothing can be told.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping

from gitscen.doctor.evidence.layout import is_inside
from gitscen.doctor.evidence.model import Holder, Holders

_DAEMONS = (b"fsmonitor--daemon", b"credential-cache--daemon")
"""git programs that stay for days and hold no lock."""


def read_holders(
    places: Collection[str], files: Mapping[tuple[int, int], str], *, proc: str = "/proc", own: int | None = None
) -> Holders:
    """Return the processes at work: with one of `files` (by device and inode) open, or git below one of `places`.

    `own` is the process to leave out: this one unless told otherwise.
    """
    own = os.getpid() if own is None else own
    try:
        with os.scandir(proc) as found:
            names = [entry.name for entry in found if entry.name.isdigit() and int(entry.name) != own]
    except OSError:
        return Holders()
    if not names and not os.path.lexists(os.path.join(proc, "self")):
        return Holders()
    processes: list[Holder] = []
    hidden = 0
    for name in names:
        folder = os.path.join(proc, name)
        command = _read(folder, "comm").strip().decode("utf-8", "replace")
        try:
            processes.extend(Holder(int(name), command, path) for path in _opened(folder, files))
        except PermissionError:
            hidden += 1
        except OSError:  # it has ended
            continue
        if _is_git_at_work(folder, command, places):
            processes.append(Holder(int(name), command))
    return Holders(told=True, processes=tuple(sorted(processes, key=lambda one: one.pid)), hidden=hidden)


def _opened(folder: str, files: Mapping[tuple[int, int], str]) -> Iterator[str]:
    """Yield the names of those files that a process has open. Raises OSError."""
    if not files:
        return
    with os.scandir(os.path.join(folder, "fd")) as found:
        handles = [entry.path for entry in found]
    for handle in handles:
        try:
            info = os.stat(handle)
        except OSError:
            continue
        if (info.st_dev, info.st_ino) in files:
            yield files[info.st_dev, info.st_ino]


def _is_git_at_work(folder: str, command: str, places: Collection[str]) -> bool:
    if command != "git" and not command.startswith("git-"):
        return False
    if any(word in _DAEMONS for word in _read(folder, "cmdline").split(b"\0")):
        return False
    try:
        cwd = os.readlink(os.path.join(folder, "cwd"))
    except OSError:
        return False
    return any(is_inside(cwd, place) for place in places)


def _read(folder: str, name: str) -> bytes:
    try:
        with open(os.path.join(folder, name), "rb") as file:
            return file.read(65536)
    except OSError:
        return b""
