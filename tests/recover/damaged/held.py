"""What a repository holds, read independently of the doctor and of git: tolerant of any damage, plain files only.

Only the objects themselves are read by the doctor's own store, which checks each against its id.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import struct
from collections.abc import Iterable, Iterator
from pathlib import Path

from gitscen.doctor.objects.form import Object, references
from gitscen.doctor.objects.store import ObjectStore
from gitscen.names import Oid

_OID = re.compile(rb"\b[0-9a-f]{40}\b")
_LINE = re.compile(rb"[0-9a-f]{40} ([0-9a-f]{40}) [^\n\t]*> \d{1,10} [+-]\d{4}(?:\t[^\n]*)?")
_STATES = ("MERGE_AUTOSTASH", "rebase-merge/autostash", "rebase-apply/autostash")


def readable(objects: Path) -> set[Oid]:
    """Return the ids of all objects that can be read whole."""
    store = ObjectStore([objects])
    return {oid for oid in {*store.loose, *store.packed} if isinstance(store.read(oid), Object)}


def held(common: Path, *git_dirs: Path) -> set[Oid]:
    """Return the ids that refs, HEADs, indexes, stash entries and autostashes reach, as far as objects can be read."""
    tips: set[Oid] = set()
    for path in _files(common / "refs"):
        tips |= _oids(path)
    tips |= _oids(common / "packed-refs")
    tips |= _oids(common / "logs/refs/stash")
    for git_dir in git_dirs:
        for name in ("HEAD", *_STATES):
            tips |= _oids(git_dir / name)
        tips |= set(_index(git_dir / "index"))
    return _reach(ObjectStore([common / "objects"]), tips)


def logged(common: Path) -> set[tuple[str, bytes]]:
    """Return the lines of all reflogs but the stash's from where each ends, where that commit can be read."""
    store = ObjectStore([common / "objects"])
    found = set()
    for path in _files(common):
        way = path.relative_to(common)
        if "logs" in way.parts and "gitscen" not in way.parts and path.name != "stash":
            for line in _content(path).split(b"\n")[:-1]:
                match = _LINE.fullmatch(line)
                if match and isinstance(store.read(Oid(match[1].decode())), Object):
                    found.add((str(way), line[41:]))
    return found


def blobs(top: Path) -> set[Oid]:
    """Return what the files of a working tree, whatever git says of them, would be as blobs; links count too."""
    found = set()
    for folder, folders, names in os.walk(top):
        folders[:] = [name for name in folders if name != ".git"]
        for name in (*names, *folders):
            path = Path(folder, name)
            if path.is_symlink():
                found.add(_blob(os.fsencode(path.readlink())))
            elif path.is_file():
                found.add(_blob(_content(path)))
    return found


def _reach(store: ObjectStore, tips: Iterable[Oid]) -> set[Oid]:
    seen: set[Oid] = set()
    queue = list(tips)
    while queue:
        oid = queue.pop()
        if oid not in seen:
            seen.add(oid)
            found = store.read(oid)
            if isinstance(found, Object):
                queue += references(found, 40)
    return seen


def _index(path: Path) -> Iterator[Oid]:
    """Yield the ids of an index of version 2 or 3."""
    content = _content(path)
    if content[:4] != b"DIRC" or len(content) < 32 or hashlib.sha1(content[:-20]).digest() != content[-20:]:  # noqa: S324
        return
    at, (count,) = 12, struct.unpack(">I", content[8:12])
    for _ in range(count):
        yield Oid(content[at + 40 : at + 60].hex())
        (flags,) = struct.unpack(">H", content[at + 60 : at + 62])
        end = content.index(b"\0", at + (64 if flags & 0x4000 else 62))
        at += (end - at) // 8 * 8 + 8


def _files(top: Path) -> Iterator[Path]:
    for folder, _, names in os.walk(top):
        yield from (Path(folder, name) for name in names)


def _oids(path: Path) -> set[Oid]:
    return {Oid(found.decode()) for found in _OID.findall(_content(path))}


def _content(path: Path) -> bytes:
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return b""
        return path.read_bytes()
    except OSError:
        return b""


def _blob(content: bytes) -> Oid:
    return Oid(hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest())  # noqa: S324 - git's own
