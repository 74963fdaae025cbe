"""Bytes and modes as a story writes them, and the difference of two trees as edits."""

from __future__ import annotations

import base64
import posixpath
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TypedDict

from gitscen.capture.disguise import Disguise
from gitscen.capture.history import Entry, History, Tree
from gitscen.capture.unsaid import Unsaid
from gitscen.names import quote_path
from gitscen.scenario.content import Content, FileSpec
from gitscen.scenario.library import COMMITS, LibraryCommit
from gitscen.scenario.paths import link_fault, path_fault

LINK, GITLINK, EXECUTABLE = 0o120000, 0o160000, 0o111


class Edited(TypedDict, total=False):
    """The keys of `Edits` that a capture uses."""

    delete: tuple[str, ...]
    files: dict[str, Content]
    submodules: dict[str, LibraryCommit]


@dataclass(slots=True)
class Reading:
    """Turns what lies at paths into contents. `skipped` are paths that the story does without."""

    history: History
    unsaid: Unsaid
    disguise: Disguise
    skipped: Collection[bytes] = frozenset()
    _modules: dict[str, LibraryCommit] = field(default_factory=dict)

    def edits(self, before: Tree, after: Tree) -> Edited:
        """Return what makes of one tree the other."""
        deleted = [path for path in before if path not in after]
        changed = {path: entry for path, entry in after.items() if before.get(path) != entry}
        links = {path: entry for path, entry in changed.items() if entry.mode == GITLINK}
        files = {path: self._blob(path, entry) for path, entry in changed.items() if entry.mode != GITLINK}
        return self.edited(deleted, files, {path: self._module(entry) for path, entry in links.items()})

    def edited(
        self,
        deleted: Collection[bytes],
        files: Mapping[bytes, Content | None],
        modules: Mapping[bytes, LibraryCommit] | None = None,
    ) -> Edited:
        """Return edits, without paths that a story cannot name; None stands for what it cannot hold."""
        gone = [path for path in deleted if self.sayable(path) and not any(_covers(path, other) for other in files)]
        edited: Edited = {}
        if gone:
            edited["delete"] = tuple(self.name(path) for path in sorted(gone))
        told = {self.name(path): content for path, content in sorted(files.items()) if content and self.sayable(path)}
        told |= {self.name(path): "" for path, content in files.items() if content == "" and self.sayable(path)}
        if told:
            edited["files"] = told
        links = {self.name(path): commit for path, commit in (modules or {}).items() if self.sayable(path)}
        if links:
            self.unsaid.add("submodules are told with commits of the library that every world has")
            edited["submodules"] = links
            for listed in [name for name in told if name == ".gitmodules"]:
                del told[listed]  # the world writes its own
        return edited

    def sayable(self, path: bytes) -> bool:
        """Return whether a story can and should name a path."""
        if path in self.skipped:
            return False
        fault = path_fault(quote_path(path))
        if fault:
            self.unsaid.add(f"a path cannot be said: {fault.rstrip('.')}")
        return fault is None

    def name(self, path: bytes) -> str:
        """Return a path as the story writes it."""
        return quote_path(self.disguise.path(path))

    def content(self, path: bytes, data: bytes, mode: int) -> Content | None:
        """Return a content, None for a link that no story may have."""
        if mode & 0o170000 == LINK:
            return self._link(path, data)
        shown = self.disguise.content(path, data)
        executable = bool(mode & EXECUTABLE)
        text = _text(shown)
        if text is None:
            return FileSpec(base64=base64.b64encode(shown).decode(), executable=executable)
        return FileSpec(text=text, executable=True) if executable else text

    def _blob(self, path: bytes, entry: Entry) -> Content | None:
        return self.content(path, self.history.content(entry.oid), entry.mode)

    def _link(self, path: bytes, data: bytes) -> FileSpec | None:
        inner = posixpath.normpath(posixpath.join(posixpath.dirname(path), data))
        known = not inner.startswith((b"..", b"/"))
        target = data.decode(errors="replace")
        if known and self.disguise.names:
            place, folder = self.disguise.path(inner), posixpath.dirname(self.disguise.path(path))
            target = posixpath.relpath(place, folder or b".").decode(errors="replace")
        if link_fault(quote_path(path), target):
            self.unsaid.add("links that leave the workspace are told as links to nothing inside")
            target = "nowhere"
        return FileSpec(link=target)

    def _module(self, entry: Entry) -> LibraryCommit:
        names = tuple(COMMITS)
        return self._modules.setdefault(entry.oid, names[min(len(self._modules), len(names) - 1)])


def _text(data: bytes) -> str | None:
    """Return a content as text where TOML holds it and git takes it for the same bytes."""
    if b"\0" in data:
        return None
    try:
        return data.decode()
    except UnicodeDecodeError:
        return None


def _covers(folder: bytes, path: bytes) -> bool:
    """Return whether a path lies below another one, or the other way round: writing one removes the other."""
    return path == folder or path.startswith(folder + b"/") or folder.startswith(path + b"/")
