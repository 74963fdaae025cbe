"""A durable byte copy of what a recovery may touch, made before anything is touched.

Of the repository everything: objects and packs by hard links (git never writes into one), the rest byte by byte. Of
the working tree the files that are named. What can be neither read nor copied is left out, and noted as that.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Collection, Iterable
from pathlib import Path

from gitscen.errors import WorkspaceError
from gitscen.recover.durable import make_folders, sync_files, write_file
from gitscen.recover.manifest import Fact, Ground, Kind, Manifest, Spot, format_manifest
from gitscen.recover.place import Recovery, State

_OBJECT = re.compile(r"(?:^|/)objects/(?:[0-9a-f]{2}/[0-9a-f]{38,62}|pack/[^/]+)$")
_ROOM = 256 * 1024
"""Bytes beyond the copy itself that a recovery needs for its book and its objects."""


def repository_spots(ground: Ground, manifest: Manifest, folders: Iterable[Path]) -> list[Spot]:
    """Return the files of these git directories, and what stands in the place of one (a `.git` file)."""
    tops = {ground.spot(folder) for folder in folders}
    return [
        spot
        for spot, fact in manifest.items()
        if fact.kind is Kind.FILE
        and any(spot.root == top.root and (spot.way == top.way or is_below(spot.way, top.way)) for top in tops)
    ]


def is_below(way: str, folder: str) -> bool:
    """Whether a way leads through a folder; everything is below the root."""
    return not folder or folder == "." or way.startswith(folder + "/")


def make_backup(recovery: Recovery, ground: Ground, manifest: Manifest, spots: Collection[Spot]) -> tuple[Spot, ...]:
    """Copy these files, then the manifest, and return what could not be copied. The recovery is `working` after it.

    Raises `WorkspaceError` where there is not enough room on the disk; only the copy's own folder was made then.
    """
    _check_room(recovery.folder, sum(_cost(spot, manifest[spot]) for spot in spots), len(spots))
    left_out = copy_more(recovery, ground, manifest, spots)
    write_file(recovery.folder / "before", format_manifest(ground, manifest))
    recovery.become(State.WORKING)
    return left_out


def copy_more(recovery: Recovery, ground: Ground, manifest: Manifest, spots: Iterable[Spot]) -> tuple[Spot, ...]:
    """Copy files that were not copied yet, durably; return what could not be copied."""
    written: list[Path] = []
    left_out: list[Spot] = []
    for spot in spots:
        target = copy_of(recovery, spot)
        if target.exists():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            if not _link(ground.at(spot), target, spot):
                _copy(ground.at(spot), recovery.folder / "part", target, manifest[spot])
                written.append(target)
        except OSError:
            target.unlink(missing_ok=True)
            left_out.append(spot)
    make_folders(recovery.folder / "copy")
    sync_files(written)
    return tuple(left_out)


def is_object(spot: Spot) -> bool:
    """Whether a file holds objects: git writes such a file once; later it changes no more than its time."""
    return bool(_OBJECT.search(spot.way))


def copy_of(recovery: Recovery, spot: Spot) -> Path:
    """Return where the copy of a file is, or would be."""
    return recovery.folder / "copy" / str(spot.root) / spot.way


def _link(source: Path, target: Path, spot: Spot) -> bool:
    if not is_object(spot):
        return False
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:  # another file system, or one without links
        return False
    return True


def _copy(source: Path, beside: Path, target: Path, fact: Fact) -> None:
    """Copy a file beside its place and rename it: a copy that is there is whole."""
    shutil.copyfile(source, beside, follow_symlinks=False)
    os.chmod(beside, 0o600 | fact.mode & 0o777)  # noqa: PTH101 - no link is followed: it was just made
    os.utime(beside, ns=(fact.changed, fact.changed))
    beside.replace(target)


def _cost(spot: Spot, fact: Fact) -> int:
    """Return the bytes that a copy takes, whole blocks."""
    return 0 if is_object(spot) else (fact.size + 4095) // 4096 * 4096


def _check_room(folder: Path, size: int, count: int) -> None:
    free = os.statvfs(folder)
    room = free.f_bavail * free.f_frsize
    if size + _ROOM > room:
        raise WorkspaceError(
            f"the copy that is made before anything is touched needs {_shown(size + _ROOM)} in {folder}, and "
            f"{_shown(room)} are free. Make room there (not with git gc), then run recover again."
        )
    if free.f_files and count + 64 > free.f_favail:
        raise WorkspaceError(
            f"the copy that is made before anything is touched needs {count} files in {folder}, and only "
            f"{free.f_favail} can be made. Make room there (not with git gc), then run recover again."
        )


def _shown(size: int) -> str:
    return f"{size / (1 << 20):.1f} MiB"
