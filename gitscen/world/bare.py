"""Bare repositories made without a process, as `git init --bare --template=` makes them, and packed as git would.

Contents are written into them loose, with pygit2; packing moves all of that into one pack and one file of refs, so
that a world is few files.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pygit2

_FOLDERS = ("objects/info", "objects/pack", "refs/heads", "refs/tags")
_CONFIG = "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = true\n"


def init_bare(place: Path, branch: str = "main") -> None:
    """Make an empty bare repository whose HEAD names `branch`. Raises OSError where something is there already."""
    place.mkdir(parents=True)
    for folder in _FOLDERS:
        (place / folder).mkdir(parents=True)
    (place / "HEAD").write_text(f"ref: refs/heads/{branch}\n")
    (place / "config").write_text(_CONFIG)


def pack_bare(place: Path) -> None:
    """Put every object into one pack and every ref into `packed-refs`; no loose one stays, and no empty folder."""
    repository = pygit2.Repository(str(place))
    if repository.pack(n_threads=1):
        for folder in (place / "objects").iterdir():
            if len(folder.name) == 2:
                shutil.rmtree(folder)
    repository.compress_references()
