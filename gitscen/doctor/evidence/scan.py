"""One pass over the working tree: every path is looked at once, and what is as the index has it costs no more.

A tracked file is as its entry says when size, time, inode and type agree and its time is before the index was written
(git's racy rule); any other becomes a suspect, for `compare` to look at. Folders that are ignored whole and nested
repositories are not entered; links are not followed.
"""

from __future__ import annotations

import os
import stat
import struct
from bisect import bisect_left

from gitscen.doctor.evidence.filetree import Loose, Nested
from gitscen.doctor.evidence.ignore import Ignores
from gitscen.doctor.evidence.indexfile import GITLINK, LINK, IndexFile, Record
from gitscen.doctor.evidence.plain import Kind
from gitscen.doctor.evidence.read import see, told
from gitscen.names import TreePath

MOST_LOOSE = 200_000
_STAT = struct.Struct(">8xIIxxxxII8xI")
_TYPES = {0o100644: 0o100400, 0o100755: 0o100500, LINK: 0o120500, 0o100664: 0o100400}
_TYPES_WITHOUT_MODE = {0o100644: 0o100400, 0o100755: 0o100400, LINK: 0o120400, 0o100664: 0o100400}
"""Types as they are looked for: with the bit that lets the owner read, for whose want a file is looked at closely."""

Suspect = tuple[bytes, Record, os.stat_result]


class Scan:
    """What one pass has found so far. `remaining` are the entries whose path was not met."""

    def __init__(self, remaining: dict[bytes, Record]) -> None:
        """Begin with nothing found of what the index has."""
        self.remaining = remaining
        self.suspects: list[Suspect] = []
        self.loose: list[Loose] = []
        self.links: list[tuple[bytes, bool]] = []
        self.nested: list[Nested] = []
        self.unreadable: list[tuple[TreePath, str]] = []
        self.limits: list[str] = []
        self.files = self.bytes = self.folders = 0


class Scanner:
    """The pass over one working tree."""

    def __init__(self, top: bytes, index: IndexFile, ignores: Ignores, *, file_mode: bool) -> None:
        """Take the index to hold the files against; `file_mode` tells whether the executable bit counts."""
        self._top = top
        self._index = index
        self._ignores = ignores
        self._racy = index.mtime
        self._mask, self._types = (0o170500, _TYPES) if file_mode else (0o170400, _TYPES_WITHOUT_MODE)
        self._paths = sorted((*index.staged, *index.unmerged))
        self._waiting = [b""]
        self.scan = Scan(remaining=dict(index.staged))

    def run(self) -> Scan:
        """Look at everything. A folder that cannot be listed is noted, and left."""
        while self._waiting:
            folder = self._waiting.pop()
            base = self._top + b"/" + folder
            try:
                names = os.listdir(base)
            except OSError as problem:
                self.scan.unreadable.append((TreePath(folder.rstrip(b"/")), told(problem)))
                continue
            self.scan.folders += 1
            try:
                infos = list(map(os.lstat, [base + name for name in names]))
            except OSError:
                names, infos = self._look_singly(folder, names)
            self._look(folder, names, infos)
        return self.scan

    def _look_singly(self, folder: bytes, names: list[bytes]) -> tuple[list[bytes], list[os.stat_result]]:
        """Return what of a folder can be looked at; note what cannot, unless it has gone meanwhile."""
        infos: dict[bytes, os.stat_result] = {}
        for name in names:
            try:
                infos[name] = os.lstat(self._top + b"/" + folder + name)
            except FileNotFoundError:
                continue
            except OSError as problem:
                self.scan.unreadable.append((TreePath(folder + name), told(problem)))
        return list(infos), list(infos.values())

    def _look(self, folder: bytes, names: list[bytes], infos: list[os.stat_result]) -> None:
        """Look at what one folder holds. All 20,000 files go through this loop, so it does as little as it can."""
        unpack, mask, types, racy = _STAT.unpack, self._mask, self._types, self._racy
        pop = self.scan.remaining.pop
        files = size = 0
        for name, info in zip(names, infos, strict=True):
            path = folder + name
            record = pop(path, None)
            if record is None:
                self._look_at_other(path, name, info)
                continue
            seconds, nanoseconds, inode, mode, length = unpack(record[0])
            time = seconds * 1_000_000_000 + nanoseconds
            if (
                info.st_mtime_ns != time
                or time >= racy
                or info.st_size & 0xFFFFFFFF != length
                or info.st_ino & 0xFFFFFFFF != inode
                or info.st_mode & mask != types.get(mode)
            ) and not self._is_tracked_folder(path, record, info):
                self.scan.suspects.append((path, record, info))
            files += 1
            size += length
            if mode == LINK:
                self.scan.links.append((path, True))
        self.scan.files += files
        self.scan.bytes += size

    def _is_tracked_folder(self, path: bytes, record: Record, info: os.stat_result) -> bool:
        """Whether it is a folder where the index has a submodule: noted. One that took a file's place is entered."""
        if not stat.S_ISDIR(info.st_mode):
            return False
        if int.from_bytes(record[0][24:28]) == GITLINK:
            self.scan.nested.append(Nested(TreePath(path), tracked=True, kind=Kind.MISSING))
            return True
        self._waiting.append(path + b"/")
        return False

    def _look_at_other(self, path: bytes, name: bytes, info: os.stat_result) -> None:
        """Look at what the index does not have at stage 0."""
        if name == b".git":
            if path != b".git":
                self.scan.nested.append(Nested(TreePath(path[:-5]), tracked=False, kind=Kind.MISSING))
            return
        kind = see(info).kind
        if kind is Kind.FOLDER:
            self._look_at_folder(path, info)
            return
        self.scan.files += 1
        self.scan.bytes += info.st_size
        if kind is Kind.LINK:
            self.scan.links.append((path, False))
        self._note(path, kind, info, ignored=self._ignores.covers(path, folder=False))

    def _look_at_folder(self, path: bytes, info: os.stat_result) -> None:
        """Enter a folder, unless it has nothing tracked and is ignored whole or a repository of its own."""
        below = path + b"/"
        at = bisect_left(self._paths, below)
        if at == len(self._paths) or not self._paths[at].startswith(below):
            if self._ignores.covers(path, folder=True):
                self._note(below, Kind.FOLDER, info, ignored=True)
                return
            if os.path.lexists(self._top + b"/" + below + b".git"):
                self.scan.nested.append(Nested(TreePath(path), tracked=False, kind=Kind.MISSING))
                return
        elif self._paths[at] == below:  # a folder that a sparse index has as one entry
            self.scan.remaining.pop(below, None)
        self._waiting.append(below)

    def _note(self, path: bytes, kind: Kind, info: os.stat_result, *, ignored: bool) -> None:
        loose = self.scan.loose
        if len(loose) < MOST_LOOSE:
            unmerged = path in self._index.unmerged
            size, mode = info.st_size, stat.S_IMODE(info.st_mode)
            loose.append(Loose(TreePath(path), kind, size, info.st_mtime_ns, mode, ignored and not unmerged, unmerged))
        elif not self.scan.limits:
            self.scan.limits.append(f"there are more than {MOST_LOOSE} files that the index does not have")
