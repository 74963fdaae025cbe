"""Repositories on the fake file system, and index files, made by hand byte for byte."""

from __future__ import annotations

import hashlib
import os
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyfakefs.fake_filesystem import FakeFilesystem

A, B, C = "a" * 40, "b" * 40, "c" * 40
NOTHING = "0" * 40
WHO = "Dev <dev@example.invalid>"
CONFIG = "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = false\n"
LOG = f"{NOTHING} {A} {WHO} 1700000000 +0000\tcommit (initial): one\n{A} {B} {WHO} 1700000001 +0000\tcommit: two\n"


@dataclass(frozen=True)
class Entry:
    """One entry of an index to build. With `place`, its stat data is that of the file there."""

    path: bytes
    oid: str = A
    mode: int = 0o100644
    stage: int = 0
    flags: int = 0
    extended: int = 0
    size: int = 0
    mtime: int = 0
    place: str | None = None

    def stat(self) -> bytes:
        if self.place is None:
            return struct.pack(">10I", 0, 0, self.mtime // 10**9, self.mtime % 10**9, 0, 0, self.mode, 0, 0, self.size)
        info = os.lstat(self.place)
        seconds, rest = divmod(info.st_mtime_ns, 10**9)
        inode = info.st_ino & 0xFFFFFFFF
        return struct.pack(">10I", 0, 0, seconds, rest, 0, inode, self.mode, 0, 0, info.st_size)


def build_index(entries: Iterable[Entry], *, version: int = 2, extensions: bytes = b"", checksum: bytes = b"") -> bytes:
    """Return an index file; `checksum` replaces the right one."""
    found = list(entries)
    out = b"DIRC" + struct.pack(">II", version, len(found))
    before = b""
    for entry in found:
        oid = bytes.fromhex(entry.oid)
        flags = entry.flags | entry.stage << 12 | min(len(entry.path), 0xFFF) | (0x4000 if entry.extended else 0)
        head = entry.stat() + oid + struct.pack(">H", flags)
        head += struct.pack(">H", entry.extended) if entry.extended else b""
        if version == 4:
            same = [one == other for one, other in zip(before, entry.path, strict=False)]
            shared = [*same, False].index(False)
            out += head + bytes([len(before) - shared]) + entry.path[shared:] + b"\0"
            before = entry.path
        else:
            size = len(head) + len(entry.path)
            out += head + entry.path + b"\0" * (8 - size % 8)
    out += extensions
    return out + (checksum or hashlib.sha1(out, usedforsecurity=False).digest())


def extension(name: bytes, body: bytes) -> bytes:
    return name + struct.pack(">I", len(body)) + body


def blob(content: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def healthy() -> dict[str, str | bytes]:
    """Return the files of a small workspace with two commits, a stash entry and a clean working tree."""
    return {
        "/w/a.txt": "a\n",
        "/w/src/b.txt": "b\n",
        "/w/.git/HEAD": "ref: refs/heads/main\n",
        "/w/.git/config": CONFIG,
        "/w/.git/refs/heads/main": B + "\n",
        "/w/.git/refs/stash": C + "\n",
        "/w/.git/packed-refs": f"# pack-refs with: peeled fully-peeled sorted \n{A} refs/remotes/origin/main\n",
        "/w/.git/logs/HEAD": LOG,
        "/w/.git/logs/refs/heads/main": LOG,
        "/w/.git/logs/refs/stash": f"{NOTHING} {C} {WHO} 1700000002 +0000\tOn main: mine\n",
        "/w/.git/objects/info/commit-graph": b"CGPH",
        "/w/.git/info/exclude": "*.tmp\n",
    }


def lay(fs: FakeFilesystem, files: Mapping[str, str | bytes]) -> None:
    """Make files on the fake file system."""
    for name, content in files.items():
        fs.create_file(name, contents=content)


def lay_healthy(fs: FakeFilesystem) -> None:
    """Make the small workspace, with an index that knows its files."""
    lay(fs, healthy())
    entries = [
        Entry(b"a.txt", blob(b"a\n"), place="/w/a.txt"),
        Entry(b"src/b.txt", blob(b"b\n"), place="/w/src/b.txt"),
    ]
    lay(fs, {"/w/.git/index": build_index(entries)})
    later = max(os.lstat(name).st_mtime for name in ("/w/a.txt", "/w/src/b.txt")) + 10
    os.utime("/w/.git/index", (later, later))
