"""From a path to where its repository lies: `.git` as a folder, or as a file that points to one.

A pointer that leads out of the workspace is believed only where the place it names points back: a linked worktree by
its `gitdir` file, a submodule by its `core.worktree`. Any other is told and not looked into. Parents of the path are
never searched. Raises nothing but what the system says of a path that is no directory.
"""

from __future__ import annotations

import os

from gitscen.doctor.evidence.config import parse_config
from gitscen.doctor.evidence.model import Layout, LayoutFault, LayoutKind
from gitscen.doctor.evidence.plain import Kind
from gitscen.doctor.evidence.read import look_at, read_plain

_PIECES = ("HEAD", "objects", "refs")


def read_layout(path: str) -> Layout:
    """Return the layout of the workspace at `path`. Raises OSError where that is no directory that can be entered."""
    workspace = os.path.realpath(path)
    with os.scandir(workspace):
        pass
    place = os.path.join(workspace, ".git")
    kind = look_at(place).kind
    if kind is Kind.FOLDER and not _is_book(place):
        return _whole(workspace, LayoutKind.MAIN, place, place)
    if kind is Kind.FILE:
        return _read_pointer(workspace)
    if kind is Kind.MISSING and _is_bare(workspace):
        return _whole(workspace, LayoutKind.BARE, workspace, workspace)
    if kind is Kind.LINK:
        return Layout(workspace=workspace, pointer=os.readlink(place), fault=LayoutFault.LINK)
    faults = {Kind.UNKNOWN: LayoutFault.UNREADABLE, Kind.OTHER: LayoutFault.OTHER}
    return Layout(workspace=workspace, fault=faults.get(kind, LayoutFault.NO_GIT))


def _is_book(place: str) -> bool:
    """Whether this `.git` holds gitscen's own folder alone: where there was none, a recovery keeps its book there."""
    try:
        return os.listdir(place) == ["gitscen"]
    except OSError:
        return False


def _is_bare(place: str) -> bool:
    pieces = (*_PIECES, "config")
    return sum(look_at(os.path.join(place, piece)).kind is not Kind.MISSING for piece in pieces) >= 3


def parse_pointer(content: bytes) -> str | None:
    """Return the path that a `.git` file names, or None where it is no gitdir pointer. Pure."""
    if not content.startswith(b"gitdir: ") or b"\0" in content:
        return None
    return os.fsdecode(content[len(b"gitdir: ") :].rstrip(b"\r\n")) or None


def is_inside(place: str, top: str) -> bool:
    """Whether a place is `top` or below it, by their names. Pure."""
    return place == top or place.startswith(top.rstrip("/") + "/")


def points_back(git_dir: str, worktree: str) -> LayoutKind | None:
    """Return as what a git directory claims this worktree, by its own files; None where it does not."""
    back = read_plain(git_dir, "gitdir", limit=16384).content.rstrip(b"\r\n")
    if back and b"\0" not in back:
        named = os.path.join(git_dir, os.fsdecode(back))
        return LayoutKind.LINKED if os.path.realpath(named) == os.path.join(worktree, ".git") else None
    entries, _ = parse_config(read_plain(git_dir, "config").content)
    named_trees = [entry.value for entry in entries if entry.key == "core.worktree" and entry.value]
    if named_trees and "\0" not in named_trees[-1]:
        named = os.path.join(git_dir, named_trees[-1])
        return LayoutKind.SUBMODULE if os.path.realpath(named) == worktree else None
    return None


def _read_pointer(workspace: str) -> Layout:
    file = read_plain(workspace, ".git", limit=16384)
    pointer = parse_pointer(file.content)
    if pointer is None:
        fault = LayoutFault.UNREADABLE if file.fault else LayoutFault.POINTER_GARBAGE
        return Layout(workspace=workspace, fault=fault)
    git_dir = os.path.realpath(os.path.join(workspace, pointer))
    if look_at(git_dir).kind is not Kind.FOLDER:
        return _lost(workspace, pointer, git_dir, LayoutFault.POINTER_DANGLING)
    kind = points_back(git_dir, workspace)
    if kind is LayoutKind.LINKED:
        return _linked(workspace, pointer, git_dir)
    if kind is None and not is_inside(git_dir, workspace):
        return _lost(workspace, pointer, git_dir, LayoutFault.POINTER_ELSEWHERE)
    return _whole(workspace, kind or LayoutKind.MAIN, git_dir, git_dir, pointer=pointer)


def _lost(workspace: str, pointer: str, target: str, fault: LayoutFault) -> Layout:
    return Layout(workspace=workspace, pointer=pointer, target=target, fault=fault)


def _linked(workspace: str, pointer: str, git_dir: str) -> Layout:
    """Return the layout of a linked worktree: its common directory must have it below worktrees/."""
    named = os.fsdecode(read_plain(git_dir, "commondir", limit=16384).content.rstrip(b"\r\n").replace(b"\0", b""))
    above = os.path.dirname(os.path.dirname(git_dir))
    common = os.path.realpath(os.path.join(git_dir, named)) if named else ""
    fault = None if common == above else LayoutFault.COMMONDIR
    if os.path.basename(os.path.dirname(git_dir)) != "worktrees" or not _is_repository(above):
        return Layout(
            workspace=workspace,
            kind=LayoutKind.LINKED,
            git_dir=git_dir,
            pointer=pointer,
            target=git_dir,
            fault=LayoutFault.COMMON_MISSING,
        )
    return _whole(workspace, LayoutKind.LINKED, git_dir, above, pointer=pointer, fault=fault)


def _is_repository(place: str) -> bool:
    return all(look_at(os.path.join(place, piece)).kind is Kind.FOLDER for piece in ("objects", "refs"))


def _whole(
    workspace: str,
    kind: LayoutKind,
    git_dir: str,
    common_dir: str,
    *,
    pointer: str | None = None,
    fault: LayoutFault | None = None,
) -> Layout:
    places = {piece: os.path.join(git_dir if piece == "HEAD" else common_dir, piece) for piece in _PIECES}
    return Layout(
        workspace=workspace,
        kind=kind,
        git_dir=git_dir,
        common_dir=common_dir,
        pointer=pointer,
        target=git_dir if pointer else None,
        fault=fault,
        missing=tuple(piece for piece, place in places.items() if look_at(place).kind is Kind.MISSING),
    )
