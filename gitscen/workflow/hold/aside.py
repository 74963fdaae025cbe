"""Moves what is in the way aside, into `.git/gitscen/aside/<name>/`; nothing is deleted.

Files and links are also held under a rescue ref, so that they survive the git directory's tidying by hand. A folder
is only moved.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from gitscen.names import Oid, TreePath
from gitscen.workflow.git import Git
from gitscen.workflow.hold.pin import rescue
from gitscen.workflow.hold.scratch import file_at, is_file, own_dir, scratch_index
from gitscen.workflow.hold.snapshot import commit_tree


def new_aside(git: Git, name: str) -> Path:
    """Return a new empty folder for things moved aside."""
    number, place = 1, own_dir(git) / "aside" / name
    while place.exists():
        number += 1
        place = own_dir(git) / "aside" / f"{name}-{number}"
    place.mkdir(parents=True)
    return place


def move_aside(git: Git, paths: Sequence[TreePath], *, name: str) -> Oid | None:
    """Move paths of the working tree aside and return the commit that holds the files among them."""
    held = _hold_files(git, paths, name)
    place = new_aside(git, name)
    for path in paths:
        target = place / os.fsdecode(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(file_at(git, path), target)
    return held


def move_state_aside(git: Git, names: Iterable[str], *, name: str) -> list[str]:
    """Move those of the files and folders of the git directory that are there aside; return their names."""
    there = [entry for entry in names if os.path.lexists(git.git_dir / entry)]
    if there:
        place = new_aside(git, name)
        for entry in there:
            (place / entry).parent.mkdir(parents=True, exist_ok=True)
            shutil.move(git.git_dir / entry, place / entry)
    return there


def _hold_files(git: Git, paths: Sequence[TreePath], name: str) -> Oid | None:
    files = [path for path in paths if is_file(git, path)]
    if not files:
        return None
    with scratch_index(git) as index:
        index.add(files)
        commit = commit_tree(git, index.write_tree(), (), f"gitscen: moved aside by {name}")
    rescue(git, commit, name=f"{name}/aside")
    return commit
