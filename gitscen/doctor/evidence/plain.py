"""One file below a git directory as it was found and read: the smallest piece of evidence. Pure data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from gitscen.doctor.record import record, replace
from gitscen.names import Oid

_OID = re.compile(rb"[0-9a-fA-F]{40}(?:[0-9a-fA-F]{24})?")


class Kind(Enum):
    """What lies at a path. A symbolic link is never followed."""

    MISSING = "missing"
    FILE = "file"
    FOLDER = "folder"
    LINK = "symbolic link"
    OTHER = "pipe, socket or device"
    UNKNOWN = "unknown"
    """It could not even be looked at."""


class Seen(NamedTuple):
    """What a directory listing tells of one path: no content. Times in nanoseconds since 1970."""

    kind: Kind
    size: int = 0
    mode: int = 0
    mtime: int = 0
    uid: int = 0
    links: int = 1
    inode: tuple[int, int] = (0, 0)


class BadLine(NamedTuple):
    """A line that does not parse; `number` counts from 1, `text` is cut at 200 bytes."""

    number: int
    text: bytes


@record
class Plain:
    """A file as it was read: at most `limit` bytes, `clipped` where there is more.

    `path` is relative to the git directory it was found in, `fault` says why a thing that is there could not be read
    (`permission denied`, `it is a symbolic link to /etc`). A file that is not there has no fault.
    """

    path: str
    kind: Kind = Kind.MISSING
    content: bytes = b""
    size: int = 0
    mode: int = 0
    mtime: int = 0
    uid: int = 0
    clipped: bool = False
    fault: str | None = None

    @property
    def exists(self) -> bool:
        """Whether anything at all is at the path."""
        return self.kind is not Kind.MISSING

    @property
    def readable(self) -> bool:
        """Whether it is a file and its content was read."""
        return self.kind is Kind.FILE and self.fault is None

    @property
    def empty(self) -> bool:
        """Whether it is a file of no bytes: what a power cut leaves."""
        return self.kind is Kind.FILE and self.size == 0

    @property
    def oid(self) -> Oid | None:
        """The object id that is all of its content but for white space, or None."""
        found = self.content.strip()
        return Oid(found.decode().lower()) if self.readable and _OID.fullmatch(found) else None

    @property
    def text(self) -> str:
        """The content as text; bytes that are no UTF-8 are kept as surrogates, to be shown with `shown`."""
        return self.content.decode("utf-8", "surrogateescape")

    def without_content(self) -> Plain:
        """Return the same facts but for the content, which somebody keeps in another form."""
        return replace(self, content=b"")

    def lines(self) -> Iterator[str]:
        """Yield its lines without their ends."""
        yield from self.text.splitlines()
