"""Lock files: those that end with `.lock`, and files that git writes beside their final place."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping

from gitscen.doctor.evidence.index import LIMIT, parse_index
from gitscen.doctor.evidence.model import Holders, LockFile
from gitscen.doctor.evidence.plain import Kind, Seen
from gitscen.doctor.evidence.read import look_at, read_plain

_SMALL = 65536
_BESIDE = {"packed-refs.new": "packed-refs", "logs/refs/.tmp-renamed-log": "logs/refs", ".tmp-renamed-log": "logs"}
_INDEX = re.compile(r"(?:.*/)?(?:index|next-index-\d+|index\.stash\.\d+)(?:\.lock)?")
_OBJECT_FOLDERS = ("objects", "objects/info", "objects/info/commit-graphs", "objects/pack")

Found = dict[str, Seen]


def find_locks(top: str, listing: Mapping[str, Seen]) -> Found:
    """Return the locks of a git directory by path: from its listing, and from the few folders of objects/ with some."""
    found = {path: seen for path, seen in listing.items() if seen.kind is not Kind.FOLDER and is_lock(path)}
    for folder in _OBJECT_FOLDERS:
        found |= {path: look_at(os.path.join(top, path)) for path in _names(top, folder) if path.endswith(".lock")}
    return found


def is_lock(path: str) -> bool:
    """Whether a file of this name in a git directory stands for another one that is being written. Pure."""
    return path.endswith(".lock") or path in _BESIDE or bool(re.fullmatch(r"index\.stash\.\d+", path))


def read_locks(
    top: str, found: Found, holders: Holders, *, hash_name: str = "sha1", shared: bool = False
) -> tuple[LockFile, ...]:
    """Return the locks with what they hold and who holds them."""
    return tuple(_read_lock(top, path, holders, hash_name=hash_name, shared=shared) for path in sorted(found))


def _read_lock(top: str, path: str, holders: Holders, *, hash_name: str, shared: bool) -> LockFile:
    is_index = bool(_INDEX.fullmatch(path))
    file = read_plain(top, path, limit=LIMIT if is_index else _SMALL)
    place = os.path.join(top, path)
    holder = next((one for one in holders.processes if one.opened == place), None)
    index = parse_index(file, hash_name=hash_name) if is_index and file.content else None
    locks = _BESIDE.get(path) or path.removesuffix(".lock")
    if is_index:
        locks = re.sub(r"(?:next-index-\d+|index\.stash\.\d+)\Z", "index", locks)
    return LockFile(
        file=file.without_content() if is_index else file, locks=locks, shared=shared, holder=holder, index=index
    )


def _names(top: str, folder: str) -> Iterator[str]:
    place = os.path.join(top, folder)
    if look_at(place).kind is not Kind.FOLDER:
        return
    try:
        with os.scandir(place) as found:
            yield from [f"{folder}/{entry.name}" for entry in found]
    except OSError:
        return
