"""Follows the references between objects: what is missing below refs and index, and what nothing refers to.

It reads commits and trees, never blobs, in a fixed order and up to fixed numbers; `complete` says whether it came to
the end. Below a shallow boundary nothing is wanted.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from itertools import islice

from gitscen.doctor.objects.form import (
    RAW_NO_BLOBS,
    RAW_TREES,
    Broken,
    Commit,
    Object,
    TooLarge,
    parse_commit,
    parse_tag,
    references,
    tree_rows,
)
from gitscen.doctor.objects.store import ObjectStore
from gitscen.doctor.record import NOTHING, record
from gitscen.names import Oid

_Queue = deque[tuple[Oid, Oid | None]]
"""Objects to look at, each with the commit whose parent it is."""

READ_COMMITS = 50_000
READ_TREES = 20_000
"""How many commits and trees are read; those of the tips come first."""

READ_PACKED = 50_000
"""How many packed objects are read to find those that nothing names."""


@record
class Missing:
    """An object that something refers to and that cannot be had. `why` is "it is missing", or what is damaged.

    `below` is the label of the tip (a ref, a reflog, `index`) that wants it, `path` where it stood in its tree,
    `parent_of` the commit whose parent it is.
    """

    oid: Oid
    kind: str
    why: str
    below: str
    path: bytes = b""
    parent_of: Oid | None = None


@record
class Dangling:
    """An object that nothing refers to, at the top of what hangs on it. `commit` is there for commits."""

    oid: Oid
    kind: str
    size: int
    changed: int
    commit: Commit | None = None

    @property
    def is_stash(self) -> bool:
        """Whether it has the shape of a stash entry: two or three parents, and git's words in its subject."""
        return (
            self.commit is not None
            and len(self.commit.parents) in (2, 3)
            and self.commit.subject.startswith(("WIP on ", "On "))
        )


@record
class Connections:
    """What the references say. `commits` maps each commit that was reached to the label that reached it first."""

    commits: Mapping[Oid, str] = NOTHING
    missing: tuple[Missing, ...] = ()
    dangling: tuple[Dangling, ...] = ()
    complete: bool = True


