"""The suspects of a scan into what really differs: their bytes are hashed and held against the index.

Reads files of the working tree, at most `MOST_BYTES` of them together; what is beyond that is told as unsure.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator

from gitscen.doctor.evidence.blob import hash_blob, hash_place, is_blob_filtered
from gitscen.doctor.evidence.filetree import Change, Changed
from gitscen.doctor.evidence.indexfile import (
    ASSUME_UNCHANGED,
    FOLDER,
    GITLINK,
    INTENT_TO_ADD,
    LINK,
    SKIP_WORKTREE,
    Record,
)
from gitscen.doctor.evidence.scan import Suspect
from gitscen.names import Oid, TreePath

MOST_BYTES = 1 << 30


class Comparer:
    """Holds suspects of one working tree against their entries."""

    def __init__(
        self,
        top: bytes,
        *,
        hash_name: str,
        file_mode: bool,
        symlinks: bool = True,
        sparse: bool = False,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        """Take the top of the working tree; `file_mode` tells whether the executable bit counts.

        Without `symlinks` git writes the target of a link into a file. In a `sparse` checkout git takes skip-worktree
        back from a file that is there: it hides nothing (sparse-index.c of git 2.39).
        """
        self._top = top
        self._hash = hash_name
        self._file_mode = file_mode
        self._symlinks = symlinks
        self._hiding = ASSUME_UNCHANGED if sparse else ASSUME_UNCHANGED | SKIP_WORKTREE
        self._left = most_bytes
        self.touched = 0

    def compare(self, suspects: Iterable[Suspect]) -> Iterator[Changed]:
        """Yield what differs. Counts the others in `touched`."""
        for path, record, info in suspects:
            change, oid = self._judge(path, record, info)
            if change is None:
                self.touched += 1
                continue
            yield Changed(
                TreePath(path),
                change,
                info.st_size,
                info.st_mtime_ns,
                stat.S_IMODE(info.st_mode),
                Oid(oid.hex()) if oid else None,
                hidden=bool(record[2] & self._hiding),
            )

    def missing(self, remaining: dict[bytes, Record], unreadable: Iterable[bytes]) -> Iterator[Changed]:
        """Yield the entries whose file is not there: not submodules, nor what skip-worktree keeps away."""
        closed = tuple(path + b"/" for path in unreadable)
        for path, record in remaining.items():
            kind = int.from_bytes(record[0][24:28]) & 0o170000
            if kind in {GITLINK, FOLDER} or record[2] & SKIP_WORKTREE:
                continue
            out_of_sight = bool(closed) and path.startswith(closed)
            change = Change.UNREADABLE if out_of_sight else Change.DELETED
            yield Changed(TreePath(path), change, hidden=bool(record[2] & self._hiding))

    def _judge(self, path: bytes, record: Record, info: os.stat_result) -> tuple[Change | None, bytes | None]:
        """Return how a file differs, None where it does not, and what its bytes hash to."""
        if not stat.S_ISREG(info.st_mode) and not stat.S_ISLNK(info.st_mode):
            return Change.KIND, None
        if info.st_size > self._left:
            return Change.UNSURE, None
        self._left -= info.st_size
        place = self._top + b"/" + path
        try:
            oid = hash_place(place, hash_name=self._hash)
            same = oid == record[1]
            if not same and stat.S_ISREG(info.st_mode) and info.st_size:
                same = is_blob_filtered(place, record[1], hash_name=self._hash)
        except OSError:
            return Change.UNREADABLE, None
        return self._weigh(record, info, same=same), oid

    def _weigh(self, record: Record, info: os.stat_result, *, same: bool) -> Change | None:
        """Return how a file differs, given whether its bytes do."""
        mode = int.from_bytes(record[0][24:28])
        is_link, was_link = stat.S_ISLNK(info.st_mode), mode & 0o170000 == LINK
        if is_link != was_link and (is_link or self._symlinks):
            return Change.KIND
        if record[2] & INTENT_TO_ADD:
            return Change.EDITED
        if not same:
            emptied = not info.st_size and record[1] != hash_blob(b"", self._hash)
            return Change.EMPTIED if emptied else Change.EDITED
        counts = stat.S_ISREG(info.st_mode) and self._file_mode and not was_link
        executable = counts and bool(info.st_mode & 0o100) != bool(mode & 0o100)
        return Change.MODE if executable else None
