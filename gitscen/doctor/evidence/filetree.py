"""The working tree as evidence: a count of what is as the index has it, and a short list of what is not. Pure data."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from gitscen.doctor.evidence.plain import Kind
from gitscen.doctor.record import record
from gitscen.names import Oid, TreePath


class Change(Enum):
    """How a tracked path differs from its entry of stage 0 in the index."""

    EDITED = "edited"
    EMPTIED = "emptied"
    """It has no bytes, and had some: by a person, or by a power cut."""
    DELETED = "deleted"
    MODE = "mode"
    """The same bytes with another executable bit, where core.fileMode counts."""
    KIND = "kind"
    """A file is a link or a folder now, or the other way round."""
    UNREADABLE = "unreadable"
    UNSURE = "unsure"
    """Not compared: too large, or the limit on bytes to hash was reached."""


class Changed(NamedTuple):
    """A tracked path that differs. `oid` is what its bytes hash to as a blob, without any filter; None if unknown.

    `hidden` tells that an assume-unchanged or skip-worktree bit keeps git from seeing it.
    """

    path: TreePath
    change: Change
    size: int = 0
    mtime: int = 0
    mode: int = 0
    oid: Oid | None = None
    hidden: bool = False


class Loose(NamedTuple):
    """A path in the working tree that the index does not have; a folder that is ignored whole ends with `/`."""

    path: TreePath
    kind: Kind
    size: int = 0
    mtime: int = 0
    mode: int = 0
    ignored: bool = False
    unmerged: bool = False
    """The index has it, but only at stages 1, 2 and 3."""


class Pointing(NamedTuple):
    """A symbolic link that leads to nothing or out of the workspace. It was not followed out of it.

    `broken` is None where it leads out.
    """

    path: TreePath
    target: bytes
    tracked: bool
    outside: bool
    broken: bool | None


class Nested(NamedTuple):
    """A folder with a `.git` of its own: a submodule where the index has it as a gitlink, else a nested repository.

    `pointer` is what a `.git` file says after `gitdir:`; `target` the place that it means, relative to the workspace,
    None where that is outside; `found` whether a git directory is at that place (True for a `.git` folder, and outside,
    where it is not looked at).
    """

    path: TreePath
    tracked: bool
    kind: Kind
    pointer: str | None = None
    target: str | None = None
    found: bool = True


@record
class FileTree:
    """The working tree in one pass. `known` tells whether it was looked at and compared with a usable index.

    `files` and `bytes` count everything but ignored folders and nested repositories. `touched` are tracked files
    whose time or inode differ and whose bytes do not. `gone` counts entries hidden by skip-worktree that are, rightly,
    not there.
    """

    known: bool = False
    files: int = 0
    bytes: int = 0
    folders: int = 0
    changed: tuple[Changed, ...] = ()
    touched: int = 0
    gone: int = 0
    loose: tuple[Loose, ...] = ()
    pointing: tuple[Pointing, ...] = ()
    nested: tuple[Nested, ...] = ()
    missing_submodules: tuple[TreePath, ...] = ()
    """Gitlinks whose folder is not there or empty: as after a clone without submodules."""
    unreadable: tuple[tuple[TreePath, str], ...] = ()
    limits: tuple[str, ...] = ()
    """What was not looked at, in words."""

    @property
    def untracked(self) -> tuple[Loose, ...]:
        """The paths that are neither in the index nor ignored."""
        return tuple(one for one in self.loose if not one.ignored and not one.unmerged)

    @property
    def ignored(self) -> tuple[Loose, ...]:
        """The paths, and whole folders, that are ignored."""
        return tuple(one for one in self.loose if one.ignored)
