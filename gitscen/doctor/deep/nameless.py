"""Contents that nothing names: dangling blobs, without those that a file has too. Reads only where there are any."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from gitscen.doctor.deep.model import Nameless
from gitscen.doctor.deep.working import Working
from gitscen.doctor.evidence.model import Evidence, Kind
from gitscen.doctor.objects.connect import Dangling
from gitscen.doctor.objects.form import Object
from gitscen.doctor.objects.store import ObjectStore
from gitscen.names import Oid

FILES, BLOBS = 1_000, 1_000
"""How many untracked files are compared, and how many blobs are read."""
READ_BYTES = 1 << 20
"""Larger blobs are not looked into."""
_CONFLICT = re.compile(rb"^<<<<<<< .*?^=======$.*?^>>>>>>> ", re.DOTALL | re.MULTILINE)


def find_nameless(
    evidence: Evidence, store: ObjectStore, working: Working, dangling: Iterable[Dangling]
) -> Iterator[Nameless]:
    """Yield the dangling blobs, other than empty ones, that no file of the working tree is equal to."""
    blobs = [one for one in dangling if one.kind == "blob" and one.size]
    here = set(_files(evidence, working, {one.size for one in blobs})) if blobs else frozenset[Oid]()
    for number, one in enumerate(one for one in blobs if one.oid not in here):
        small = number < BLOBS and one.size <= READ_BYTES
        yield Nameless(one.oid, conflict=small and _has_conflict(store, one.oid))


def _files(evidence: Evidence, working: Working, sizes: set[int]) -> Iterator[Oid]:
    """Yield what the files make that may be equal to a blob of one of these sizes."""
    files = evidence.files
    yield from (one.oid for one in files.changed if one.oid)
    loose = [one for one in files.loose if one.kind is Kind.FILE and one.size in sizes]
    yield from (oid for one in loose[:FILES] if (oid := working.oid(bytes(one.path))))


def _has_conflict(store: ObjectStore, oid: Oid) -> bool:
    """Return whether a blob has the markers of a conflict: git writes such when it merges."""
    found = store.read(oid)
    return isinstance(found, Object) and bool(_CONFLICT.search(found.content))
