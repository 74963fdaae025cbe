"""Whether a workspace is fit for a sync or a push; told in words where it is not. Reads, changes nothing."""

from __future__ import annotations

from gitscen.workflow.git import Git
from gitscen.workflow.head import Head
from gitscen.workflow.ready import find_obstacle
from gitscen.workflow.remote import has_remote
from gitscen.workflow.status import read_status


def find_refusal(git: Git, head: Head, remote: str) -> str:
    """Return why commits cannot come and go here, as a sentence with the next step, or "" where they can."""
    if obstacle := find_obstacle(git, read_status(git)):
        return obstacle
    if head.branch is None:
        return f"HEAD of {git.worktree} is detached. Run recover to put it on a branch."
    if not has_remote(git, remote):
        return f"There is no remote {remote!r} in {git.worktree}. Add it with 'git remote add'."
    return ""
