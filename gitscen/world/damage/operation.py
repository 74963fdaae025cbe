"""Breaks the files of operations in progress, and leaves some behind."""

from __future__ import annotations

from gitscen.errors import WorldError
from gitscen.world.damage.site import Site

NEEDED = ("MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "rebase-merge/onto", "rebase-apply/next", "BISECT_START")
"""The file without which git can neither go on nor abort, of each operation."""


def break_operation(site: Site) -> None:
    """Leave a file that git needs for the operation in progress without a byte."""
    name = site.of or next((name for name in NEEDED if site.place(name).exists()), None)
    if name is None:
        raise WorldError("no operation is in progress. Let a merge or a rebase stop in an earlier step.")
    site.empty(name)


def empty_merge_head(site: Site) -> None:
    """Leave MERGE_HEAD without a byte."""
    site.empty("MERGE_HEAD")


def remove_head_name(site: Site) -> None:
    """Remove the name of the branch that is being rebased."""
    folder = "rebase-apply" if site.place("rebase-apply").exists() else "rebase-merge"
    site.remove(f"{folder}/head-name")


def leave_sequencer(site: Site) -> None:
    """Leave the list of a cherry-pick of several commits, of which none is in progress."""
    if site.place("sequencer").exists():
        raise WorldError(f"{site.place('sequencer')} exists already. Take the damage out.")
    head = site.oid("HEAD")
    site.overwrite("sequencer/head", head.encode() + b"\n")
    site.overwrite("sequencer/todo", f"pick {head[:7]} left behind\n".encode())


def leave_autostash(site: Site) -> None:
    """Stop `git merge --autostash` when uncommitted work is in the autostash and nowhere else."""
    made = site.git.run("stash", "create", "autostash").line
    if not made:
        raise WorldError("nothing is changed, so there is nothing to stash. Change a tracked file first.")
    site.git.run("reset", "--quiet", "--hard")
    site.overwrite("MERGE_AUTOSTASH", made.encode() + b"\n")
