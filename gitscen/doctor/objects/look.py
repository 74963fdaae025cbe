"""What the object directory itself shows: damaged, empty, temporary and derived files. Reads no more than it says.

Whether something is missing shows only when one follows the references: `connect` does that.
"""

from __future__ import annotations

import os
import sys

from gitscen.doctor.objects.alternates import Alternate, read_alternates
from gitscen.doctor.objects.derived import graph_faults, midx_fault
from gitscen.doctor.objects.form import Broken
from gitscen.doctor.objects.plain import names
from gitscen.doctor.objects.store import ObjectStore
from gitscen.doctor.record import record
from gitscen.names import Oid

READ_LOOSE = 1_000
"""How many loose objects are read to see whether they are whole: the newest, which a crash damages first."""
READ_BYTES = 64 << 20
"""Bytes of loose objects, and bytes of one pack, that are read to see whether they are whole."""


@record
class PackFault:
    """A pack that cannot be read as it is: `index` and `content` say in words what is wrong with which file."""

    path: str
    index: str | None
    content: str | None
    damaged: tuple[Oid, ...] = ()


@record
class ObjectFacts:
    """The object directory. Paths are relative to it; `unchecked` says in words what the limits left out."""

    missing: bool = False
    broken: tuple[tuple[Oid, Broken], ...] = ()
    packs: tuple[PackFault, ...] = ()
    stray_indexes: tuple[str, ...] = ()
    temporary: tuple[str, ...] = ()
    midx: str | None = None
    graphs: tuple[tuple[str, str], ...] = ()
    alternates: tuple[Alternate, ...] | str = ()
    links: tuple[str, ...] = ()
    unchecked: tuple[str, ...] = ()


def look_at_objects(store: ObjectStore, inside: tuple[str, ...], *, thorough: bool = False) -> ObjectFacts:
    """Look at the repository's own object directory; `inside` are the folders that belong to the copy.

    `thorough` reads every loose object and every pack, however many and large they are.
    """
    directory = store.directories[0]
    if not os.path.isdir(directory):  # noqa: PTH112
        return ObjectFacts(missing=True)
    count, limit = (len(store.loose), sys.maxsize) if thorough else (READ_LOOSE, READ_BYTES)
    broken, unchecked = _read_loose(store, count, limit)
    packs = [fault for path in store.pack_names if (fault := _pack_fault(store, path, limit))]
    unchecked += [
        f"{os.path.basename(pack.path)} is large: only its ends were read"  # noqa: PTH119
        for pack in store.packs
        if _size(pack.path) > limit
    ]
    packed = {os.path.basename(path) for path in store.pack_names}  # noqa: PTH119
    return ObjectFacts(
        broken=tuple(broken),
        packs=tuple(packs),
        stray_indexes=tuple(
            f"pack/{entry.name}"
            for entry in names(os.path.join(directory, "pack"))  # noqa: PTH118
            if entry.name.endswith(".idx") and entry.name.removesuffix(".idx") + ".pack" not in packed
        ),
        temporary=store.listings[0].temporary,
        midx=midx_fault(directory, packed, store.algorithm),
        graphs=tuple(graph_faults(directory, store.algorithm).items()),
        alternates=read_alternates(directory, inside),
        links=store.listings[0].links,
        unchecked=tuple(unchecked),
    )


def _read_loose(store: ObjectStore, most: int, limit: int) -> tuple[list[tuple[Oid, Broken]], list[str]]:
    """Read loose objects, the newest first, as far as the limits allow; the empty ones are found in any case."""
    broken = [(oid, Broken(file.path, "it is empty")) for oid, file in store.loose.items() if not file.size]
    newest = sorted(store.loose.items(), key=lambda item: item[1].changed, reverse=True)
    size = 0
    for number, (oid, file) in enumerate(newest):
        size += file.size
        if number == most or size > limit:
            return broken, [f"{len(newest) - number} of {len(newest)} loose objects were not read, the older ones"]
        if file.size and isinstance(found := store.read_loose(oid), Broken):
            broken.append((oid, found))
    return broken, []


def _pack_fault(store: ObjectStore, path: str, limit: int) -> PackFault | None:
    index = store.indexes[path]
    if isinstance(index, str):
        return PackFault(path, index, None)
    pack = next(pack for pack in store.packs if pack.path == path)
    content = pack.check(limit)
    if content is None:
        return None
    try:
        return PackFault(path, None, content, tuple(pack.damaged()))
    except (OSError, ValueError):
        return PackFault(path, None, content)


def _size(path: str) -> int:
    try:
        return os.lstat(path).st_size
    except OSError:
        return 0
