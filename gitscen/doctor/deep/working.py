"""What the working tree has at a path, as an id and as bytes. Reads only what the evidence does not tell already."""

from __future__ import annotations

import os

from gitscen.doctor.evidence.model import Evidence, Kind
from gitscen.doctor.evidence.read import read_plain
from gitscen.doctor.objects.form import object_id
from gitscen.names import Oid

READ_BYTES = 8 << 20
"""Bytes of one file that are read to compare it."""


class Working:
    """The files of a workspace by path."""

    def __init__(self, evidence: Evidence) -> None:
        """Take what is known of them already."""
        self._top, self._hash = evidence.layout.workspace, evidence.hash
        self._index = evidence.index.staged if evidence.files.known else {}
        self._changed = {bytes(one.path): one for one in evidence.files.changed}
        self._links = {bytes(one.path): one.target for one in evidence.files.pointing}

    def oid(self, path: bytes) -> Oid | None:
        """Return the blob that a path's bytes make; None where nothing is there or it cannot be told."""
        changed = self._changed.get(path)
        if changed is not None:
            return changed.oid
        record = self._index.get(path)
        if record is not None:
            return Oid(record[1].hex())
        content = self.read(path)
        return None if content is None else object_id("blob", content, self._hash)

    def read(self, path: bytes) -> bytes | None:
        """Return the bytes of a file, or the target of a link; None for what is larger than the limit."""
        if path in self._links:
            return self._links[path]
        found = read_plain(self._top, os.fsdecode(path), limit=READ_BYTES)
        if found.kind is Kind.LINK:
            return None
        return found.content if found.readable and not found.clipped else None
