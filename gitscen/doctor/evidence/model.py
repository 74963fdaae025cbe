"""What plain files tell of a workspace: facts, each read on its own, none of them judged. Pure data.

Paths below a git directory are text relative to it (`refs/heads/main`), paths in the working tree are bytes relative
to its top, places are absolute text. Everything has a default that means: nothing is there.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from gitscen.doctor.evidence.filetree import Change, Changed, FileTree, Loose, Nested, Pointing
from gitscen.doctor.evidence.indexfile import CacheTree, IndexEntry, IndexFile, IndexState, Record
from gitscen.doctor.evidence.plain import BadLine, Kind, Plain, Seen
from gitscen.doctor.evidence.refset import (
    Head,
    HeadState,
    Logged,
    LooseRef,
    PackedRefs,
    Reflog,
    Refs,
    RefState,
)
from gitscen.doctor.evidence.settings import Config, ConfigEntry, Include
from gitscen.doctor.record import NOTHING, record
from gitscen.names import Oid

if TYPE_CHECKING:  # read where there are submodules only
    from gitscen.doctor.evidence.submodules import Submodule

__all__ = [
    "BadLine", "CacheTree", "Change", "Changed", "Config", "ConfigEntry", "Evidence", "FileTree", "Head", "HeadState",
    "Holder", "Holders", "Hook", "Include", "IndexEntry", "IndexFile", "IndexState", "Kind", "Layout", "LayoutFault",
    "LayoutKind", "LinkedWorktree", "LockFile", "Logged", "Loose", "LooseRef", "Nested", "Own", "Owned", "PackedRefs",
    "PartFault", "Plain", "Pointing", "Record", "RefState", "Reflog", "Refs", "Seen", "Shallow", "Space", "StateFiles",
]  # fmt: skip

_NO_SHALLOW = Plain(path="shallow")
_NO_GITDIR, _NO_COMMONDIR, _NO_LOCKED = Plain(path="gitdir"), Plain(path="commondir"), Plain(path="locked")
_NO_OPERATION = Plain(path="gitscen/operation.json")


class LayoutKind(Enum):
    """What kind of workspace it is."""

    MAIN = "main"
    LINKED = "linked worktree"
    SUBMODULE = "submodule"
    BARE = "bare"
    NONE = "none"
    """There is no git directory: no `.git`, or a pointer that leads nowhere or elsewhere."""


class LayoutFault(Enum):
    """What is wrong with the way from the workspace to its git directory."""

    NO_GIT = "there is no .git"
    LINK = ".git is a symbolic link"
    OTHER = ".git is neither a folder nor a file"
    UNREADABLE = ".git cannot be read"
    POINTER_GARBAGE = "the file .git is no gitdir pointer"
    POINTER_DANGLING = "the place that the file .git names is not there"
    POINTER_ELSEWHERE = "the file .git names a place outside that does not name this workspace in turn"
    COMMONDIR = "the file commondir is missing or wrong"
    COMMON_MISSING = "the repository that the worktree belongs to is not there"


@record
class Layout:
    """Where things are. `common_dir` is the repository's own directory, which linked worktrees share.

    `missing` are the pieces without which git finds no repository: of `HEAD`, `objects` and `refs` those that are not
    there. `pointer` is what the file `.git` says, `target` the absolute place it means (not looked into if elsewhere).
    With the fault COMMONDIR, `common_dir` is the repository two folders up if that is one.
    """

    workspace: str
    kind: LayoutKind = LayoutKind.NONE
    git_dir: str | None = None
    common_dir: str | None = None
    pointer: str | None = None
    target: str | None = None
    fault: LayoutFault | None = None
    missing: tuple[str, ...] = ()


class Holder(NamedTuple):
    """A live process that has a file of the workspace open (`opened`, a place), or is git at work there (None)."""

    pid: int
    command: str
    opened: str | None = None


@record
class Holders:
    """Who is at work in the workspace. `told` is False where there is no /proc to ask; `hidden` counts others' ones."""

    told: bool = False
    processes: tuple[Holder, ...] = ()
    hidden: int = 0


@record
class LockFile:
    """A file that ends with `.lock`, or is a half-written one by another name (`packed-refs.new`).

    `locks` is the path it stands for (`index`, `refs/heads/main`). `index` is what it holds where that is an index.
    """

    file: Plain
    locks: str
    shared: bool = False
    """Whether it is in the common directory of a linked worktree."""
    holder: Holder | None = None
    index: IndexFile | None = None


