"""Files that are on disk before anything relies on them: written beside, synced, renamed, and their folder synced."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

_MANY = 200
"""From this number of files on, one sync of everything is quicker than one for each."""


def write_file(path: Path, content: bytes, *, mode: int | None = None) -> None:
    """Replace a file whole. Its folder is there; `mode` are its permissions, else what the umask leaves."""
    place_file(path.with_name("gitscen-new"), path, content, mode=mode)


def place_file(beside: Path, path: Path, content: bytes, *, mode: int | None = None) -> None:
    """Write a file at `beside`, on the same file system, and rename it to `path`."""
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o666)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        if mode is not None:
            os.fchmod(handle, mode)
        file.flush()
        os.fsync(handle)
    beside.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Put a folder's names on disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_files(paths: Sequence[Path]) -> None:
    """Put the contents of files, and the names in their folders, on disk."""
    if len(paths) > _MANY and sys.platform == "linux":  # sync(2) waits there
        os.sync()
        return
    for path in paths:
        sync_folder(path)
    for folder in {path.parent for path in paths}:
        sync_folder(folder)


def make_folders(folder: Path) -> None:
    """Make a folder and those above it, durably."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for one in reversed(missing):
        sync_folder(one.parent)
