"""The index: bytes into compact records, for the versions 2, 3 and 4, whole or damaged. `parse_index` is pure.

Plain entries are cut out a thousand at a time by a regular expression, others one by one. A split index is completed
from its shared file; a sparse one keeps its folders as entries. Nothing of the content is trusted: neither the number
of entries nor any length makes it take more memory than a few times the file.
Source: read-cache.c, split-index.c and Documentation/gitformat-index of git 2.39.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from gitscen.doctor.evidence.indexentries import Row, parse_rows
from gitscen.doctor.evidence.indexextensions import Extensions, parse_extensions
from gitscen.doctor.evidence.indexfile import (
    ASSUME_UNCHANGED,
    INTENT_TO_ADD,
    SKIP_WORKTREE,
    STAGE,
    IndexFile,
    IndexState,
    Record,
)
from gitscen.doctor.evidence.plain import Plain
from gitscen.doctor.evidence.read import MIB, read_plain
from gitscen.doctor.record import replace

LIMIT = 64 * MIB
_FLAGGED = ASSUME_UNCHANGED | SKIP_WORKTREE | INTENT_TO_ADD


def read_index(top: str, path: str = "index", *, hash_name: str = "sha1") -> IndexFile:
    """Return the index in a file of a git directory, completed from the file it shares with others."""
    file = read_plain(top, path, limit=LIMIT)
    index, rows, extensions = _parse(file, hash_name)
    if not index.usable or extensions.shared is None:
        return index
    folder = path.rpartition("/")[0]
    name = f"{folder}/sharedindex.{extensions.shared}" if folder else f"sharedindex.{extensions.shared}"
    base, base_rows, _ = _parse(read_plain(top, name, limit=LIMIT), hash_name)
    if not base.usable:
        return replace(
            index, state=IndexState.TRUNCATED, shared=name, fault=f"its shared file {name} is {base.state.value}"
        )
    try:
        merged = _merge(base_rows, rows, extensions)
    except ValueError as problem:
        return replace(index, state=IndexState.TRUNCATED, shared=name, fault=str(problem))
    return replace(_filled(index, merged), shared=name, cache_tree=index.cache_tree or base.cache_tree)


def parse_index(file: Plain, *, hash_name: str = "sha1") -> IndexFile:
    """Return what an index file holds, without what a split index leaves to its shared file. Pure, for any bytes."""
    return _parse(file, hash_name)[0]


def _parse(file: Plain, hash_name: str) -> tuple[IndexFile, Sequence[Row], Extensions]:
    data, none = file.content, Extensions()
    index = IndexFile(path=file.path, size=file.size, mtime=file.mtime)
    if not file.exists:
        return index, (), none
    if not file.readable or file.clipped:
        fault = file.fault or f"it is larger than {LIMIT // MIB} MiB and was not read"
        return replace(index, state=IndexState.UNREADABLE, fault=fault), (), none
    if not data:
        return replace(index, state=IndexState.EMPTY), (), none
    if not b"DIRC".startswith(data[:4]):
        return replace(index, state=IndexState.GARBAGE, fault="it does not begin with DIRC"), (), none
    width = 32 if hash_name == "sha256" else 20
    if len(data) < 12 + width:
        return replace(index, state=IndexState.TRUNCATED, fault="it is shorter than its header"), (), none
    return _parse_body(index, data, hash_name, width)


def _parse_body(
    index: IndexFile, data: bytes, hash_name: str, width: int
) -> tuple[IndexFile, Sequence[Row], Extensions]:
    version, count, end = int.from_bytes(data[4:8]), int.from_bytes(data[8:12]), len(data) - width
    index = replace(index, version=version, count=count)
    skipped = data[end:] == bytes(width)
    whole = skipped or hashlib.new(hash_name, memoryview(data)[:end], usedforsecurity=False).digest() == data[end:]
    if version not in {2, 3, 4}:
        state = IndexState.UNKNOWN if whole else IndexState.GARBAGE
        return replace(index, state=state, fault=f"its version is {version}"), (), Extensions()
    rows, at, fault = parse_rows(data, end=end, count=count, version=version, width=width)
    extensions = Extensions() if fault else parse_extensions(data, at, end, width=width)
    fault = fault or extensions.fault
    state = IndexState.GOOD if whole else IndexState.BAD_CHECKSUM
    if fault:
        state = IndexState.TRUNCATED
    elif extensions.unknown and whole:
        state, fault = IndexState.UNKNOWN, f"it needs its extension {extensions.unknown}"
    elif extensions.unknown:
        state, fault = IndexState.TRUNCATED, "what follows its entries is no extension"
    index = replace(
        index,
        state=state,
        fault=fault,
        extensions=extensions.sizes,
        cache_tree=extensions.cache_tree,
        resolve_undo=extensions.resolve_undo,
        checksum_skipped=skipped,
    )
    return (index if extensions.shared else _filled(index, rows)), rows, extensions


def _filled(index: IndexFile, rows: Sequence[Row]) -> IndexFile:
    """Return the index with its rows sorted into staged and unmerged ones."""
    special = [(path, record) for path, record in rows if record[2]]
    if not special:
        return replace(index, staged=dict(rows))
    unmerged: dict[bytes, dict[int, Record]] = {}
    for path, record in special:
        if record[2] & STAGE:
            unmerged.setdefault(path, {})[(record[2] & STAGE) >> 12] = record
    staged = {path: record for path, record in rows if not record[2] & STAGE}
    flagged = tuple(path for path, record in special if record[2] & _FLAGGED and not record[2] & STAGE)
    return replace(index, staged=staged, unmerged=unmerged, flagged=flagged)


def _merge(base: Sequence[Row], own: Sequence[Row], extensions: Extensions) -> list[Row]:
    """Return the rows of a split index: the shared ones, less deleted, with some replaced, and its own new ones."""
    deleted, replaced = extensions.bitmaps(len(base))
    if len(replaced) > len(own):
        raise ValueError("its bitmap replaces more entries than it has")
    merged: list[Row | None] = list(base)
    for position, (name, record) in zip(replaced, own, strict=False):
        if name:
            raise ValueError("an entry that replaces another has a name of its own")
        merged[position] = (base[position][0], record)
    for position in deleted:
        merged[position] = None
    return sorted([row for row in merged if row is not None] + list(own[len(replaced) :]), key=lambda row: row[0])
