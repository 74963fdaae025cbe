"""All objects of a repository, however they are kept: loose, packed, or borrowed within the copy.

Read-only, bounded, and indifferent to damage around an object: each answer is an object whose id was checked, or why
there is none. What is outside of the copy is never looked into.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from functools import cached_property

from gitscen.doctor.objects.form import HEX_DIGITS, Broken, Object, TooLarge
from gitscen.doctor.objects.loose import Listing, LooseFile, list_objects, read_loose
from gitscen.doctor.objects.pack import Pack
from gitscen.doctor.objects.packindex import PackIndex
from gitscen.doctor.objects.plain import names
from gitscen.names import Oid

LARGEST = 64 << 20
"""Bytes of an object's content that are read; of a larger one only its kind and size are told."""


class ObjectStore:
    """The objects below one or more object directories; the first is the repository's own."""

    def __init__(
        self, directories: Sequence[str | os.PathLike[str]], algorithm: str = "sha1", *, limit: int = LARGEST
    ) -> None:
        """Take the `objects` folders, and the hash by its name in `extensions.objectFormat`."""
        self.directories = [os.fspath(one) for one in directories]
        self.algorithm = algorithm
        self.digits = HEX_DIGITS[algorithm]
        self.limit = limit

    @cached_property
    def listings(self) -> tuple[Listing, ...]:
        """What is in each directory."""
        return tuple(list_objects(directory, self.digits) for directory in self.directories)

    @cached_property
    def loose(self) -> dict[Oid, LooseFile]:
        """Every file that is named as an object, sound or not."""
        return {oid: file for listing in reversed(self.listings) for oid, file in listing.loose.items()}

    @cached_property
    def pack_names(self) -> tuple[str, ...]:
        """The paths of all `.pack` files."""
        folders = [os.path.join(directory, "pack") for directory in self.directories]  # noqa: PTH118
        return tuple(entry.path for folder in folders for entry in names(folder) if entry.name.endswith(".pack"))

    @cached_property
    def indexes(self) -> dict[str, PackIndex | str]:
        """The index of each pack by the pack's path; what is wrong with it, in words, where it is not sound."""
        found: dict[str, PackIndex | str] = {}
        for path in self.pack_names:
            index = path.removesuffix(".pack") + ".idx"
            try:
                found[path] = PackIndex(index, self.algorithm)
            except OSError as error:
                found[path] = "it is missing" if not os.path.lexists(index) else error.strerror or "it cannot be read"
            except ValueError as error:
                found[path] = str(error)
        return found

    @cached_property
    def packs(self) -> tuple[Pack, ...]:
        """The packs that have a sound index."""
        indexes = self.indexes.items()
        return tuple(Pack(path, index, self.algorithm) for path, index in indexes if isinstance(index, PackIndex))

    @cached_property
    def packed(self) -> frozenset[Oid]:
        """The ids of all packed objects; of very large packs none, see `has`."""
        return frozenset(Oid(raw.hex()) for raw in self.packed_raw)

    @cached_property
    def packed_raw(self) -> frozenset[bytes]:
        """The same as raw bytes."""
        return frozenset().union(*(pack.index.raw() for pack in self.packs if pack.index.checked))

    def has(self, oid: Oid) -> bool:
        """Whether some file says that it has this object: not that it can be read."""
        if oid in self.loose and self.loose[oid].size:
            return True
        return bytes.fromhex(oid) in self.packed_raw or any(
            not pack.index.checked and pack.index.find(oid) is not None for pack in self.packs
        )

    def read_loose(self, oid: Oid) -> Object | Broken | TooLarge | None:
        """Return what the loose file of an object holds, None where there is none."""
        file = self.loose.get(oid)
        return read_loose(file.path, oid, self.algorithm, self.limit) if file else None

    def read(self, oid: Oid) -> Object | Broken | TooLarge | None:
        """Return an object from the first place that has it whole; why not, where all are damaged; None without any."""
        return self._read(oid, frozenset())

    def _read(self, oid: Oid, above: frozenset[Oid]) -> Object | Broken | TooLarge | None:
        failed: Broken | None = None
        for found in self._tries(oid, above):
            if isinstance(found, Broken):
                failed = failed or found
            elif found is not None:
                return found
        return failed

    def _tries(self, oid: Oid, above: frozenset[Oid]) -> Iterator[Object | Broken | TooLarge | None]:
        yield self.read_loose(oid)

        def base(name: Oid) -> Object | None:
            found = self._read(name, above | {oid}) if name not in above and name != oid else None
            return found if isinstance(found, Object) else None

        for pack in self.packs:
            yield pack.read(oid, self.limit, base)
