"""Breaks what makes a repository one: its folders, its configuration, linked worktrees, submodules; and files."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from gitscen.errors import WorldError
from gitscen.world.damage.site import Site
from gitscen.world.place import parse_place


def remove_git(site: Site) -> None:
    """Remove `.git` as a whole; the files stay."""
    shutil.rmtree(site.inside)


def remove_refs(site: Site) -> None:
    """Remove the folder of all refs."""
    site.remove("refs")


def remove_objects(site: Site) -> None:
    """Remove the folder of all objects."""
    site.remove("objects")


def spoil_config(site: Site) -> None:
    """Put lines at the end of the configuration that git cannot read."""
    site.overwrite("config", site.there("config").read_bytes() + b"[core\nnonsense = = \n")


def remove_config(site: Site) -> None:
    """Remove the configuration."""
    site.remove("config")


def point_worktree_away(site: Site) -> None:
    """Let core.worktree name a folder that is not there."""
    site.overwrite("config", site.there("config").read_bytes() + b"[core]\n\tworktree = ../../moved-away\n")


def deny_worktree(site: Site) -> None:
    """Say in the configuration that there is no working tree."""
    site.overwrite("config", site.there("config").read_bytes() + b"[core]\n\tbare = true\n")


def remove_worktree_links(site: Site) -> None:
    """Remove the `.git` files of all linked worktrees."""
    for place in _worktrees(site):
        (place / ".git").unlink()


def remove_worktrees(site: Site) -> None:
    """Remove the folders of all linked worktrees; what `.git` knows of them stays."""
    for place in _worktrees(site):
        shutil.rmtree(place)


def break_worktrees(site: Site) -> None:
    """Remove the file of each linked worktree that says whose it is."""
    _worktrees(site)
    for file in sorted(site.place("worktrees").glob("*/commondir")):
        file.unlink()


def remove_modules(site: Site) -> None:
    """Remove the repositories of all submodules; their files stay."""
    site.remove("modules")


def empty_module_indexes(site: Site) -> None:
    """Leave the indexes of all submodules without a byte."""
    for index in sorted(site.there("modules").glob("*/index")):
        site.empty(str(index.relative_to(site.inside)))


def empty_files(site: Site) -> None:
    """Leave tracked files without a byte, as lost power does: all of them, or the one that `of` names."""
    top = site.git.directory
    paths = [parse_place(site.of)] if site.of else site.git.run("ls-files", "-z").fields
    files = [file for path in paths if (file := top / os.fsdecode(path)).is_file() and not file.is_symlink()]
    if not any(file.stat().st_size for file in files):
        raise WorldError("no tracked file has any content. Name one that has, or write one first.")
    for file in files:
        os.truncate(file, 0)


def _worktrees(site: Site) -> list[Path]:
    """Return the places of the linked worktrees that are there. Raises `WorldError` where none is."""
    links = [Path(file.read_text().strip()) for file in sorted(site.there("worktrees").glob("*/gitdir"))]
    places = [link.parent for link in links if link.exists()]
    if not places:
        raise WorldError("there is no linked worktree. Make one with 'git worktree add' in an earlier step.")
    return places
