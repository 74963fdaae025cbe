"""Writes the files of a starting point into a user's folder; overwrites and deletes nothing that is there."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from gitscen.errors import UsageError
from gitscen.init.starter import NewFile


def write_files(folder: Path, new: Sequence[NewFile]) -> tuple[Path, ...]:
    """Write files below a folder, which is made if need be, and return where they are.

    Raises `UsageError` that names what is in the way; then nothing was written.
    """
    places = tuple(folder / file.path for file in new)
    taken = [place for place in places if os.path.lexists(place)]
    if taken:
        there = ", ".join(map(str, taken))
        raise UsageError(f"nothing was written, since this is there already: {there}. Name another folder.")
    try:
        for file, place in zip(new, places, strict=True):
            place.parent.mkdir(parents=True, exist_ok=True)
            with place.open("x", encoding="utf-8") as text:
                text.write(file.text)
            if file.executable:
                place.chmod(place.stat().st_mode | 0o111)
    except OSError as error:
        raise UsageError(f"{error.filename} cannot be written: {error.strerror}. Name another folder.") from error
    return places
