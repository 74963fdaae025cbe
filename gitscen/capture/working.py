"""The index and the files of a captured workspace as steps: staged, unstaged, untracked, ignored, hidden, unmerged."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gitscen.capture.content import LINK, Reading
from gitscen.capture.history import Entry, Tree
from gitscen.capture.worktrees import told_worktrees
from gitscen.doctor.evidence.indexfile import ASSUME_UNCHANGED, INTENT_TO_ADD, SKIP_WORKTREE
from gitscen.doctor.evidence.model import Change, Changed, Evidence, Kind
from gitscen.doctor.findings.locks import only_in_lock
from gitscen.names import Oid
from gitscen.scenario.acts import DoDamage, DoStep, Git, Nest, Stage, Write
from gitscen.scenario.content import Content
from gitscen.scenario.damage import Damage

NESTED = 50
"""Files of a repository inside the workspace that are told."""
LOOSE = 500
"""Untracked and ignored paths that are told."""
_REGULAR = 0o100644


@dataclass(slots=True)
class Working:
    """Tells what differs from HEAD's tree, as it is when HEAD is where it was and nothing is touched yet."""

    reading: Reading
    head: Tree

    @property
    def evidence(self) -> Evidence:
        """The evidence of the workspace."""
        return self.reading.history.seen.evidence

    def steps(self) -> Iterator[DoStep]:
        """Yield the steps; the index first, then files."""
        yield from self._staged()
        yield from self._lock()
        yield from self._flags()
        yield from self._files()
        yield from self._nested()

    def _staged(self) -> Iterator[DoStep]:
        index = self.evidence.index
        if not index.usable:
            return
        tree = self.reading.history.index_tree()
        gone = [path for path in self.head if path not in tree and path not in index.unmerged]
        others = [*tree, *index.unmerged]
        gone = [path for path in gone if self.reading.sayable(path) and not any(_below(one, path) for one in others)]
        if gone:
            yield Git(args=("rm", "--quiet", "-f", "--ignore-unmatch", "--", *map(self._literal, gone)))
        changed = {path: entry for path, entry in tree.items() if self.head.get(path) != entry}
        edits = self.reading.edits({}, changed)
        if edits:
            yield Write(**edits)
            names = tuple(self.reading.name(path) for path in sorted(changed) if self.reading.sayable(path))
            yield Stage(paths=names)

    def _lock(self) -> Iterator[DoStep]:
        """Yield what leaves a whole index in the lock: it stages the first of what is unstaged at that time."""
        for lock in self.evidence.locks:
            staged = only_in_lock(self.evidence.index, lock.index)
            only = {path: oid for path, oid in staged.items() if self.reading.sayable(path)}
            if lock.locks != "index" or not only or not self._is_told(lock.file.path):
                continue
            path, oid = min(only.items())
            if len(only) > 1:
                self.reading.unsaid.add("of several versions in a lock only the first is told")
            content = self.reading.content(path, self.reading.history.content(Oid(oid.hex())), _REGULAR)
            if content is not None:
                yield Write(files={self.reading.name(path): content})
                yield DoDamage(damage=Damage.STAGED_INDEX_LOCK)
                yield from self._back(path)

    def _is_told(self, file: str) -> bool:
        findings = self.reading.history.seen.diagnosis.findings
        return any(one.code == "lock-staged" and one.file == file for one in findings)

    def _back(self, path: bytes) -> Iterator[DoStep]:
        """Yield what brings a file back to what the index has of it."""
        entry = self.reading.history.index_tree().get(path)
        if entry is None:
            yield Write(delete=(self.reading.name(path),))
        elif edits := self.reading.edits({}, {path: entry}):
            yield Write(**edits)

    def _flags(self) -> Iterator[DoStep]:
        index = self.evidence.index
        for bit, option in ((ASSUME_UNCHANGED, "--assume-unchanged"), (SKIP_WORKTREE, "--skip-worktree")):
            paths = [path for path in index.flagged if index.staged[path][2] & bit and self.reading.sayable(path)]
            if paths:
                yield Git(args=("update-index", option, "--", *map(self._word, paths)))

    def _files(self) -> Iterator[DoStep]:
        files = self.evidence.files
        gone = [bytes(one.path) for one in files.changed if one.change is Change.DELETED]
        found: dict[bytes, Content | None] = {
            bytes(one.path): self._file(bytes(one.path), one.mode) for one in files.changed if _is_file(one)
        }
        if len(files.loose) > LOOSE:
            self.reading.unsaid.add(f"of {len(files.loose)} untracked and ignored paths {LOOSE} are told")
        for loose in files.loose[:LOOSE]:
            found |= self._loose(bytes(loose.path), loose.kind, loose.mode)
        edits = self.reading.edited(gone, found)
        if edits:
            yield Write(**edits)
        index = self.evidence.index
        later = [path for path in index.flagged if index.staged[path][2] & INTENT_TO_ADD and self.reading.sayable(path)]
        if later:
            yield Git(args=("add", "--intent-to-add", "--", *map(self._literal, later)))

    def _loose(self, path: bytes, kind: Kind, mode: int) -> Mapping[bytes, Content | None]:
        if path.endswith(b"/"):
            inner = self._first_file(path)
            self.reading.unsaid.add("of a folder that is ignored as a whole one file is told")
            return {inner: self._file(inner, _REGULAR)} if inner else {}
        if kind not in (Kind.FILE, Kind.LINK):
            self.reading.unsaid.add("pipes, sockets and devices among the files are left out")
            return {}
        return {path: self._file(path, LINK if kind is Kind.LINK else mode)}

    def _file(self, path: bytes, mode: int) -> Content | None:
        kind = LINK if mode & 0o170000 == LINK else mode & 0o777
        return self.reading.content(path, self.reading.history.file(path), kind)

    def _first_file(self, folder: bytes) -> bytes | None:
        for place, folders, names in os.walk(self._place(folder)):
            folders.sort()
            for name in sorted(names):
                path = os.path.join(place, name)  # noqa: PTH118 - bytes
                if os.path.isfile(path) and not os.path.islink(path):  # noqa: PTH113, PTH114
                    return os.path.relpath(path, self._place(b""))
        return None

    def _nested(self) -> Iterator[DoStep]:
        nested, told = self.evidence.files.nested, told_worktrees(self.reading.history.seen)
        if any(one.tracked for one in nested):
            yield Git(args=("submodule", "update", "--quiet", "--init"))
        for one in nested:
            if one.tracked or not self.reading.sayable(bytes(one.path).rstrip(b"/")):
                continue
            path = bytes(one.path).rstrip(b"/")
            if path in told:
                continue
            self.reading.unsaid.add("a repository inside the workspace is told with its files only")
            yield Nest(path=self.reading.name(path), files=dict(self._inside(path)))

    def _inside(self, folder: bytes) -> Iterator[tuple[str, Content]]:
        count = 0
        for place, folders, names in os.walk(self._place(folder)):
            folders[:] = sorted(one for one in folders if one != b".git")
            for name in sorted(names):
                path = os.path.relpath(os.path.join(place, name), self._place(b""))  # noqa: PTH118
                inner = path[len(folder) + 1 :]
                if name != b".git" and count < NESTED and not os.path.islink(os.path.join(place, name)):  # noqa: PTH114, PTH118
                    count += 1
                    content = self._file(path, _REGULAR)
                    if content is not None and self.reading.sayable(inner):
                        yield self.reading.name(inner), content

    def _place(self, path: bytes) -> bytes:
        return os.path.join(os.fsencode(self.evidence.layout.workspace), path)  # noqa: PTH118

    def _word(self, path: bytes) -> str:
        return self.reading.disguise.path(path).decode("utf-8", "replace")

    def _literal(self, path: bytes) -> str:
        """Return a pathspec that means just this path."""
        return "./" + re.sub(r"([*?\[\\])", r"\\\1", self._word(path))


def _is_file(one: Changed) -> bool:
    """Return whether a changed path can be told as a file or a link that is there now."""
    return one.change not in (Change.DELETED, Change.UNREADABLE) and one.mode & 0o170000 in (0o100000, LINK, 0)


def _below(path: bytes, folder: bytes) -> bool:
    return path.startswith(folder + b"/")


def unmerged_sides(evidence: Evidence, head: Tree) -> tuple[Tree, Tree]:
    """Return two trees: picking the change from the first to the second leaves the unmerged entries on HEAD's tree."""
    before, after = dict(head), dict(head)
    for path in evidence.index.unmerged:
        stages = evidence.index.stages(path)
        for tree, stage in ((before, 1), (after, 3)):
            tree.pop(path, None)
            if stage in stages:
                tree[path] = Entry(stages[stage].mode, stages[stage].oid)
    return before, after
