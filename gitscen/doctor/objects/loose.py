"""Loose objects: which there are, and what is in one."""

from __future__ import annotations

import re
import zlib
from typing import NamedTuple

from gitscen.doctor.objects.form import KINDS, Broken, Object, TooLarge, object_id
from gitscen.doctor.objects.inflate import inflate
from gitscen.doctor.objects.plain import names, opened, read_at, read_whole
from gitscen.doctor.record import record
from gitscen.names import Oid

_FAN_OUT = frozenset(f"{number:02x}" for number in range(256))
_TEMPORARY = re.compile(r"(tmp_|\.tmp-|incoming-|bulk_)")
"""How what writing programs leave when they are cut short begins (tmp_obj_*, tmp_pack_*, tmp_objdir-incoming-*)."""

_HEAD = re.compile(rb"([a-z]+) (0|[1-9][0-9]{0,18})\x00")
_HEAD_MAX = 32


class LooseFile(NamedTuple):
    """A file named as an object, whatever is in it: its path, its size in bytes, and when it was written (ns)."""

    path: str
    size: int
    changed: int


@record
class Listing:
    """An object directory in one pass. `temporary` and `links` are paths relative to it, sorted."""

    loose: dict[Oid, LooseFile]
    temporary: tuple[str, ...]
    links: tuple[str, ...]


def list_objects(directory: str, digits: int) -> Listing:
    """List an object directory: a folder that cannot be listed, or is a link, has nothing."""
    loose: dict[Oid, LooseFile] = {}
    temporary: list[str] = []
    links: list[str] = []
    rest = re.compile(f"[0-9a-f]{{{digits - 2}}}").fullmatch
    for folder in names(directory):
        if folder.is_symlink():
            links.append(folder.name)
        elif _TEMPORARY.match(folder.name):
            temporary.append(folder.name)
        elif folder.name in _FAN_OUT or folder.name == "pack":
            for entry in names(folder.path):
                name = entry.name
                if entry.is_symlink():
                    links.append(f"{folder.name}/{name}")
                if rest(name) and folder.name in _FAN_OUT:
                    info = entry.stat(follow_symlinks=False)
                    loose[Oid(folder.name + name)] = LooseFile(entry.path, info.st_size, info.st_mtime_ns)
                elif _TEMPORARY.match(name):
                    temporary.append(f"{folder.name}/{name}")
    return Listing(loose, tuple(temporary), tuple(links))


def read_loose(path: str, oid: Oid, algorithm: str, limit: int) -> Object | Broken | TooLarge:
    """Return the object in a loose file. Raises nothing: what cannot be read is `Broken`."""
    try:
        with opened(path) as (handle, length):
            if length == 0:
                return Broken(path, "it is empty")
            kind, start, size = _head(read_at(handle, 0, 4096))
            if size > limit:
                return TooLarge(kind, size)
            content = inflate(handle, 0, start + size, to_end=True)[start:]
    except OSError as error:
        return Broken(path, error.strerror or "it cannot be read")
    except ValueError as error:
        return Broken(path, str(error))
    if object_id(kind, content, algorithm) != oid:
        return Broken(path, "its content is another object's")
    return Object(kind, content)


def salvage_loose(path: str, oid: Oid, algorithm: str, limit: int) -> Object | None:
    """Return the object of a loose file that git refuses, if all of its content is in it. Raises nothing.

    It is so where only the ends of the zlib stream are damaged, or something follows it.
    """
    try:
        data = read_whole(path, limit)
        whole = zlib.decompressobj(-zlib.MAX_WBITS).decompress(data[2:], limit)
    except (OSError, zlib.error):
        return None
    match = _HEAD.match(whole)
    if match is None or (kind := match[1].decode()) not in KINDS:
        return None
    content = whole[match.end() :][: int(match[2])]
    return Object(kind, content) if object_id(kind, content, algorithm) == oid else None


def _head(begin: bytes) -> tuple[str, int, int]:
    """Return the kind, where the content begins, and its size. Raises ValueError."""
    try:
        text = zlib.decompressobj().decompress(begin, _HEAD_MAX)
    except zlib.error as error:
        raise ValueError("it does not inflate") from error
    match = _HEAD.match(text)
    if match is None or (kind := match[1].decode()) not in KINDS:
        raise ValueError("it does not begin as an object does")
    return kind, match.end(), int(match[2])
