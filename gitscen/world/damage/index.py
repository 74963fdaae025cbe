"""Breaks the index, and leaves it behind where a commit went on without it."""

from __future__ import annotations

import os
from pathlib import Path

from gitscen.errors import WorldError
from gitscen.world.damage.head import GARBAGE
from gitscen.world.damage.objects import remove_object
from gitscen.world.damage.site import Site
from gitscen.world.place import parse_place

NAME = "index"
_IN_FIRST_OID = 12 + 40 + 8
"""A byte of the first entry's object id: behind the header of 12 and the entry's stat data of 40."""
_HEADS = ("MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD")


def remove_index(site: Site) -> None:
    """Remove the index."""
    site.remove(NAME)


def empty_index(site: Site) -> None:
    """Leave the index without a byte."""
    site.empty(NAME)


def spoil_index(site: Site) -> None:
    """Leave bytes in the index that mean nothing."""
    site.there(NAME)
    site.overwrite(NAME, GARBAGE * 100)


def flip_index(site: Site) -> None:
    """Change one byte of the first entry's object id: git 2.39 does not look at the checksum when it reads."""
    site.flip(NAME, _IN_FIRST_OID)


def cut_index(site: Site) -> None:
    """Cut the index in its middle."""
    site.halve(NAME)


def remove_staged_object(site: Site) -> None:
    """Remove the object of a staged version, the first one's unless `of` names a path."""
    path = os.fsdecode(parse_place(site.of)) if site.of else _first_staged(site)
    remove_object(site, site.oid(f":{path}"))


def leave_index_behind(site: Site) -> None:
    """Stop `git commit -a` when the branch has moved and the index is not written yet."""
    scratch = scratch_index(site)
    other = site.git.with_env(GIT_INDEX_FILE=str(scratch))
    other.run("add", "-A")
    other.run("commit", "--quiet", "--message", "killed")
    scratch.unlink()


def forget_operation(site: Site) -> None:
    """Remove what says which operation left the unmerged entries."""
    if not site.git.run("ls-files", "--unmerged", "-z").stdout:
        raise WorldError("no path is unmerged. Let a merge stop in an earlier step.")
    heads = [site.place(name) for name in _HEADS if site.place(name).exists()]
    if not heads:
        raise WorldError("no merge, cherry-pick or revert is in progress. Let one stop in an earlier step.")
    for head in heads:
        head.unlink()


def scratch_index(site: Site) -> Path:
    """Return a copy of the index beside it, for git to work on."""
    scratch = site.place("index.scratch")
    scratch.write_bytes(site.there(NAME).read_bytes())
    return scratch


def _first_staged(site: Site) -> str:
    staged = site.git.run("diff", "--cached", "--name-only", "--diff-filter=AM", "-z").fields
    if not staged:
        raise WorldError("nothing is staged. Stage a new version in an earlier step, or name a path with 'of'.")
    return os.fsdecode(min(staged))
