"""The folders that git reads a repository's objects from: its own, and those it borrows from, outside of the copy too.

The doctor never looks outside. Recover's git processes do in any case; without these objects a ref whose commit is
borrowed would seem to name nothing, and its step would do harm.
"""

from __future__ import annotations

import os
from pathlib import Path

from gitscen.doctor.objects.alternates import read_alternates

_DEEPEST = 5
"""How often git goes on to the alternates of alternates (object-file.c, link_alt_odb_entry)."""


def find_folders(objects: Path) -> list[Path]:
    """Return the folder of objects and, after it, those it borrows from that are there."""
    found, level = [objects], [objects]
    for _ in range(_DEEPEST):
        borrowed = [read_alternates(os.fspath(one), ()) for one in level]
        places = [Path(one.path) for some in borrowed if not isinstance(some, str) for one in some if one.exists]
        level = [place for place in dict.fromkeys(places) if place not in found]
        found += level
    return found
