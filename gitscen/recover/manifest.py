"""What paths there are below some folders, and what each is: the photograph that undo goes by.

Reads names and facts, no contents; a link is a link. gitscen's own recoveries are left out: they are the book, not the
workspace.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import NamedTuple


class Kind(Enum):
    """What is at a path."""

    FILE = "file"
    LINK = "link"
    FOLDER = "folder"
    OTHER = "other"
    """A pipe, a socket or a device: it is noted and never touched."""


class Fact(NamedTuple):
    """One path as it was. `changed` is its mtime in nanoseconds; `node` and `touched` (its ctime) are the inode's."""

    kind: Kind
    mode: int
    changed: int
    size: int
    target: str
    node: int
    touched: int

    def same_as(self, other: Fact) -> bool:
        """Whether both are the same thing, whatever inode it is in. A folder's size and time say nothing."""
        if self.kind is Kind.FOLDER:
            return (self.kind, self.mode) == (other.kind, other.mode)
        return self[:5] == other[:5]


class Spot(NamedTuple):
    """A path: the number of its root, and the way from there."""

    root: int
    way: str


Manifest = Mapping[Spot, Fact]


@dataclass(frozen=True, slots=True)
class Ground:
    """The folders that a recovery may touch: the working tree, and the repository where that lies elsewhere.

    `own` is left out: where recoveries keep their books.
    """

    roots: tuple[Path, ...]
    own: Path

    def at(self, spot: Spot) -> Path:
        """Return where a spot is."""
        return self.roots[spot.root] / spot.way

    def spot(self, path: Path) -> Spot:
        """Return the spot of a path. Raises ValueError for one outside of all roots."""
        for number, root in enumerate(self.roots):
            if path.is_relative_to(root):
                return Spot(number, str(path.relative_to(root)))
        raise ValueError(f"{path} is outside of {', '.join(map(str, self.roots))}")


def find_ground(worktree: Path, git_dir: Path, common_dir: Path) -> Ground:
    """Return the ground of a workspace."""
    roots = [worktree]
    for one in (common_dir, git_dir):
        if not any(one.is_relative_to(root) for root in roots):
            roots.append(one)
    return Ground(tuple(roots), git_dir / "gitscen" / "recover")


def read_manifest(ground: Ground) -> dict[Spot, Fact]:
    """Return every path below the ground's roots. A folder that cannot be read counts as empty."""
    found: dict[Spot, Fact] = {}
    own = os.fspath(ground.own)
    for number, root in enumerate(ground.roots):
        start = len(os.fspath(root)) + 1
        folders = [os.fspath(root)]
        while folders:
            for path, fact in _read_folder(folders.pop()):
                if path == own:
                    continue
                found[Spot(number, path[start:])] = fact
                if fact.kind is Kind.FOLDER:
                    folders.append(path)
    return found


def read_fact(path: str | Path) -> Fact | None:
    """Return what is at a path, None where nothing is."""
    try:
        return _fact(os.fspath(path), os.lstat(path))
    except (FileNotFoundError, NotADirectoryError):
        return None


def _read_folder(folder: str) -> Iterable[tuple[str, Fact]]:
    try:
        with os.scandir(folder) as entries:
            listed = [(entry.path, entry.stat(follow_symlinks=False)) for entry in entries]
    except OSError:
        return ()
    return [(path, _fact(path, facts)) for path, facts in listed]


def _fact(path: str, facts: os.stat_result) -> Fact:
    mode, kind, target = facts.st_mode, Kind.OTHER, ""
    if stat.S_ISREG(mode):
        kind = Kind.FILE
    elif stat.S_ISDIR(mode):
        kind = Kind.FOLDER
    elif stat.S_ISLNK(mode):
        kind, target = Kind.LINK, os.readlink(path)  # noqa: PTH115 - one of very many
    return Fact(kind, stat.S_IMODE(mode), facts.st_mtime_ns, facts.st_size, target, facts.st_ino, facts.st_ctime_ns)


def format_manifest(ground: Ground, manifest: Manifest) -> bytes:
    """Return a manifest as text: the roots, then a line for each path. Pure."""
    lines = [json.dumps([os.fspath(root) for root in ground.roots])]
    lines += [json.dumps([*spot, fact.kind.value, *fact[1:]]) for spot, fact in manifest.items()]
    return ("\n".join(lines) + "\n").encode()


def parse_manifest(text: bytes) -> tuple[Sequence[str], dict[Spot, Fact]]:
    """Return the roots and the paths of a manifest. Pure. Raises ValueError for what is none."""
    first, *lines = text.decode().splitlines()
    manifest: dict[Spot, Fact] = {}
    try:
        roots = [str(root) for root in json.loads(first)]
        for line in lines:
            root, way, kind, *facts = json.loads(line)
            manifest[Spot(root, way)] = Fact(Kind(kind), *facts)
    except TypeError as error:
        raise ValueError(str(error)) from error
    return roots, manifest
