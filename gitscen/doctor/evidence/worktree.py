"""The working tree of a workspace as evidence: the scan, what differs, links that lead nowhere, repositories inside.

Reads below the top of the working tree only, and nothing of `.git`.
"""

from __future__ import annotations

import os
from itertools import chain

from gitscen.doctor.evidence.compare import Comparer
from gitscen.doctor.evidence.filetree import FileTree, Nested
from gitscen.doctor.evidence.ignore import Ignores
from gitscen.doctor.evidence.indexfile import GITLINK, IndexFile
from gitscen.doctor.evidence.layout import parse_pointer
from gitscen.doctor.evidence.links import find_pointing, follow
from gitscen.doctor.evidence.plain import Kind
from gitscen.doctor.evidence.read import look_at, read_plain
from gitscen.doctor.evidence.scan import Scan, Scanner
from gitscen.names import TreePath


def read_worktree(
    workspace: str,
    index: IndexFile,
    *,
    exclude: bytes = b"",
    hash_name: str = "sha1",
    file_mode: bool = True,
    symlinks: bool = True,
    sparse: bool = False,
) -> FileTree:
    """Return the working tree held against an index; with one that is not usable, every file counts as loose."""
    top = os.fsencode(workspace).rstrip(b"/")
    held = index if index.usable else IndexFile()
    ignores = Ignores(lambda path: read_plain(workspace, os.fsdecode(path)).content, exclude)
    scan = Scanner(top, held, ignores, file_mode=file_mode).run()
    comparer = Comparer(top, hash_name=hash_name, file_mode=file_mode, symlinks=symlinks, sparse=sparse)
    missing = comparer.missing(scan.remaining, (path for path, _ in scan.unreadable))
    changed = sorted(chain(comparer.compare(scan.suspects), missing))
    nested, empty = _read_nested(workspace, top, scan)
    absent = [path for path, record in scan.remaining.items() if int.from_bytes(record[0][24:28]) == GITLINK]
    return FileTree(
        known=index.usable,
        files=scan.files,
        bytes=scan.bytes,
        folders=scan.folders,
        changed=tuple(changed),
        touched=comparer.touched,
        gone=len(scan.remaining) - sum(not one.size and not one.mode for one in changed) - len(absent),
        loose=tuple(sorted(scan.loose, key=lambda one: one.path)),
        pointing=tuple(find_pointing(top, sorted(scan.links))),
        nested=nested,
        missing_submodules=tuple(TreePath(path) for path in sorted([*absent, *empty])),
        unreadable=tuple(sorted(scan.unreadable)),
        limits=tuple(scan.limits),
    )


def _read_nested(workspace: str, top: bytes, scan: Scan) -> tuple[tuple[Nested, ...], list[TreePath]]:
    """Return the repositories inside with where they point to, and the submodules that are not filled in."""
    found: list[Nested] = []
    empty: list[TreePath] = []
    for one in sorted(scan.nested):
        kind = look_at(os.fsdecode(top + b"/" + one.path + b"/.git")).kind
        if kind is Kind.MISSING:
            empty.append(one.path)
        else:
            found.append(_read_pointer(workspace, top, one._replace(kind=kind)))
    return tuple(found), empty


def _read_pointer(workspace: str, top: bytes, one: Nested) -> Nested:
    """Return a nested repository with what its `.git` file says and whether that is there."""
    if one.kind is not Kind.FILE:
        return one
    pointer = parse_pointer(read_plain(workspace, os.fsdecode(one.path + b"/.git"), limit=16384).content)
    if pointer is None:
        return one._replace(found=False)
    named = os.fsencode(pointer)
    if named.startswith(b"/"):
        inside = named == top or named.startswith(top + b"/")
        path = named[len(top) :] if inside else b""
    else:
        path, inside = one.path + b"/" + named, True
    outside, found = follow(top, path) if inside else (True, False)
    target = None if outside else os.path.normpath(os.fsdecode(path).lstrip("/"))
    return one._replace(pointer=pointer, target=target, found=found or outside)
