"""Commits, trees and contents of the captured workspace, with the next best where an object cannot be had.

Reads through the doctor's own reader of objects, and working files that still hold a lost content. Never runs git.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import NamedTuple

from gitscen.capture.unsaid import Unsaid
from gitscen.doctor.diagnose import Examination
from gitscen.doctor.evidence.indexfile import FOLDER, INTENT_TO_ADD, read_record
from gitscen.doctor.objects.form import GITLINK_MODE, TREE_MODE, Object, parse_commit, parse_tree
from gitscen.names import Oid

LARGEST = 256 << 10
"""Bytes of one content that go into a story; a larger one is told as so many bytes of nothing in particular."""


class Entry(NamedTuple):
    """What lies at a path of a tree."""

    mode: int
    oid: Oid


Tree = dict[bytes, Entry]


@dataclass(frozen=True, slots=True)
class Made:
    """A commit as the story needs it. `lost` tells that its object cannot be read: tree and message are guesses."""

    parents: tuple[Oid, ...]
    tree: Oid | None
    message: str
    lost: bool = False


@dataclass(slots=True)
class History:
    """The objects of one examined workspace.

    `wanted` tells in which commit and at which path an object that cannot be read was wanted first.
    """

    seen: Examination
    unsaid: Unsaid
    wanted: dict[Oid, tuple[Oid, bytes]] = field(default_factory=dict)
    _commits: dict[Oid, Made] = field(default_factory=dict)
    _trees: dict[Oid, Tree | None] = field(default_factory=dict)
    _here: dict[Oid, bytes] | None = None

    def commit(self, oid: Oid) -> Made:
        """Return a commit; where it cannot be read, what reflogs know of it."""
        if oid not in self._commits:
            self._commits[oid] = self._read_commit(oid)
        return self._commits[oid]

    def is_commit(self, oid: Oid) -> bool:
        """Return whether an object can be read and is a commit."""
        return not self.commit(oid).lost

    def tree(self, commit: Oid) -> Tree:
        """Return all files of a commit by path; of one that cannot be read, the nearest that can."""
        made = self.commit(commit)
        found = self._flat(made.tree, commit) if made.tree else None
        if found is not None:
            return found
        if commit == self.seen.deep.head or not made.parents:
            return self.index_tree()
        return self.tree(made.parents[0])

    def index_tree(self) -> Tree:
        """Return what the index has at stage 0."""
        index = self.seen.evidence.index
        entries = [read_record(path, record) for path, record in index.staged.items()]
        return {
            bytes(one.path): Entry(one.mode, one.oid) for one in entries if one.mode != FOLDER and not one.intent_to_add
        }

    def content(self, oid: Oid) -> bytes:
        """Return a blob; where it cannot be read, the working file that is the same, or else a few words."""
        store = self.seen.store
        found = store.read(oid) if store else None
        if isinstance(found, Object) and found.kind == "blob":
            return self._small(found.content)
        path = self._files().get(oid)
        if path is not None:
            return self.file(path)
        self.unsaid.add("contents that are lost are told as a line of their own")
        return f"lost content {oid[:12]}\n".encode()

    def file(self, path: bytes) -> bytes:
        """Return what a working file holds, of a link its target; what cannot be read is empty."""
        place = os.path.join(os.fsencode(self.seen.evidence.layout.workspace), path)  # noqa: PTH118 - bytes
        try:
            handle = os.open(place, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError:
            return self._link(place)
        with os.fdopen(handle, "rb") as file:
            return self._small(file.read(LARGEST + 1))

    def _link(self, place: bytes) -> bytes:
        try:
            return os.readlink(place)  # noqa: PTH115 - bytes
        except OSError:
            self.unsaid.add("files that cannot be read are told as empty ones")
            return b""

    def _small(self, content: bytes) -> bytes:
        if len(content) <= LARGEST:
            return content
        self.unsaid.add(f"contents of more than {LARGEST >> 10} KiB are told as zeros")
        return b"\0" * 1024

    def _read_commit(self, oid: Oid) -> Made:
        store = self.seen.store
        found = store.read(oid) if store else None
        for _ in range(5):
            if isinstance(found, Object) and found.kind == "tag" and store:
                found = store.read(Oid(found.content.split(b"\n", 1)[0].removeprefix(b"object ").decode()))
        if isinstance(found, Object) and found.kind == "commit":
            try:
                commit = parse_commit(found.content)
            except ValueError:
                return self._lost(oid)
            message = found.content.partition(b"\n\n")[2].decode(errors="replace").strip() or "no message"
            return Made(commit.parents, commit.tree, message)
        return self._lost(oid)

    def _lost(self, oid: Oid) -> Made:
        """Return what the reflogs know of a commit: what was there before it, and its subject."""
        for log in self.seen.evidence.reflogs.values():
            for line in reversed(log.lines):
                if line.new == oid:
                    before = (line.old,) if line.old.strip("0") and line.message.startswith(b"commit") else ()
                    subject = line.message.partition(b": ")[2].decode(errors="replace")
                    return Made(before, None, subject or "lost", lost=True)
        return Made((), None, "lost", lost=True)

    def _flat(self, oid: Oid, commit: Oid, folder: bytes = b"") -> Tree | None:
        if oid not in self._trees:
            self._trees[oid] = self._read_tree(oid, commit, folder)
        return self._trees[oid]

    def _read_tree(self, oid: Oid, commit: Oid, folder: bytes) -> Tree | None:
        store = self.seen.store
        found = store.read(oid) if store else None
        if not isinstance(found, Object) or found.kind != "tree" or store is None:
            self.wanted.setdefault(oid, (commit, folder))
            return None
        tree: Tree = {}
        try:
            for mode, name, inner in parse_tree(found.content, store.digits):
                if mode == TREE_MODE:
                    below = self._flat(inner, commit, folder + name + b"/")
                    tree.update(
                        {name + b"/" + path: entry for path, entry in (below or self._near(folder + name)).items()}
                    )
                else:
                    tree[name] = Entry(mode, inner)
                    if mode != GITLINK_MODE and not store.has(inner):
                        self.wanted.setdefault(inner, (commit, folder + name))
        except ValueError:
            return None
        return tree

    def _near(self, folder: bytes) -> Tree:
        """Return what the index has of a folder whose tree cannot be read."""
        top = folder + b"/"
        return {path[len(top) :]: entry for path, entry in self.index_tree().items() if path.startswith(top)}

    def _files(self) -> dict[Oid, bytes]:
        """Return the tracked files that are as the index has them, by what they hold."""
        if self._here is None:
            evidence = self.seen.evidence
            changed = {bytes(one.path) for one in evidence.files.changed}
            self._here = {
                Oid(record[1].hex()): path
                for path, record in evidence.index.staged.items()
                if path not in changed and not record[2] & INTENT_TO_ADD and evidence.files.known
            }
            self._here |= {one.oid: bytes(one.path) for one in evidence.files.changed if one.oid}
        return self._here
