"""`StatusReader`: git's two letters for each path, asked of libgit2 only where they may have changed since a look.

They follow from HEAD, the index, the files and the rules for what is ignored and converted. While all of these are as
they were but for the content of some files, only the tracked ones among these are asked for again.

Where rules are kept in further files, or repositories lie inside the working tree, libgit2 is asked each time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gitscen.names import Oid, TreePath
from gitscen.observe.eye import Sight
from gitscen.observe.index import Index
from gitscen.observe.listing import read_file
from gitscen.observe.observation import Tree
from gitscen.observe.worktree import read_letters, read_status

_OWN_RULES = ("config", "config.worktree", "info/exclude", "info/attributes")
_HOME_RULES = (".gitconfig", ".config/git/config", ".config/git/ignore", ".config/git/attributes")
_RULES = (b".gitignore", b".gitattributes", b".gitmodules")
_ELSEWHERE = (b"include", b"excludesfile", b"attributesfile")
"""What a configuration with rules in further files has in it, in small letters."""
_FEW = 16
"""Paths that are asked for one by one; beyond, one question for all is cheaper."""


@dataclass(frozen=True, slots=True)
class _Ground:
    """What the letters of paths follow from, but for the contents of files."""

    head: Oid | None
    rules: tuple[bytes, ...]
    index: Index
    files: Tree

    def holds(self, now: _Ground) -> bool:
        """Whether nothing but contents differs; an index that was read again counts as another one."""
        same = self.index is now.index and self.head == now.head and self.rules == now.rules
        return same and self.files.keys() == now.files.keys()

    @property
    def is_plain(self) -> bool:
        """Whether this is all that the letters follow from."""
        elsewhere = any(word in text.lower() for text in self.rules for word in _ELSEWHERE)
        return bool(self.rules[0]) and not (elsewhere or self.index.broken or self.index.unmerged)


class StatusReader:
    """Reads the status of one working tree again and again; `home` is where its person's configuration lies."""

    def __init__(self, home: Path) -> None:
        """Begin with nothing known."""
        self._home = str(home)
        self._ground: _Ground | None = None
        self._status: dict[TreePath, str] = {}

    def look(self, seen: Sight, files: Tree, nested: tuple[TreePath, ...], *, sound: bool) -> Mapping[TreePath, str]:
        """Return git's two letters for each path that is not unchanged; nothing where the index cannot be read.

        What libgit2 says of a repository that is not `sound` is not to be remembered: objects may come back.
        """
        ground = _Ground(seen.head, self._read_rules(seen.repository.path), seen.index, files)
        plain = sound and ground.is_plain and not nested
        last = self._ground if plain and self._ground and self._ground.holds(ground) else None
        if last is None or not self._ask_for(_changed(last.files, files), seen):
            self._status = read_status(seen.repository, seen.index.unmerged)
        self._ground = ground if plain else None
        return dict(self._status)

    def _read_rules(self, git_dir: str) -> tuple[bytes, ...]:
        places = [f"{git_dir}{name}" for name in _OWN_RULES] + [f"{self._home}/{name}" for name in _HOME_RULES]
        return tuple(map(_read, places))

    def _ask_for(self, changed: list[TreePath], seen: Sight) -> bool:
        """Bring the letters of these paths up to date; return False where all have to be asked for."""
        if len(changed) > _FEW or any(path.rpartition(b"/")[2] in _RULES for path in changed):
            return False
        for path in changed:
            if path in seen.index.staged:  # of others it does not matter what they hold
                letters = read_letters(seen.repository, path)
                if letters is None:
                    return False
                self._status[path] = letters
        self._status = {path: letters for path, letters in self._status.items() if letters.strip()}
        return True


def _changed(before: Tree, now: Tree) -> list[TreePath]:
    """Return the paths that hold something else than before; both have the same paths. Pure."""
    return [path for path, entry in now.items() if entry is not before[path] and entry != before[path]]


def _read(path: str) -> bytes:
    try:
        return read_file(path)
    except OSError:
        return b""
