"""What a file in the working tree would be as a blob: its bytes hashed as git does, a piece at a time.

Never through a link, never from a pipe. Filters are not run: a file whose bytes differ from the blob because of line
ends, Git LFS, `ident` or UTF-16 is recognised here, one with any other filter counts as different.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat

from gitscen.doctor.evidence.read import MIB

_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY
_TEXT_LIMIT = 8 * MIB
"""Up to this size line ends are looked at."""
_MARKS = (b"\xff\xfe", b"\xfe\xff")
_IDENT = re.compile(rb"\$Id: [^$\n]*\$")
_POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize %d\n"


def hash_blob(content: bytes, hash_name: str = "sha1") -> bytes:
    """Return the raw oid of a blob with this content. Pure."""
    digest = hashlib.new(hash_name, b"blob %d\0" % len(content), usedforsecurity=False)
    digest.update(content)
    return digest.digest()


def hash_place(place: bytes, *, hash_name: str) -> bytes:
    """Return the raw oid of a file's bytes, or of a link's target. Raises OSError."""
    info = os.lstat(place)
    if stat.S_ISLNK(info.st_mode):
        return hash_blob(os.readlink(place), hash_name)
    handle = os.open(place, _FLAGS)
    try:
        size = os.fstat(handle).st_size
        digest = hashlib.new(hash_name, b"blob %d\0" % size, usedforsecurity=False)
        while piece := os.read(handle, MIB):
            digest.update(piece)
        return digest.digest()
    finally:
        os.close(handle)


def is_blob_filtered(place: bytes, oid: bytes, *, hash_name: str) -> bool:
    """Whether a file becomes this blob by line ends (CRLF to LF), Git LFS, ident or its encoding. Raises OSError."""
    handle = os.open(place, _FLAGS)
    try:
        size = os.fstat(handle).st_size
        content = os.read(handle, _TEXT_LIMIT)
        digest = hashlib.sha256(content)
        while piece := os.read(handle, MIB):
            digest.update(piece)
    finally:
        os.close(handle)
    if hash_blob(_POINTER % (digest.hexdigest().encode(), size), hash_name) == oid:
        return True
    cleaned = _clean(content)
    return cleaned != content and hash_blob(cleaned, hash_name) == oid


def _clean(content: bytes) -> bytes:
    """Return what git would make of a file's text by its own means, as far as the text shows that it was converted."""
    if content.startswith(_MARKS):
        content = content.decode("utf-16", "replace").encode("utf-8", "replace")
    return _IDENT.sub(b"$Id$", content.replace(b"\r\n", b"\n"))
