"""`Odb`: what one repository's object database holds, every object read and held against its name.

Loose objects are read as plain files, packs with libgit2; what has not changed since it was read is not read again.
An object that cannot be read is not there. Where objects come from elsewhere, or something lies in the database that
this does not know, `strange` says so: then only git itself can tell whether all is well.
"""

from __future__ import annotations

import hashlib
import os
import re
import zlib

import pygit2
from pygit2.enums import ObjectType

from gitscen.names import Oid
from gitscen.observe.listing import Listing, read_file
from gitscen.observe.memory import Memory
from gitscen.observe.parse import Blob, Parsed, parse_object

_LOOSE = len("objects/00/") + 38
"""The length of a loose object's name; what is not one is not what its name says, and that is told."""
_STRANGE = re.compile(r"objects/info/(?!packs$)|objects/pack/(multi-pack-index|.*\.(promisor|bitmap|mtimes)$)")
_KINDS = {
    int(kind): name
    for kind, name in (
        (ObjectType.BLOB, b"blob"),
        (ObjectType.TREE, b"tree"),
        (ObjectType.COMMIT, b"commit"),
        (ObjectType.TAG, b"tag"),
    )
}


class Odb:
    """The objects of one repository.

    What is found goes into `known`, which the repositories of a case share, and contents go into `contents` too.
    """

    def __init__(self, known: dict[Oid, Parsed], contents: dict[Oid, bytes]) -> None:
        """Begin with nothing seen here; others may have put into `known` what they saw."""
        self.known, self._contents = known, contents
        self.present: frozenset[Oid] = frozenset()
        self.broken = False
        """Whether something could not be read, or is not what it is named."""
        self.strange = False
        self._loose: Memory[bool] = Memory()
        self._packs: Memory[frozenset[Oid]] = Memory()

    def look(self, repository: pygit2.Repository, listing: Listing) -> None:
        """Take in what the database holds now; `listing` has the files below the git directory."""
        self.broken = self.strange = False
        present: set[Oid] = set()
        for name, entry in listing.items():
            if not name.startswith("objects/") or name.endswith("/"):
                continue
            if len(name) == _LOOSE and name[10] == "/":
                oid = Oid(name[8:10] + name[11:])
                if self._look_at_loose(oid, entry):
                    present.add(oid)
            elif name.endswith(".idx"):
                present |= self._look_at_pack(repository, name, listing)
            elif _STRANGE.match(name):
                self.strange = True
        if self.strange:
            present |= self._read_elsewhere(repository)
        self.present = frozenset(present)

    def _look_at_loose(self, oid: Oid, entry: os.DirEntry[str]) -> bool:
        try:
            info = entry.stat(follow_symlinks=False)
            if self._loose.recall(oid, info):
                return True
            self._learn(oid, *read_loose(read_file(entry.path), oid))
        except (OSError, ValueError):
            self.broken = True
            return False
        self._loose.keep(oid, info, value=True)
        return True

    def _look_at_pack(self, repository: pygit2.Repository, name: str, listing: Listing) -> frozenset[Oid]:
        pack = name.removesuffix("idx") + "pack"
        try:
            infos = {part: listing[part].stat(follow_symlinks=False) for part in (name, pack)}
            oids = [self._packs.recall(part, info) for part, info in infos.items()]
            if oids[0] is not None and oids[1] is not None:
                return oids[0]
            found = self._read_pack(repository, *(read_file(listing[part].path) for part in infos))
        except (OSError, KeyError, ValueError, pygit2.GitError):
            self.broken = True
            return frozenset()
        for part, info in infos.items():
            self._packs.keep(part, info, found)
        return found

    def _read_pack(self, repository: pygit2.Repository, index: bytes, pack: bytes) -> frozenset[Oid]:
        """Return what a pack holds. Raises ValueError or pygit2's errors where something is wrong with it."""
        oids = read_pack_index(index, pack)
        for oid in oids:
            kind, data = repository.read(oid)
            self._learn(oid, _KINDS[kind], data)
        return frozenset(oids)

    def _read_elsewhere(self, repository: pygit2.Repository) -> frozenset[Oid]:
        """Return what libgit2 finds, which also follows to other object databases."""
        found = frozenset(Oid(str(oid)) for oid in repository.odb)
        for oid in found - self.known.keys():
            try:
                kind, data = repository.read(oid)
                self._learn(oid, _KINDS[kind], data)
            except (ValueError, pygit2.GitError):
                self.broken = True
        return found

    def _learn(self, oid: Oid, kind: bytes, data: bytes) -> None:
        """Take in an object. Raises ValueError for one that is not well-formed."""
        if oid not in self.known:
            parsed = parse_object(kind, data)
            self.known[oid] = parsed
            if isinstance(parsed, Blob):
                self._contents[oid] = parsed.data


def read_loose(file: bytes, oid: Oid) -> tuple[bytes, bytes]:
    """Return kind and content of a loose object's file. Pure. Raises ValueError where it is not the object `oid`."""
    inflate = zlib.decompressobj()
    try:
        raw = inflate.decompress(file)
    except zlib.error as error:
        raise ValueError(f"{oid} is damaged: {error}") from error
    head, _, data = raw.partition(b"\0")
    kind, _, size = head.partition(b" ")
    named = hashlib.sha1(raw, usedforsecurity=False).hexdigest() == oid
    if not named or not inflate.eof or inflate.unused_data or size != b"%d" % len(data):
        raise ValueError(f"{oid} is not what its file holds")
    return kind, data


def read_pack_index(index: bytes, pack: bytes) -> list[Oid]:
    """Return the oids that a pack's index names. Pure. Raises ValueError where a checksum of either is wrong."""
    for part in (index, pack):
        if hashlib.sha1(part[:-20], usedforsecurity=False).digest() != part[-20:]:
            raise ValueError("the checksum of a pack or its index is wrong")
    if index[:8] != b"\xfftOc\0\0\0\2" or index[-40:-20] != pack[-20:]:
        raise ValueError("this is no index of format 2 for this pack")
    count, begin = int.from_bytes(index[1028:1032]), 1032
    return [Oid(index[at : at + 20].hex()) for at in range(begin, begin + 20 * count, 20)]