class Walk:
    """One way through the objects. Tips are given in the order of their firmness, firm ones first."""

    def __init__(self, store: ObjectStore, shallow: Iterable[Oid] = (), trusted: Iterable[Oid] = ()) -> None:
        """Begin with nothing reached. `trusted` are trees that need no reading: their blobs are wanted one by one."""
        self.store = store
        self.trusted = frozenset(trusted)
        self.shallow = frozenset(shallow)
        self.commits: dict[Oid, str] = {}
        self.seen: set[Oid] = set()
        """Commits, trees and tags, and what was taken for one."""
        self.blobs: set[bytes] = set()
        """The raw ids of blobs."""
        self.missing: dict[Oid, Missing] = {}
        self.read = {"commit": 0, "tree": 0}
        self.complete = True

    def follow(self, label: str, oid: Oid, *, trees: bool = True) -> None:
        """Follow a ref, a reflog's entry or anything else that names an object."""
        roots: list[Oid] = []
        queue: _Queue = deque([(oid, None)])
        while queue:
            name, child = queue.popleft()
            if name in self.seen:
                continue
            if self.read["commit"] >= READ_COMMITS:
                self.complete = False
                return
            found = self._get(name, "commit", label, child=child)
            if isinstance(found, Object):
                self._take(name, found, label, roots, queue)
        for root in roots if trees else []:
            self.follow_tree(label, root)

    def follow_tree(self, label: str, root: Oid) -> None:
        """Follow a tree down to its blobs, which only have to be there."""
        queue = [(root, b"")]
        while queue:
            oid, path = queue.pop()
            if oid in self.seen or (oid in self.trusted and self.store.has(oid)):
                continue
            if self.read["tree"] >= READ_TREES:
                self.complete = False
                return
            found = self._get(oid, "tree", label, path)
            if not isinstance(found, Object) or found.kind != "tree":
                continue
            try:
                self._descend(label, found.content, path, queue)
            except ValueError as error:
                self._miss(Missing(oid, "tree", str(error), label, path))

    def _descend(self, label: str, content: bytes, path: bytes, queue: list[tuple[Oid, bytes]]) -> None:
        """Take the entries of one tree. Those of a big workspace cost: known blobs are told by their raw ids alone."""
        rows = tree_rows(content, self.store.digits)
        blobs = {raw for mode, _, raw in rows if mode not in RAW_NO_BLOBS}
        unknown = blobs - self.blobs - self.store.packed_raw
        self.blobs |= blobs
        for mode, name, raw in rows:
            if mode in RAW_TREES:
                queue.append((Oid(raw.hex()), path + name + b"/"))
            elif raw in unknown and mode not in RAW_NO_BLOBS:
                self._want(label, Oid(raw.hex()), path + name)

    def want_unless_packed(self, raws: set[bytes]) -> set[bytes]:
        """Want blobs by their raw ids; return those that have to be wanted singly, by `want`: no pack has them."""
        unknown = set() if raws <= self.store.packed_raw else raws - self.blobs - self.store.packed_raw
        self.blobs |= raws - unknown if unknown else raws
        return unknown

    def want(self, label: str, oid: Oid, path: bytes = b"") -> None:
        """Want a blob to be there."""
        raw = bytes.fromhex(oid)
        if raw not in self.blobs:
            self.blobs.add(raw)
            self._want(label, oid, path)

    def __contains__(self, oid: object) -> bool:
        """Whether the walk came by an object, there or not."""
        if not isinstance(oid, str):
            return False
        return oid in self.seen or oid in self.trusted or bytes.fromhex(oid) in self.blobs

    def _want(self, label: str, oid: Oid, path: bytes) -> None:
        if not self.store.has(oid):
            self._miss(Missing(oid, "blob", "it is missing", label, path))

    def _take(self, oid: Oid, found: Object, label: str, roots: list[Oid], queue: _Queue) -> None:
        try:
            match found.kind:
                case "commit":
                    commit = parse_commit(found.content)
                    self.commits.setdefault(oid, label)
                    roots.append(commit.tree)
                    if oid not in self.shallow:
                        queue.extend((parent, oid) for parent in commit.parents)
                case "tag":
                    queue.append((parse_tag(found.content), None))
                case "tree":
                    self.seen.discard(oid)
                    roots.append(oid)
                case _:  # a blob, which refers to nothing
                    pass
        except ValueError as error:
            self._miss(Missing(oid, found.kind, str(error), label))

    def _get(
        self, oid: Oid, kind: str, label: str, path: bytes = b"", child: Oid | None = None
    ) -> Object | Broken | TooLarge | None:
        self.seen.add(oid)
        self.read[kind] = self.read.get(kind, 0) + 1
        found = self.store.read(oid)
        if found is None:
            self._miss(Missing(oid, kind, "it is missing", label, path, child))
        elif isinstance(found, Broken):
            self._miss(Missing(oid, kind, found.why, label, path, child))
        return found

    def _miss(self, one: Missing) -> None:
        self.missing.setdefault(one.oid, one)


def connect(
    store: ObjectStore,
    tips: Iterable[tuple[str, Oid]],
    blobs: Iterable[tuple[bytes, Oid]] = (),
    shallow: Iterable[Oid] = (),
    *,
    packed: bool = False,
) -> Connections:
    """Follow the tips (label and id; firm ones first) and the index's blobs (path and id).

    With `packed`, what dangles is looked for in packs too, which means to read all that the tips do not reach.
    """
    walk = Walk(store, shallow)
    for label, oid in tips:
        walk.follow(label, oid)
    for path, oid in blobs:
        walk.want("index", oid, path)
    return Connections(
        commits=walk.commits,
        missing=tuple(walk.missing.values()),
        dangling=find_dangling(walk, packed=packed) if walk.complete else (),
        complete=walk.complete,
    )


def find_dangling(walk: Walk, *, packed: bool = False) -> tuple[Dangling, ...]:
    """Return the loose objects that the walk did not reach and that no other of them refers to, the newest first.

    With `packed`, those in packs as well, up to a fixed number of objects.
    """
    store = walk.store
    loose = [oid for oid in store.loose if oid not in walk and oid not in store.packed]
    found = {oid: one for oid in loose if isinstance(one := store.read_loose(oid), Object)}
    if packed:
        inside = islice((oid for oid in sorted(store.packed) if oid not in walk), READ_PACKED)
        found |= {oid: one for oid in inside if isinstance(one := store.read(oid), Object)}
    held: set[Oid] = set()
    for one in found.values():
        held.update(references(one, store.digits))
    dangling = [
        Dangling(oid, one.kind, len(one.content), _changed(store, oid), _commit(one))
        for oid, one in found.items()
        if oid not in held
    ]
    return tuple(sorted(dangling, key=lambda one: (-one.changed, one.oid)))


def _changed(store: ObjectStore, oid: Oid) -> int:
    return store.loose[oid].changed if oid in store.loose else 0


def _commit(one: Object) -> Commit | None:
    try:
        return parse_commit(one.content) if one.kind == "commit" else None
    except ValueError:
        return None
