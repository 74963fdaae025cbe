"""Which paths are ignored: patterns of .gitignore and info/exclude into answers. `parse_patterns` is pure.

Not asked are the person's own core.excludesFile, which lies outside of the copy, and core.ignoreCase.
Source: gitignore(5) and dir.c, wildmatch.c of git 2.39.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from gitscen.doctor.evidence.glob import translate_glob

_LIMIT = 1000
"""Patterns longer than this are left out, as no path matches them."""


class Pattern(NamedTuple):
    """One line: what it matches below its folder, whether it takes back, and whether only folders count."""

    matches: Callable[[bytes], object]
    takes_back: bool
    folders_only: bool
    whole: bool
    """Whether it is held against the whole path below its folder, not the name alone."""


def parse_patterns(content: bytes) -> tuple[Pattern, ...]:
    """Return the patterns of an ignore file, the last line first: the first that matches decides. Pure."""
    lines = content.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    found = (_parse_line(line.removesuffix(b"\r")) for line in lines)
    return tuple(pattern for pattern in found if pattern)[::-1]


class Ignores:
    """Answers whether untracked paths are ignored. `read` returns an ignore file of the working tree by its path."""

    def __init__(self, read: Callable[[bytes], bytes], exclude: bytes) -> None:
        """Take the content of info/exclude, which counts for all folders after their own patterns."""
        self._read = read
        self._exclude = parse_patterns(exclude)
        self._folders: dict[bytes, tuple[Pattern, ...]] = {}
        self._ignored: dict[bytes, bool] = {}

    def covers(self, path: bytes, *, folder: bool) -> bool:
        """Whether a path is ignored, by itself or with a folder above it that was entered for what is tracked there."""
        return self._is_inside_ignored(path) or self._decide(path, folder=folder)

    def _decide(self, path: bytes, *, folder: bool) -> bool:
        """Whether the patterns ignore a path by itself."""
        name = path[path.rfind(b"/") + 1 :]
        above = path[: -len(name)]
        while True:
            decided = _decide(self._patterns(above), path[len(above) :], name, folder=folder)
            if decided is not None:
                return decided
            if not above:
                return bool(_decide(self._exclude, path, name, folder=folder))
            above = above[: above.rfind(b"/", 0, -1) + 1]

    def _is_inside_ignored(self, path: bytes) -> bool:
        """Whether a folder above a path is ignored, looked at from the top."""
        last = path.rfind(b"/") + 1
        known = self._ignored.get(path[:last], None if last else False)
        if known is not None:
            return known
        at, ignored = 0, False
        while not ignored and (at := path.find(b"/", at) + 1):
            folder = path[:at]
            if folder not in self._ignored:
                self._ignored[folder] = self._decide(folder[:-1], folder=True)
            ignored = self._ignored[folder]
        self._ignored[path[:last]] = ignored
        return ignored

    def _patterns(self, above: bytes) -> tuple[Pattern, ...]:
        found = self._folders.get(above)
        if found is None:
            found = self._folders[above] = parse_patterns(self._read(above + b".gitignore"))
        return found


def _decide(patterns: tuple[Pattern, ...], path: bytes, name: bytes, *, folder: bool) -> bool | None:
    for pattern in patterns:
        if (folder or not pattern.folders_only) and pattern.matches(path if pattern.whole else name):
            return not pattern.takes_back
    return None


def _parse_line(line: bytes) -> Pattern | None:
    line = re.sub(rb"(?<!\\) +\Z", b"", line)
    takes_back = line.startswith(b"!")
    line = line[1:] if takes_back else line
    if not line or len(line) > _LIMIT or (line.startswith(b"#") and not takes_back):
        return None
    folders_only = line.endswith(b"/")
    line = line[:-1] if folders_only else line
    whole = b"/" in line
    if not line:
        return None
    matches = translate_glob(line.removeprefix(b"/"))
    return Pattern(matches, takes_back, folders_only, whole) if matches else None
