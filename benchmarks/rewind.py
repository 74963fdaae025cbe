"""A directory tree as it was, and back to it in place: 20,000 files are set up once and used in every round.

Compares by what `lstat` tells and holds contents in memory. Times come back too, as git's index compares them; inode
and change time cannot, so the repositories here do not look at those (`core.checkStat`, `core.trustctime`).
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

Stamp = tuple[int, ...]
"""What tells that a file was touched: mode, size, times of content and inode, inode. Of a directory the mode alone."""


class Kept(NamedTuple):
    """What it takes to make a file, a link or a directory again."""

    mode: int
    mtime: int
    content: bytes


Change = Mapping[str, Kept | None]
"""What became of paths, by their place below the root; None: it is gone."""

Files = Mapping[str, tuple[int, bytes] | None]
"""The mode and content of files that are not as they were; None: it is gone."""


def scan(root: Path) -> dict[str, Stamp]:
    """Return the stamp of everything below `root`."""
    found: dict[str, Stamp] = {}
    folders, start = [str(root)], len(str(root)) + 1
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                stamp = _stamp(entry.stat(follow_symlinks=False))
                found[entry.path[start:]] = stamp
                if stat.S_ISDIR(stamp[0]):
                    folders.append(entry.path)
    return found


def differ(before: Mapping[str, Stamp], after: Mapping[str, Stamp]) -> list[str]:
    """Return the paths that are new, gone, or touched. Pure."""
    return sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))


def read(root: Path, path: str) -> Kept | None:
    """Return what is at a path now."""
    place = root / path
    try:
        info = place.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    if stat.S_ISDIR(info.st_mode):
        return Kept(info.st_mode, 0, b"")
    content = os.fsencode(place.readlink()) if stat.S_ISLNK(info.st_mode) else place.read_bytes()
    return Kept(info.st_mode, info.st_mtime_ns, content)


def apply(root: Path, change: Change) -> None:
    """Bring paths to what they are in `change`."""
    for path in sorted(change, reverse=True):  # what is in a directory before the directory
        _remove(root / path, kept=change[path])
    for path in sorted(change):
        kept = change[path]
        if kept:
            _make(root / path, kept)


def _remove(place: Path, *, kept: Kept | None) -> None:
    if place.is_symlink() or not place.is_dir():
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            place.unlink()
    elif kept is None or not stat.S_ISDIR(kept.mode):
        place.rmdir()


def _make(place: Path, kept: Kept) -> None:
    if stat.S_ISDIR(kept.mode):
        place.mkdir(exist_ok=True)
        place.chmod(stat.S_IMODE(kept.mode))
        return
    if stat.S_ISLNK(kept.mode):
        place.symlink_to(os.fsdecode(kept.content))
    else:
        place.write_bytes(kept.content)
        place.chmod(stat.S_IMODE(kept.mode))
    os.utime(place, ns=(kept.mtime, kept.mtime), follow_symlinks=False)


class Rewind:
    """A tree as it is when this is made; `rewind` brings it back."""

    def __init__(self, root: Path) -> None:
        """Keep everything below `root`."""
        self.root = root
        self._stamps = scan(root)
        self._kept = {path: kept for path in self._stamps if (kept := read(root, path))}

    def rewind(self) -> Files:
        """Undo whatever happened below the root since; return what had become of files outside of `.git`."""
        paths = differ(self._stamps, scan(self.root))
        touched = {path: _substance(read(self.root, path)) for path in paths if ".git/" not in f"{path}/"}
        apply(self.root, {path: self._kept.get(path) for path in paths})
        for path in paths:
            if path in self._kept:
                self._stamps[path] = _stamp((self.root / path).lstat())
        return {path: found for path, found in touched.items() if found != _substance(self._kept.get(path))}


def _substance(kept: Kept | None) -> tuple[int, bytes] | None:
    return (kept.mode, kept.content) if kept else None


def _stamp(info: os.stat_result) -> Stamp:
    if stat.S_ISDIR(info.st_mode):
        return (info.st_mode,)
    return info.st_mode, info.st_size, info.st_mtime_ns, info.st_ctime_ns, info.st_ino
