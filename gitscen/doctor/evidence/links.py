"""Symbolic links of the working tree: which lead to nothing, and which lead out. They are not followed out of it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator

from gitscen.doctor.evidence.filetree import Pointing
from gitscen.names import TreePath

_MOST_LINKS = 40  # as Linux follows in one path


def find_pointing(top: bytes, links: Iterable[tuple[bytes, bool]]) -> Iterator[Pointing]:
    """Yield the links, given by path and whether they are tracked, that are broken or lead out of `top`."""
    for path, tracked in links:
        try:
            target = os.readlink(top + b"/" + path)
        except OSError:
            continue
        outside, found = follow(top, path)
        if outside or not found:
            yield Pointing(TreePath(path), target, tracked, outside, None if outside else not found)


def follow(top: bytes, path: bytes) -> tuple[bool, bool]:
    """Return whether `path` leads out of `top`, and else whether there is something at its end.

    Looks at nothing outside: an absolute target is inside only where it names `top` itself.
    """
    waiting = path.split(b"/")[::-1]
    place: list[bytes] = []
    links = 0
    while waiting and links < _MOST_LINKS:
        part = waiting.pop()
        if part in {b"", b"."}:
            continue
        if part == b"..":
            if not place:
                return True, False
            place.pop()
            continue
        here = b"/".join((top, *place, part))
        try:
            is_link = stat.S_ISLNK(os.lstat(here).st_mode)
            target = os.readlink(here) if is_link else b""
        except (OSError, ValueError):
            return False, False
        if not is_link:
            place.append(part)
            continue
        if target.startswith(b"/"):
            if target != top and not target.startswith(top + b"/"):
                return True, False
            place, target = [], target[len(top) :]
        waiting += target.split(b"/")[::-1]
        links += 1
    return False, links < _MOST_LINKS
