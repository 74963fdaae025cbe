"""A story's path as the path it stands for, kept inside the working tree and out of `.git`. Pure.

`scenario.check` tells authors the same earlier and with the line; this holds whatever a story was made from.
"""

from __future__ import annotations

from gitscen.errors import WorldError
from gitscen.names import TreePath, is_storable, unquote_path


def parse_place(text: str) -> TreePath:
    """Return the path that a story's text names. Raises `WorldError` for one that leaves the working tree."""
    path = unquote_path(text)
    parts = path.split(b"/")
    if path.count(b"\0") or not {b"", b".", b".."}.isdisjoint(parts):
        raise WorldError(f"{text} is no path inside a working tree. Name one relative to its top.")
    if not is_storable(path):
        raise WorldError(f"{text} lies in a .git, which stories reach only by 'do damage' and the like.")
    return path
