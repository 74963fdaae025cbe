"""What an object is once it is read: kinds, ids, and the parts of commits, trees and tags. Pure.

Contents may be garbage: what cannot be parsed raises ValueError, and never anything else.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from itertools import chain

from gitscen.doctor.record import record
from gitscen.names import Oid

KINDS = ("commit", "tree", "blob", "tag")
HEX_DIGITS = {"sha1": 40, "sha256": 64}
"""Digits of an object id by the name of the hash, as `extensions.objectFormat` has it."""

TREE_MODE, GITLINK_MODE = 0o040000, 0o160000
RAW_TREES = frozenset({b"40000", b"040000"})
RAW_NO_BLOBS = RAW_TREES | {b"160000"}
"""The modes of what is no blob, as they stand in trees."""
_HEADER = re.compile(rb"([a-z]+) ([0-9a-f]+)\n")
_TIME = re.compile(rb"\ncommitter [^\n]*> (\d+) [-+]\d{4}")


@record
class Object:
    """One object that was read whole and whose id is right."""

    kind: str
    content: bytes


@record
class Broken:
    """An object that is there and cannot be had: `where` is its file, `why` a few words."""

    where: str
    why: str


@record
class TooLarge:
    """An object that was left unread because of its size in bytes."""

    kind: str
    size: int


@record
class Commit:
    """The parts of a commit that say how it hangs together. `time` is in seconds since the epoch, 0 if unreadable."""

    tree: Oid
    parents: tuple[Oid, ...]
    subject: str
    time: int


def object_id(kind: str, content: bytes, algorithm: str) -> Oid:
    """Return the id of an object."""
    return Oid(hashlib.new(algorithm, b"%s %d\0" % (kind.encode(), len(content)) + content).hexdigest())


def parse_commit(content: bytes) -> Commit:
    """Return a commit's parts. Raises ValueError for what is none."""
    headers, _, message = content.partition(b"\n\n")
    found = [(match[1], Oid(match[2].decode())) for match in _HEADER.finditer(headers + b"\n")]
    if not found or found[0][0] != b"tree":
        raise ValueError("it names no tree")
    parents = tuple(oid for word, oid in found if word == b"parent")
    when = _TIME.search(headers)
    subject = message.lstrip(b"\n").partition(b"\n")[0].decode(errors="replace")
    return Commit(found[0][1], parents, subject, int(when[1][:18]) if when else 0)


def parse_tree(content: bytes, digits: int) -> Iterator[tuple[int, bytes, Oid]]:
    """Yield mode, name and id of each entry. Raises ValueError at the first that is none."""
    for mode, name, raw in tree_rows(content, digits):
        yield int(mode, 8), name, Oid(raw.hex())


def tree_rows(content: bytes, digits: int) -> list[tuple[bytes, bytes, bytes]]:
    """Return the entries as they stand there: mode in octal digits, name, raw id. Raises ValueError as `parse_tree`."""
    rows = re.findall(rb"([0-7]{5,6}) ([^\x00]+)\x00(.{%d})" % (digits // 2), content, re.DOTALL)
    if sum(map(len, chain.from_iterable(rows))) + 2 * len(rows) != len(content):
        raise ValueError("there is something in it that is no entry")
    return rows


def parse_tag(content: bytes) -> Oid:
    """Return what an annotated tag points to. Raises ValueError for what is no tag."""
    match = _HEADER.match(content)
    if match is None or match[1] != b"object":
        raise ValueError("it names no object")
    return Oid(match[2].decode())


def references(found: Object, digits: int) -> list[Oid]:
    """Return what an object refers to: a commit to its tree first, then its parents. Nothing where it is garbage."""
    try:
        match found.kind:
            case "commit":
                commit = parse_commit(found.content)
                return [commit.tree, *commit.parents]
            case "tree":
                return [oid for mode, _, oid in parse_tree(found.content, digits) if mode != GITLINK_MODE]
            case "tag":
                return [parse_tag(found.content)]
            case _:
                return []
    except ValueError:
        return []
