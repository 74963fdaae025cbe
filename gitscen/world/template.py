"""`Template`: a world's start held in memory, and written again elsewhere without git.

What git made once is kept as folders, links and files. Where git wrote down the world's place, the new place is
written; the index gets the stat data of the files just written, so that git has nothing to refresh. Modes follow the
umask, as git's do. Hard links, times and special files are not kept: a fresh world has none that matter.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gitscen.world.stamp import find_stamps, stamp

_WORKSPACE = "workspace/"
_INDEX = "workspace/.git/index"
_PLACED = ("workspace/.git/config", "workspace/.git/logs/")
"""Where git writes down the place that a clone came from."""
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC


@dataclass(frozen=True, slots=True)
class _File:
    """A file below the template's root. Its content is the pieces with the world's place between them."""

    name: str
    mode: int
    pieces: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """A folder in memory; names are relative to its root, folders come before what lies in them.

    `stamps` tells where the index has the stat data of which name; the clone of an empty origin has no index.
    """

    folders: tuple[str, ...]
    links: tuple[tuple[str, str], ...]
    files: tuple[_File, ...]
    index: _File | None
    stamps: tuple[tuple[str, int], ...]

    def write(self, root: Path) -> None:
        """Write everything below `root`, which is empty or missing. Raises OSError."""
        place = root.as_uri().encode()
        root.mkdir(parents=True, exist_ok=True)
        top = f"{root}/"
        for folder in self.folders:
            os.mkdir(top + folder)  # noqa: PTH102 - pathlib takes three times as long
        for name, target in self.links:
            os.symlink(target, top + name)  # noqa: PTH211
        written = {file.name: _write(top + file.name, file.mode, place.join(file.pieces)) for file in self.files}
        if self.index:
            stats = {at: written.get(name) or os.lstat(top + name) for name, at in self.stamps}
            _write(top + _INDEX, self.index.mode, stamp(self.index.pieces[0], stats))


def read_template(root: Path) -> Template:
    """Return the world at `root` as a template. Raises OSError, and ValueError for an index that cannot be stamped."""
    place = root.as_uri().encode()
    folders: list[str] = []
    links: list[tuple[str, str]] = []
    files: dict[str, _File] = {}
    for entry in _walk(str(root)):
        name = entry.path[len(str(root)) + 1 :]
        if entry.is_symlink():
            links.append((name, os.readlink(entry.path)))  # noqa: PTH115
        elif entry.is_dir():
            folders.append(name)
        else:
            content = Path(entry.path).read_bytes()
            placed = name.startswith(_PLACED)
            files[name] = _File(name, _mode(entry), tuple(content.split(place)) if placed else (content,))
    index = files.pop(_INDEX, None)
    found = find_stamps(index.pieces[0]) if index else {}
    stamps = tuple((_WORKSPACE + os.fsdecode(path), at) for path, at in found.items())
    return Template(tuple(folders), tuple(links), tuple(files.values()), index, stamps)


def _walk(folder: str) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            yield entry
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(entry.path)


def _mode(entry: os.DirEntry[str]) -> int:
    """Return the mode that a file was made with, before the umask."""
    mode = entry.stat().st_mode
    return 0o777 if mode & 0o100 else 0o666 if mode & 0o200 else 0o444


def _write(path: str, mode: int, content: bytes) -> os.stat_result:
    """Write a new file and return its stat data."""
    file = os.open(path, _NEW, mode)
    try:
        left = memoryview(content)
        while left:
            left = left[os.write(file, left) :]
        return os.fstat(file)
    finally:
        os.close(file)