@record
class StateFiles:
    """Files of operations in progress, and pseudorefs, by path: `MERGE_HEAD`, `rebase-merge/head-name`.

    `folders` are those of `rebase-merge`, `rebase-apply` and `sequencer` that are there, even empty.
    """

    files: Mapping[str, Plain] = NOTHING
    folders: frozenset[str] = frozenset()

    def get(self, path: str) -> Plain:
        """Return one file: a missing one where there is none."""
        return self.files.get(path) or Plain(path=path)

    def __contains__(self, path: str) -> bool:
        return path in self.files


@record
class Shallow:
    """The file shallow: the commits whose parents are left out."""

    file: Plain = _NO_SHALLOW
    oids: tuple[Oid, ...] = ()
    bad: tuple[BadLine, ...] = ()


@record
class LinkedWorktree:
    """A linked worktree below `.git/worktrees`. `place` is where its `gitdir` says it is, `found` whether it is there.

    `itself` tells that it is the very workspace that was asked for, `is_main` that it is no linked one. `answers` tells
    whether the `.git` file at that place names this folder in turn; None where it is not inside the copy and was not
    read. `returns` tells whether its `commondir` leads back to the repository.
    """

    name: str
    place: str | None = None
    found: bool | None = None
    answers: bool | None = None
    itself: bool = False
    is_main: bool = False
    gitdir: Plain = _NO_GITDIR
    commondir: Plain = _NO_COMMONDIR
    returns: bool = True
    locked: Plain = _NO_LOCKED
    head: Head = Head()
    log: Reflog | None = None
    index: IndexFile = IndexFile()
    state: StateFiles = StateFiles()


class Hook(NamedTuple):
    """A file in hooks/ that is no sample. Only an executable one runs."""

    name: str
    executable: bool


class Owned(NamedTuple):
    """A piece of the git directory that is another user's, or that its owner may not write (folders and refs)."""

    path: str
    uid: int
    mode: int


class Space(NamedTuple):
    """What is left on the disk for an ordinary user: bytes and files; None where it cannot be told."""

    bytes: int | None = None
    files: int | None = None


@record
class Own:
    """gitscen's own folder `.git/gitscen`: the entry of an operation that did not end, and recoveries by number.

    `recoveries` maps `0001` to that folder's files at its top, small ones with their content.
    """

    operation: Plain = _NO_OPERATION
    recoveries: Mapping[str, Mapping[str, Plain]] = NOTHING


class PartFault(NamedTuple):
    """A part of the evidence that could not be had at all, and why."""

    part: str
    why: str


@record
class Evidence:
    """All that plain files tell of a workspace. `now` is nanoseconds since 1970, `uid` the user who looks."""

    layout: Layout
    hash: str = "sha1"
    now: int = 0
    uid: int = 0
    owner: int = 0
    """The user whose the workspace's git directory is."""
    listing: Mapping[str, Seen] = NOTHING
    """Everything in the git directory, by path: not below objects/, modules/ nor gitscen/."""
    common: Mapping[str, Seen] = NOTHING
    """The same of the common directory: the same mapping unless it is a linked worktree."""
    head: Head = Head()
    refs: Refs = Refs()
    reflogs: Mapping[str, Reflog] = NOTHING
    """By what they are of: `HEAD`, `refs/heads/main`, `refs/stash`."""
    index: IndexFile = IndexFile()
    files: FileTree = FileTree()
    locks: tuple[LockFile, ...] = ()
    holders: Holders = Holders()
    state: StateFiles = StateFiles()
    config: Config = Config()
    worktree_config: Config = Config()
    """config.worktree, which counts only where extensions.worktreeConfig is set."""
    modules_config: Config = Config()
    """.gitmodules of the working tree."""
    shallow: Shallow = Shallow()
    info: Mapping[str, Plain] = NOTHING
    """info/exclude, info/attributes, info/sparse-checkout, info/grafts, as far as they are there."""
    worktrees: tuple[LinkedWorktree, ...] = ()
    main: LinkedWorktree | None = None
    """The main worktree, where this is a linked one: its HEAD, index and operations lie in the common directory."""
    modules: tuple[str, ...] = ()
    """Repositories of submodules below modules/, by path there: `lib`, `a/b`."""
    submodules: tuple[Submodule, ...] = ()
    """Submodules that are filled in, each with what is wrong with its repository."""
    hooks: tuple[Hook, ...] = ()
    owned: tuple[Owned, ...] = ()
    space: Space = Space()
    own: Own = Own()
    faults: tuple[PartFault, ...] = ()
