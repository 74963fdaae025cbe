"""Evidence made by hand: a sound workspace, and what to change in it."""

from __future__ import annotations

import struct
from typing import Any

from gitscen.doctor.deep.model import Deep
from gitscen.doctor.evidence.model import (
    Config,
    ConfigEntry,
    Evidence,
    Head,
    HeadState,
    IndexFile,
    IndexState,
    Kind,
    Layout,
    LayoutKind,
    LockFile,
    Logged,
    LooseRef,
    PackedRefs,
    Plain,
    Record,
    Reflog,
    Refs,
    RefState,
    StateFiles,
)
from gitscen.doctor.objects.connect import Connections, Missing
from gitscen.doctor.objects.look import ObjectFacts
from gitscen.doctor.record import replace
from gitscen.names import Oid, RefName

A, B, C, ZERO = (Oid(digit * 40) for digit in "abc0")
MAIN, TOPIC, STASH = RefName("refs/heads/main"), RefName("refs/heads/topic"), RefName("refs/stash")
LAYOUT = Layout(workspace="/w", kind=LayoutKind.MAIN, git_dir="/w/.git", common_dir="/w/.git")
HOUR = 3_600_000_000_000


def plain(path: str, content: bytes = b"", **more: Any) -> Plain:  # noqa: ANN401 - fields of Plain
    """Return a file with this content."""
    return Plain(path=path, kind=Kind.FILE, content=content, size=len(content), **more)


def record(oid: Oid, *, mode: int = 0o100644, flags: int = 0) -> Record:
    """Return an index record."""
    return struct.pack(">10I", 0, 0, 0, 0, 0, 0, mode, 0, 0, 1), bytes.fromhex(oid), flags


def logged(new: Oid, message: bytes = b"commit: x", old: Oid = ZERO) -> Logged:
    """Return a line of a reflog."""
    return Logged(old=old, new=new, who=b"x", when=0, message=message, number=1)


def log(name: str, *lines: Logged, **more: Any) -> Reflog:  # noqa: ANN401 - fields of Reflog
    """Return a reflog."""
    return Reflog(name=name, file=plain(f"logs/{name}"), lines=lines, **more)


def loose(name: RefName, oid: Oid | None = A, text: bytes = b"") -> dict[RefName, LooseRef]:
    """Return a ref with a file of its own: good with an oid, else empty or garbage by its text."""
    state = RefState.GOOD if oid else RefState.GARBAGE if text else RefState.EMPTY
    return {name: LooseRef(name, state, oid, None, text)}


def packed(*, content: bytes, **more: Any) -> PackedRefs:  # noqa: ANN401 - fields of PackedRefs
    """Return packed-refs with this content."""
    return PackedRefs(file=plain("packed-refs", content), **more)


def lock(path: str, content: bytes = b"", index: IndexFile | None = None) -> LockFile:
    """Return a lock that nobody holds."""
    return LockFile(file=plain(path, content), locks=path.removesuffix(".lock"), index=index)


def state(folders: tuple[str, ...] = (), /, **files: bytes) -> StateFiles:
    """Return files of operations: `MERGE_HEAD=b"..."`; use `__` for a slash and `_0` for a hyphen."""
    named = {name.replace("__", "/").replace("_0", "-"): content for name, content in files.items()}
    return StateFiles(files={name: plain(name, text) for name, text in named.items()}, folders=frozenset(folders))


def config(*entries: tuple[str, str], **more: Any) -> Config:  # noqa: ANN401 - fields of Config
    """Return a configuration of these keys and values."""
    made = tuple(ConfigEntry(key, value, number) for number, (key, value) in enumerate(entries, 1))
    return Config(file=plain("config", b"[core]\n"), entries=made, **more)


INDEX = IndexFile(state=IndexState.GOOD, staged={b"a.txt": record(C)})
SOUND = Evidence(
    layout=LAYOUT,
    now=HOUR,
    head=Head(state=HeadState.BRANCH, ref=MAIN, file=plain("HEAD", b"ref: refs/heads/main\n")),
    refs=Refs(loose=loose(MAIN)),
    index=INDEX,
    config=config(),
)
DEEP = Deep(read=True, head=A, has=lambda oid: oid in (A, B), links=Connections(commits={A: MAIN}), staged=())


def made(**changes: Any) -> Evidence:  # noqa: ANN401 - fields of Evidence
    """Return the sound workspace with other parts."""
    return replace(SOUND, **changes)


def deep(**changes: Any) -> Deep:  # noqa: ANN401 - fields of Deep
    """Return what the objects of the sound workspace tell, with other parts."""
    return replace(DEEP, **changes)


def facts(**changes: Any) -> Deep:  # noqa: ANN401 - fields of ObjectFacts
    """Return what an object directory with these facts tells."""
    return deep(facts=ObjectFacts(**changes))


def missing(*gone: Missing, **more: Any) -> Deep:  # noqa: ANN401 - fields of Deep
    """Return what a walk tells that missed these objects."""
    return deep(links=Connections(commits={A: MAIN}, missing=gone), **more)


def detached(oid: Oid) -> Head:
    """Return a detached HEAD."""
    return Head(state=HeadState.DETACHED, oid=oid, file=plain("HEAD", oid.encode()))
