"""Which places with objects cannot be entered or read. What is in them is not missing: it is only not seen."""

from __future__ import annotations

import os
from collections.abc import Iterator

from gitscen.doctor.deep.model import is_refused
from gitscen.doctor.objects.look import ObjectFacts
from gitscen.doctor.objects.plain import names
from gitscen.doctor.objects.store import ObjectStore

_ENTER = os.R_OK | os.X_OK


def find_closed(store: ObjectStore, facts: ObjectFacts) -> Iterator[str]:
    """Yield the places of folders that cannot be entered and of files that cannot be read."""
    for directory in store.directories:
        folders = [entry.path for entry in names(directory) if entry.is_dir(follow_symlinks=False)]
        there = [folder for folder in (directory, *folders) if os.path.isdir(folder)]  # noqa: PTH112 - as in objects/
        yield from (folder for folder in there if not os.access(folder, _ENTER))
    yield from (fault.where for _, fault in facts.broken if is_refused(fault.why))
    yield from (fault.path for fault in facts.packs if is_refused(fault.index) or is_refused(fault.content))


def is_sealed(folder: str | None) -> bool:
    """Return whether the owner of a folder may not write in it: then git makes no lock there."""
    try:
        return folder is not None and not os.lstat(folder).st_mode & 0o200
    except OSError:
        return False
