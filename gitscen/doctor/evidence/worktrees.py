"""Linked worktrees, by their folders below .git/worktrees: where each is, its HEAD, log, index and operations.

The place that a folder names is looked at but not entered, unless it is inside the copy.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from gitscen.doctor.evidence.index import read_index
from gitscen.doctor.evidence.layout import is_inside, parse_pointer
from gitscen.doctor.evidence.model import Layout, LinkedWorktree
from gitscen.doctor.evidence.pieces import read_state
from gitscen.doctor.evidence.plain import Kind, Plain, Seen
from gitscen.doctor.evidence.read import look_at, read_plain
from gitscen.doctor.evidence.reflog import parse_reflog
from gitscen.doctor.evidence.refs import read_head

_MOST = 200


def read_worktrees(
    layout: Layout, common: Mapping[str, Seen], *, digits: int = 40, hash_name: str = "sha1"
) -> tuple[LinkedWorktree, ...]:
    """Return the linked worktrees of a repository, by name; at most two hundred."""
    if layout.common_dir is None:
        return ()
    found: list[LinkedWorktree] = []
    for path, seen in sorted(common.items()):
        top, _, name = path.partition("/")
        if top == "worktrees" and name and "/" not in name and seen.kind is Kind.FOLDER and len(found) < _MOST:
            found.append(_read_worktree(layout, layout.common_dir, name, common, digits=digits, hash_name=hash_name))
    return tuple(found)


def read_main(
    layout: Layout, common: Mapping[str, Seen], *, digits: int = 40, hash_name: str = "sha1"
) -> LinkedWorktree:
    """Return the main worktree of the repository that a linked one belongs to, by what lies in its git directory."""
    folder = layout.common_dir or ""
    log = read_plain(folder, "logs/HEAD", limit=1 << 24, tail=True)
    return LinkedWorktree(
        name="",
        place=folder.removesuffix("/.git"),
        is_main=True,
        head=read_head(folder, digits=digits),
        log=parse_reflog("HEAD", log) if log.exists else None,
        index=read_index(folder, hash_name=hash_name),
        state=read_state(folder, common),
    )


def _read_worktree(
    layout: Layout, common_dir: str, name: str, common: Mapping[str, Seen], *, digits: int, hash_name: str
) -> LinkedWorktree:
    folder = os.path.join(common_dir, "worktrees", name)
    top = f"worktrees/{name}/"
    listing = {path.removeprefix(top): seen for path, seen in common.items() if path.startswith(top)}
    gitdir = read_plain(folder, "gitdir", limit=16384)
    place = _named(folder, gitdir)
    log = read_plain(folder, "logs/HEAD", limit=1 << 24, tail=True)
    commondir = read_plain(folder, "commondir", limit=16384)
    return LinkedWorktree(
        name=name,
        place=place,
        found=None if place is None else look_at(place).kind is not Kind.MISSING,
        answers=_answers(layout, folder, place),
        itself=folder == layout.git_dir,
        gitdir=gitdir,
        commondir=commondir,
        returns=_returns(folder, commondir.content, common_dir),
        locked=read_plain(folder, "locked", limit=16384),
        head=read_head(folder, digits=digits),
        log=parse_reflog("HEAD", log) if log.exists else None,
        index=read_index(folder, hash_name=hash_name),
        state=read_state(folder, listing),
    )


def _named(folder: str, gitdir: Plain) -> str | None:
    """Return the worktree that a folder's gitdir file names, without its `/.git`."""
    text = gitdir.content.rstrip(b"\r\n")
    if not text or b"\0" in text:
        return None
    return os.path.normpath(os.path.join(folder, os.fsdecode(text))).removesuffix("/.git")


def _returns(folder: str, commondir: bytes, common_dir: str) -> bool:
    """Return whether what a commondir file says is the repository's own directory."""
    named = os.fsdecode(commondir.rstrip(b"\r\n").replace(b"\0", b""))
    return bool(named) and os.path.realpath(os.path.join(folder, named)) == os.path.realpath(common_dir)


def _answers(layout: Layout, folder: str, place: str | None) -> bool | None:
    """Return whether the `.git` file of a worktree inside the copy names its folder in turn."""
    if place is None or not is_inside(place, layout.workspace):
        return None
    pointer = parse_pointer(read_plain(layout.workspace, os.path.relpath(place, layout.workspace) + "/.git").content)
    return pointer is not None and os.path.realpath(os.path.join(place, pointer)) == os.path.realpath(folder)
