"""HEAD, refs and reflogs as evidence. Pure data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import NamedTuple

from gitscen.doctor.evidence.plain import BadLine, Plain
from gitscen.doctor.record import NOTHING, record
from gitscen.names import Oid, RefName

_NO_HEAD = Plain(path="HEAD")
_NO_PACKED_REFS = Plain(path="packed-refs")


class HeadState(Enum):
    """What HEAD says."""

    BRANCH = "on a ref"
    DETACHED = "detached"
    MISSING = "missing"
    EMPTY = "empty"
    GARBAGE = "garbage"
    UNREADABLE = "unreadable"


@record
class Head:
    """HEAD of one worktree. `ref` where it names one (well formed, existing or not), `oid` where it is detached."""

    state: HeadState = HeadState.MISSING
    ref: RefName | None = None
    oid: Oid | None = None
    file: Plain = _NO_HEAD


class RefState(Enum):
    """What a loose ref's file holds."""

    GOOD = "good"
    SYMBOLIC = "symbolic"
    EMPTY = "empty"
    GARBAGE = "garbage"
    UNREADABLE = "unreadable"


class LooseRef(NamedTuple):
    """A ref with a file of its own. `text` is what the file holds where that is neither an oid nor a symbolic ref."""

    name: RefName
    state: RefState
    oid: Oid | None = None
    target: RefName | None = None
    text: bytes = b""
    mtime: int = 0


@record
class PackedRefs:
    """The file packed-refs; `peeled` maps annotated tags to what they tag. `bad` are lines that do not parse."""

    file: Plain = _NO_PACKED_REFS
    refs: Mapping[RefName, Oid] = NOTHING
    peeled: Mapping[RefName, Oid] = NOTHING
    bad: tuple[BadLine, ...] = ()
    sorted: bool = True
    """Whether its lines are in order as far as its header says so: git searches it by halves."""


@record
class Refs:
    """All refs that this worktree has. `stray` are files below refs/ whose names are no ref names."""

    loose: Mapping[RefName, LooseRef] = NOTHING
    packed: PackedRefs = PackedRefs()
    stray: tuple[str, ...] = ()

    def oid(self, name: str) -> Oid | None:
        """Return what a ref stands for: its file before packed-refs, through symbolic refs; None if it is broken."""
        for _ in range(6):  # git's SYMREF_MAXDEPTH is 5
            loose = self.loose.get(RefName(name))
            if loose is None:
                return self.packed.refs.get(RefName(name))
            if loose.target is None:
                return loose.oid
            name = loose.target
        return None

    def __contains__(self, name: str) -> bool:
        return name in self.loose or name in self.packed.refs

    def all(self, below: str = "refs/") -> Iterator[tuple[RefName, Oid]]:
        """Yield every ref that stands for an oid, in order of names; symbolic ones with what they lead to."""
        for name in sorted({*self.packed.refs, *self.loose}):
            oid = self.oid(name) if name.startswith(below) else None
            if oid:
                yield name, oid


class Logged(NamedTuple):
    """One line of a reflog. `when` is seconds since 1970."""

    old: Oid
    new: Oid
    who: bytes
    when: int
    message: bytes
    number: int


@record
class Reflog:
    """A reflog: the lines that parse, those that do not, and `torn`: the last one has no end."""

    name: str
    file: Plain
    lines: tuple[Logged, ...] = ()
    bad: tuple[BadLine, ...] = ()
    torn: bool = False
