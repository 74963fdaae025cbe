"""What follows the entries of an index: its extensions. Pure, for any bytes.

Read are the cache tree, the resolve-undo records and the link of a split index; of the others the size is told.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from gitscen.doctor.evidence.ewah import parse_ewah
from gitscen.doctor.evidence.indexfile import CacheTree
from gitscen.doctor.record import NOTHING, record
from gitscen.names import Oid, TreePath

_REQUIRED = {"link", "sdir"}
"""Extensions that have to be understood, by their lower-case names, and are."""
_MOST_NAMES = 64 << 20  # bytes of all paths together
_TREE = re.compile(rb"([^\0]{0,4096})\0(-?[0-9]{1,9}) ([0-9]{1,9})\n", re.DOTALL)
_UNDO = re.compile(rb"[^\0]{1,4096}\0([0-7]{1,6})\0([0-7]{1,6})\0([0-7]{1,6})\0", re.DOTALL)


@record
class Extensions:
    """All extensions of one index. `unknown` is one that would have to be understood and is not."""

    sizes: Mapping[str, int] = NOTHING
    cache_tree: tuple[CacheTree, ...] = ()
    resolve_undo: tuple[Oid, ...] = ()
    shared: Oid | None = None
    link: bytes = b""
    unknown: str | None = None
    fault: str | None = None

    def bitmaps(self, most: int) -> tuple[list[int], list[int]]:
        """Return the positions of the shared index that are deleted, and replaced. Raises ValueError."""
        if not self.link:
            return [], []
        deleted, at = parse_ewah(self.link, 0, most=most)
        replaced, _ = parse_ewah(self.link, at, most=most)
        return deleted, replaced


def parse_extensions(data: bytes, at: int, end: int, *, width: int) -> Extensions:
    """Return the extensions between the entries and the checksum."""
    sizes: dict[str, int] = {}
    tree: tuple[CacheTree, ...] = ()
    undo: tuple[Oid, ...] = ()
    shared, link, unknown = None, b"", None
    while at < end:
        name, size = data[at : at + 4].decode("latin-1"), int.from_bytes(data[at + 4 : at + 8])
        body = data[at + 8 : at + 8 + size]
        if at + 8 + size > end:
            return Extensions(sizes=sizes, cache_tree=tree, fault="what follows its entries is cut short")
        sizes[name] = size
        if name == "TREE":
            tree = _parse_tree(body, width)
        elif name == "REUC":
            undo = _parse_undo(body, width)
        elif name == "link" and size >= width:
            shared, link = Oid(body[:width].hex()), body[width:]
        elif name[:1].islower() and name not in _REQUIRED:
            unknown = name
        at += 8 + size
    if shared is not None and not int(shared, 16):  # a split index that shares nothing yet
        shared = None
    return Extensions(sizes=sizes, cache_tree=tree, resolve_undo=undo, shared=shared, link=link, unknown=unknown)


def _parse_tree(body: bytes, width: int) -> tuple[CacheTree, ...]:
    """Return the folders of a cache tree, the root first; nothing where it does not parse."""
    found: list[CacheTree] = []
    above: list[tuple[bytes, int]] = []  # open folders, and how many of theirs are still to come
    at, total = 0, 0
    while at < len(body):
        head = _TREE.match(body, at)
        if not head or len(above) > 2000:
            return ()
        covers, below, at = int(head[2]), int(head[3]), head.end()
        oid = None
        if covers >= 0:
            oid, at = Oid(body[at : at + width].hex()), at + width
        path = (above[-1][0] + b"/" if above and above[-1][0] else b"") + head[1]
        total += len(path)
        if len(path) > 4096 or total > _MOST_NAMES:
            return ()
        found.append(CacheTree(TreePath(path), covers, oid))
        if above:
            above[-1] = (above[-1][0], above[-1][1] - 1)
        above.append((path, below))
        while above and not above[-1][1]:
            above.pop()
    return tuple(found)


def _parse_undo(body: bytes, width: int) -> tuple[Oid, ...]:
    """Return the blobs of the conflicts that were resolved."""
    found: list[Oid] = []
    at = 0
    while head := _UNDO.match(body, at):
        at = head.end()
        for mode in head.groups():
            if int(mode, 8):
                found.append(Oid(body[at : at + width].hex()))
                at += width
    return tuple(found)
