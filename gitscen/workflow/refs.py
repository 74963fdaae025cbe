"""Refs and the files around them, read as git keeps them: a look at HEAD costs a file, not a process.

Reads `HEAD`, loose refs, `packed-refs`, `shallow` and the stash's log; changes nothing. Where refs are kept in another
way (reftable, git 2.45), or a file is not as expected, the answer is `ASK`: git itself has to be asked.
"""

from __future__ import annotations

import os
import re
from enum import Enum
from functools import cache
from pathlib import Path

from gitscen.names import Oid, RefName

_OID = re.compile(rb"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_DEEPEST = 5
"""How many symbolic refs git follows one after the other (refs.c, SYMREF_MAXDEPTH)."""


class Ask(Enum):
    """What the files say that only git can answer."""

    GIT = "ask git"


ASK = Ask.GIT


@cache
def common_dir(git_dir: Path) -> Path:
    """Return the repository's own directory, which linked worktrees share. A worktree never changes its repository."""
    try:
        shared = os.fsdecode((git_dir / "commondir").read_bytes()).strip()
        return (git_dir / shared).resolve()
    except (OSError, ValueError):  # it is not there, or garbage with zero bytes in it
        return git_dir


def read_symbolic(git_dir: Path, name: str = "HEAD") -> RefName | Ask | None:
    """Return the ref that HEAD, or another symbolic ref, names; None where it names a commit."""
    top = git_dir if name == "HEAD" else common_dir(git_dir)
    content = None if _is_elsewhere(git_dir) else _read(f"{top}/{name}")
    if content is None:
        return ASK
    if content.startswith(b"ref: refs/"):
        return RefName(os.fsdecode(content.removeprefix(b"ref: ").strip()))
    return None if _OID.fullmatch(content.strip()) else ASK


def read_ref(git_dir: Path, name: str) -> Oid | Ask | None:
    """Return the object that HEAD or a full ref name stands for, None where there is no such ref."""
    if _is_elsewhere(git_dir):
        return ASK
    shared = common_dir(git_dir)
    for _ in range(_DEEPEST):
        content = _read(f"{git_dir if name == 'HEAD' else shared}/{name}")
        if content is None:
            return _read_packed(shared, name) if name != "HEAD" else ASK
        if _OID.fullmatch(content.strip()):
            return Oid(content.strip().decode())
        if not content.startswith(b"ref: refs/"):
            return ASK
        name = os.fsdecode(content.removeprefix(b"ref: ").strip())
    return ASK


def has_refs(git_dir: Path, prefix: str) -> bool | Ask:
    """Whether there may be a ref below `prefix`, which ends with a slash."""
    if _is_elsewhere(git_dir):
        return ASK
    shared = common_dir(git_dir)
    packed = _read(f"{shared}/packed-refs") or b""
    return (shared / prefix).is_dir() or b" " + os.fsencode(prefix) in packed


def read_shallow(git_dir: Path) -> frozenset[Oid]:
    """Return the commits whose parents are cut off; none in a full clone."""
    content = _read(f"{common_dir(git_dir)}/shallow") or b""
    return frozenset(Oid(word.decode()) for word in content.split())


def _is_elsewhere(git_dir: Path) -> bool:
    """Whether refs are kept in other files than these, or HEAD is a link as it was before git 1.0."""
    return os.path.exists(f"{common_dir(git_dir)}/reftable") or os.path.islink(f"{git_dir}/HEAD")  # noqa: PTH110, PTH114


def _read(path: str) -> bytes | None:
    """Return a file's bytes; with pathlib the dozens of looks of one operation take twice as long."""
    try:
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123
            return file.read()
    except OSError:  # none, a folder of refs, or a file where a folder would be
        return None


def _read_packed(shared: Path, name: str) -> Oid | None:
    """Return what `packed-refs` has for a ref: its lines are `<oid> <name>`, and a name has no space in it."""
    packed = _read(f"{shared}/packed-refs") or b""
    end = packed.find(b" " + os.fsencode(name) + b"\n")
    oid = packed[packed.rfind(b"\n", 0, end) + 1 : end] if end > 0 else b""
    return Oid(oid.decode()) if _OID.fullmatch(oid) else None
