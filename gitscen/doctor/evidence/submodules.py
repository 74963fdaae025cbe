"""The repositories of submodules, from outside: what git trips over when it asks for the status of the whole.

HEAD, configuration, index and packed-refs of each are read, its folders looked at; no object is read. A submodule
whose pointer leads out of the copy is left alone.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from gitscen.doctor.evidence.config import read_config
from gitscen.doctor.evidence.filetree import Nested
from gitscen.doctor.evidence.index import read_index
from gitscen.doctor.evidence.indexfile import IndexState
from gitscen.doctor.evidence.layout import is_inside
from gitscen.doctor.evidence.plain import Kind
from gitscen.doctor.evidence.read import MIB, look_at, read_plain
from gitscen.doctor.evidence.refs import parse_packed_refs, read_head
from gitscen.doctor.evidence.refset import HeadState
from gitscen.doctor.record import record
from gitscen.names import TreePath

_MOST = 200
_SOUND_HEADS = (HeadState.BRANCH, HeadState.DETACHED)
_SOUND_INDEXES = (IndexState.GOOD, IndexState.MISSING, IndexState.UNKNOWN)


@record
class Submodule:
    """A submodule that is filled in, and what is wrong with its repository, in words.

    `outside` is where the repository lies if that is not in the copy: then it was not looked at.
    """

    path: TreePath
    faults: tuple[str, ...] = ()
    outside: str | None = None


def read_submodules(workspace: str, nested: Iterable[Nested], insides: Iterable[str]) -> tuple[Submodule, ...]:
    """Return the submodules that are filled in, two hundred at most; `insides` are the folders that are of the copy."""
    tops = tuple(insides)
    found: list[Submodule] = []
    for one in nested:
        git_dir = _git_dir(workspace, one)
        if git_dir is None or len(found) == _MOST:
            continue
        if any(is_inside(git_dir, top) for top in tops):
            folder = os.path.join(workspace, os.fsdecode(one.path))
            found.append(Submodule(one.path, tuple(_faults(git_dir, folder))))
        else:
            found.append(Submodule(one.path, outside=git_dir))
    return tuple(found)


def _git_dir(workspace: str, one: Nested) -> str | None:
    """Return where the repository of a submodule lies; None where that is told as gone, or cannot be said."""
    if not one.tracked or not one.found or "\0" in (one.pointer or ""):
        return None
    return os.path.realpath(os.path.join(workspace, os.fsdecode(one.path), one.pointer or ".git"))


def _faults(git_dir: str, folder: str) -> Iterator[str]:
    if look_at(git_dir).kind is not Kind.FOLDER:
        yield "its repository is not there"
        return
    config = read_config(git_dir, "config")
    newer = (config.get("extensions.objectformat") or "").lower() == "sha256"
    if config.bad:
        yield f"line {config.bad[0].number} of its config: {config.bad[0].text[:80].decode(errors='backslashreplace')}"
    named = config.get("core.worktree")
    if named is not None and os.path.realpath(os.path.join(git_dir, named.replace("\0", ""))) != folder:
        yield f"its core.worktree is {named}"
    for piece in ("objects", "refs"):
        if look_at(os.path.join(git_dir, piece)).kind is Kind.MISSING:
            yield f"its folder {piece} is missing"
    head = read_head(git_dir, digits=64 if newer else 40)
    if head.state not in _SOUND_HEADS:
        yield f"its HEAD is {head.state.value}"
    index = read_index(git_dir, hash_name="sha256" if newer else "sha1")
    if index.state not in _SOUND_INDEXES:
        yield f"its index: {index.fault or 'it is ' + index.state.value}"
    packed = parse_packed_refs(read_plain(git_dir, "packed-refs", limit=16 * MIB))
    if packed.bad or packed.file.fault:
        yield "its packed-refs cannot be read as a whole"
