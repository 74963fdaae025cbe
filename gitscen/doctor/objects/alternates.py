"""`objects/info/alternates`: where a repository borrows objects, and whether that may be looked at."""

from __future__ import annotations

import os

from gitscen.doctor.objects.plain import read_whole
from gitscen.doctor.record import record

_LIMIT = 1 << 20


@record
class Alternate:
    """One line: its text, the directory it means, whether that is there, and whether it is outside of the copy."""

    text: str
    path: str
    exists: bool
    outside: bool


def read_alternates(directory: str, inside: tuple[str, ...]) -> tuple[Alternate, ...] | str:
    """Return the lines of the file, () if there is none, or in words why it cannot be read.

    Whatever is not at or below one of the folders `inside` is outside: it is not looked into.
    """
    path = os.path.join(directory, "info", "alternates")  # noqa: PTH118
    if not os.path.lexists(path):
        return ()
    try:
        text = os.fsdecode(read_whole(path, _LIMIT))
    except OSError as error:
        return error.strerror or "it cannot be read"
    lines = [line for line in text.split("\n") if line and not line.startswith("#")]
    return tuple(_alternate(directory, line, inside) for line in lines)


def _alternate(directory: str, line: str, inside: tuple[str, ...]) -> Alternate:
    place = os.path.normpath(os.path.join(directory, line)).replace("\0", "")  # noqa: PTH118
    real = os.path.realpath(place)
    outside = not any(real == top or real.startswith(top.rstrip("/") + "/") for top in map(os.path.realpath, inside))
    return Alternate(line, place, os.path.isdir(place), outside)  # noqa: PTH112
