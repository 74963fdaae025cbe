"""Whether a workspace is fit for an operation; told in words where it is not. Reads, changes nothing."""

from __future__ import annotations

import os
from collections.abc import Mapping

from gitscen.names import TreePath, quote_path
from gitscen.workflow.context import Context
from gitscen.workflow.git import Git
from gitscen.workflow.head import Head
from gitscen.workflow.hold.scratch import TreeChange, file_at
from gitscen.workflow.join.remote import has_remote
from gitscen.workflow.progress import read_in_progress
from gitscen.workflow.status import WorkspaceStatus


def find_obstacle(git: Git, status: WorkspaceStatus) -> str:
    """Return why nothing new may be started here, or "" where all is well."""
    if stopped := find_stopped(git):
        return stopped
    if status.unmerged:
        paths = ", ".join(quote_path(entry.path) for entry in status.unmerged[:3])
        return f"{len(status.unmerged)} path(s) are unmerged in {git.worktree} ({paths}). Run resolve or recover."
    if swallowed := _find_swallowed(git, status):
        path = quote_path(swallowed)
        return f"{path} in {git.worktree} is tracked and is a repository of its own now. Move it somewhere else first."
    return ""


def find_stopped(git: Git) -> str:
    """Return which operations of git stopped half-way here, and what to do; "" where none did."""
    stopped = sorted(operation.value for operation in read_in_progress(git))
    if not stopped:
        return ""
    return f"a {' and a '.join(stopped)} is in progress in {git.worktree}. Run resolve to finish or recover to abort."


def _find_swallowed(git: Git, status: WorkspaceStatus) -> TreePath | None:
    """Return a tracked file that has become a repository: `git stash push` deletes such a one whole (git 2.39)."""
    changes = (change for change in status.changes if not change.submodule or "T" in change.staged + change.unstaged)
    return next((change.path for change in changes if os.path.lexists(file_at(git, change.path) / ".git")), None)


GITLINK = b"\0\0\xe0\0"
"""The mode of a submodule's entry, 160000, in the index (gitformat-index)."""


def index_may_have(git: Git, mark: bytes) -> bool:
    """Whether these bytes are in the index file: a look that costs no process; a yes is only a reason to ask git."""
    try:
        return mark in (git.git_dir / "index").read_bytes()
    except FileNotFoundError:
        return False
    except OSError:
        return True


def find_replaced(git: Git, changes: Mapping[TreePath, TreeChange]) -> TreePath | None:
    """Return a submodule or embedded repository whose place something else is to take, if it is there.

    git 2.39 deletes it whole, `.git` and all, where its HEAD is the commit that the index names.
    """
    for path, change in changes.items():
        if change.old is None or change.old[0] != "160000":
            continue
        taken = change.new is not None and change.new[0] != "160000"
        taken = taken or any(other.startswith(path + b"/") and one.new for other, one in changes.items())
        place = file_at(git, path)
        if taken and place.is_dir() and any(place.iterdir()):
            return path
    return None


def find_refusal(context: Context, head: Head) -> str:
    """Return why commits cannot come and go here, as a sentence with the next step, or "" where they can."""
    return find_obstacle(context.git, context.status) or find_no_way(context, head)


def find_no_way(context: Context, head: Head) -> str:
    """Return why no remote can be asked for this branch, or "" where one can; it costs no look at the files."""
    git, remote = context.git, context.settings.remote
    if stopped := find_stopped(git):
        return stopped
    if head.branch is None:
        return f"HEAD of {git.worktree} is detached. Run recover to put it on a branch."
    if not has_remote(git, remote):
        return f"There is no remote {remote!r} in {git.worktree}. Add it with 'git remote add'."
    return ""
