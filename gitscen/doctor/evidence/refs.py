"""HEAD, loose refs and packed-refs: files into what they stand for, and the lines that stand for nothing.

`parse_*` are pure. Refs are read from the listing of a git directory; a symbolic link is a symbolic ref where it
leads to a ref by its name, as git takes it, and is never followed. Source: refs/files-backend.c and
refs/packed-backend.c of git 2.39.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

from gitscen.doctor.evidence.plain import BadLine, Kind, Plain, Seen
from gitscen.doctor.evidence.read import MIB, read_plain
from gitscen.doctor.evidence.refset import Head, HeadState, LooseRef, PackedRefs, Refs, RefState
from gitscen.names import Oid, RefName, is_ref_name

PER_WORKTREE = ("refs/bisect/", "refs/worktree/", "refs/rewritten/")
_SYMBOLIC = re.compile(rb"ref:\s*(refs/\S(?:.*\S)?)\s*", re.DOTALL)
_PACKED_HEAD = b"# pack-refs with:"
"""git dies at any other comment (refs/packed-backend.c)."""
_PACKED = re.compile(rb"([0-9a-fA-F]{40}|[0-9a-fA-F]{64}) (refs/.+)", re.DOTALL)
_PEELED = re.compile(rb"\^([0-9a-fA-F]{40}|[0-9a-fA-F]{64})")


def read_head(git_dir: str, *, digits: int = 40) -> Head:
    """Return the HEAD of one worktree."""
    return parse_head(_as_ref_file(git_dir, read_plain(git_dir, "HEAD", limit=4096)), digits=digits)


def parse_head(file: Plain, *, digits: int = 40) -> Head:
    """Return what a HEAD file says. Pure."""
    if not file.exists:
        return Head(file=file)
    if not file.readable:
        return Head(state=HeadState.UNREADABLE, file=file)
    state, oid, target = parse_ref(file.content, digits=digits)
    match state:
        case RefState.GOOD:
            return Head(state=HeadState.DETACHED, oid=oid, file=file)
        case RefState.SYMBOLIC:
            return Head(state=HeadState.BRANCH, ref=target, file=file)
        case RefState.EMPTY:
            return Head(state=HeadState.EMPTY, file=file)
        case RefState.GARBAGE | RefState.UNREADABLE:
            return Head(state=HeadState.GARBAGE, file=file)


def parse_ref(content: bytes, *, digits: int = 40) -> tuple[RefState, Oid | None, RefName | None]:
    """Return what the content of a ref's file stands for: an oid, another ref, or neither. Pure."""
    if not content:
        return RefState.EMPTY, None, None
    found = re.fullmatch(rb"([0-9a-fA-F]{%d})(?:\s.*)?" % digits, content, re.DOTALL)
    if found:
        return RefState.GOOD, Oid(found[1].decode().lower()), None
    found = _SYMBOLIC.fullmatch(content)
    target = os.fsdecode(found[1]) if found else ""
    if is_ref_name(target):
        return RefState.SYMBOLIC, None, RefName(target)
    return RefState.GARBAGE, None, None


def read_refs(
    git_dir: str,
    common_dir: str,
    listing: Mapping[str, Seen],
    common: Mapping[str, Seen],
    *,
    digits: int = 40,
) -> Refs:
    """Return all refs of a worktree: its own below refs/bisect and the like, the others of the repository."""
    loose: dict[RefName, LooseRef] = {}
    stray: list[str] = []
    places = [(common_dir, common, False)]
    if git_dir != common_dir:
        places.append((git_dir, listing, True))
    for top, names, own in places:
        for path, seen in names.items():
            if not path.startswith("refs/") or seen.kind is Kind.FOLDER or (own and not path.startswith(PER_WORKTREE)):
                continue
            if own is False and len(places) == 2 and path.startswith(PER_WORKTREE):
                continue
            if is_ref_name(path):
                loose[RefName(path)] = _read_loose(top, path, digits=digits)
            elif not path.endswith(".lock") and path != "refs/":
                stray.append(path)
    packed = parse_packed_refs(read_plain(common_dir, "packed-refs", limit=64 * MIB))
    return Refs(loose=loose, packed=packed, stray=tuple(sorted(stray)))


def parse_packed_refs(file: Plain) -> PackedRefs:
    """Return what a packed-refs file holds. Pure. A last line without an end is bad: git gives up there."""
    refs: dict[RefName, Oid] = {}
    peeled: dict[RefName, Oid] = {}
    bad: list[BadLine] = []
    lines = file.content.split(b"\n")
    unended = lines.pop()
    headed = bool(lines) and lines[0].startswith(_PACKED_HEAD)
    is_sorted, before, last = headed and b" sorted" in lines[0], b"", None
    in_order = True
    for number, line in enumerate(lines, 1):
        if number == 1 and line.startswith(_PACKED_HEAD):
            continue
        found = _PACKED.fullmatch(line)
        name = os.fsdecode(found[2]) if found else ""
        if found and is_ref_name(name):
            last = RefName(name)
            refs[last] = Oid(found[1].decode().lower())
            in_order = in_order and (not is_sorted or found[2] > before)
            before = found[2]
            continue
        tagged = _PEELED.fullmatch(line)
        if tagged and last:
            peeled[last] = Oid(tagged[1].decode().lower())
        else:
            bad.append(BadLine(number, line[:200]))
        last = None
    if unended and (not file.clipped or not refs):  # no ref is as long as all that was read
        bad.append(BadLine(len(lines) + 1, unended[:200]))
    return PackedRefs(file=file.without_content(), refs=refs, peeled=peeled, bad=tuple(bad), sorted=in_order)


def _read_loose(top: str, path: str, *, digits: int) -> LooseRef:
    file = _as_ref_file(top, read_plain(top, path, limit=4096))
    name = RefName(path)
    if not file.readable:
        return LooseRef(name, RefState.UNREADABLE, text=(file.fault or "").encode(), mtime=file.mtime)
    state, oid, target = parse_ref(file.content, digits=digits)
    return LooseRef(name, state, oid, target, b"" if oid or target else file.content[:200], file.mtime)


def _as_ref_file(top: str, file: Plain) -> Plain:
    """Return a symbolic link that leads to a ref by its name as the symbolic ref that git takes it for."""
    if file.kind is not Kind.LINK:
        return file
    try:
        target = os.readlink(os.path.join(top, file.path))
    except OSError:
        return file
    if not is_ref_name(target):
        return file
    return Plain(
        path=file.path, kind=Kind.FILE, content=b"ref: " + os.fsencode(target), mtime=file.mtime, size=file.size
    )
