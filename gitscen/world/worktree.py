"""A story's edits carried out on the files of a working tree, as a person with an editor and a shell would.

git takes no part but for submodules, which are put into the index as `git submodule add` does. Nothing is written
through a symbolic link: where a folder must be and a link or file is, a folder takes its place.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from gitscen.errors import WorldError
from gitscen.git.command import Git
from gitscen.names import TreePath, quote_path
from gitscen.scenario.content import Content, Edits, FileSpec, as_file
from gitscen.scenario.library import COMMITS, LibraryCommit
from gitscen.world.edit import GITMODULES
from gitscen.world.library import add_gitmodules
from gitscen.world.place import parse_place


def edit_files(git: Git, edits: Edits) -> None:
    """Make the edits in git's directory. Raises `WorldError` for a path that is not there, or is in the way."""
    top = git.directory
    for old, new in edits.rename.items():
        _rename(top, parse_place(old), parse_place(new))
    for text in edits.delete:
        _remove(_there(top, parse_place(text)))
    write_files(top, edits.files)
    for text, added in edits.append.items():
        with _file(top, parse_place(text)).open("ab") as file:
            file.write(added.encode())
    for text, change in edits.chmod.items():
        _file(top, parse_place(text)).chmod(0o755 if change == "+x" else 0o644)
    for text, commit in edits.submodules.items():
        _put_submodule(git, parse_place(text), commit)


def write_files(top: Path, files: Mapping[str, Content]) -> None:
    """Write files below `top`, new ones or in the place of whatever is there."""
    for text, content in files.items():
        _write(_make_room(top, parse_place(text)), as_file(content))


def _write(target: Path, file: FileSpec) -> None:
    if file.link is not None:
        target.symlink_to(file.link)
        return
    target.write_bytes(file.data)
    target.chmod(file.mode & 0o777)


def _make_room(top: Path, path: TreePath) -> Path:
    """Return the place of a path after removing what is there, with real folders above it."""
    target = _with_folders(top, path)
    if os.path.lexists(target):
        _remove(target)
    return target


def _with_folders(top: Path, path: TreePath) -> Path:
    """Return the place of a path after making the folders above it, each in the place of a link or file there."""
    target = top / os.fsdecode(path)
    for folder in reversed(target.relative_to(top).parents[:-1]):
        place = top / folder
        if place.is_symlink() or place.is_file():
            place.unlink()
        place.mkdir(exist_ok=True)
    return target


def _remove(target: Path) -> None:
    if target.is_dir() and not target.is_symlink():
        shutil.rmtree(target)
    else:
        target.unlink()


def _rename(top: Path, old: TreePath, new: TreePath) -> None:
    source = _there(top, old)
    if os.path.lexists(top / os.fsdecode(new)):
        raise WorldError(f"{quote_path(new)} is there already, so {quote_path(old)} cannot become it. Delete it first.")
    source.rename(_with_folders(top, new))


def _there(top: Path, path: TreePath) -> Path:
    """Return the place of what must be there, not reached through a link."""
    target = top / os.fsdecode(path)
    linked = any((top / folder).is_symlink() for folder in target.relative_to(top).parents[:-1])
    if linked or not os.path.lexists(target):
        raise WorldError(f"{quote_path(path)} is not there. Name a file or folder that the story has made before.")
    return target


def _file(top: Path, path: TreePath) -> Path:
    target = _there(top, path)
    if target.is_symlink() or not target.is_file():
        raise WorldError(f"there is no file {quote_path(path)}. Name one that the story has made before.")
    return target


def _put_submodule(git: Git, path: TreePath, commit: LibraryCommit) -> None:
    """Record a submodule that is not checked out: its index entry, an empty folder, and `.gitmodules`."""
    target = _with_folders(git.directory, path)
    if target.is_symlink() or not target.is_dir():
        _make_room(git.directory, path).mkdir()
    git.run("update-index", "--add", "--replace", "--cacheinfo", f"160000,{COMMITS[commit]},{os.fsdecode(path)}")
    listed = git.directory / os.fsdecode(GITMODULES)
    before = listed.read_bytes() if listed.is_file() else b""
    after = add_gitmodules(before, path)
    if after != before:
        _make_room(git.directory, GITMODULES).write_bytes(after)
        git.run("update-index", "--add", "--", os.fsdecode(GITMODULES))
