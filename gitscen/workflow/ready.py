"""Whether a workspace is fit for an operation; told in words where it is not. Reads, changes nothing."""

from __future__ import annotations

from gitscen.names import quote_path
from gitscen.workflow.git import Git
from gitscen.workflow.head import Head
from gitscen.workflow.join.remote import has_remote
from gitscen.workflow.progress import read_in_progress
from gitscen.workflow.status import WorkspaceStatus, read_status


def find_obstacle(git: Git, status: WorkspaceStatus) -> str:
    """Return why nothing new may be started here, or "" where all is well."""
    stopped = sorted(operation.value for operation in read_in_progress(git))
    if stopped:
        return (
            f"a {' and a '.join(stopped)} is in progress in {git.worktree}. Run resolve to finish or recover to abort."
        )
    if status.unmerged:
        paths = ", ".join(quote_path(entry.path) for entry in status.unmerged[:3])
        return f"{len(status.unmerged)} path(s) are unmerged in {git.worktree} ({paths}). Run resolve or recover."
    return ""


def find_refusal(git: Git, head: Head, remote: str) -> str:
    """Return why commits cannot come and go here, as a sentence with the next step, or "" where they can."""
    if obstacle := find_obstacle(git, read_status(git)):
        return obstacle
    if head.branch is None:
        return f"HEAD of {git.worktree} is detached. Run recover to put it on a branch."
    if not has_remote(git, remote):
        return f"There is no remote {remote!r} in {git.worktree}. Add it with 'git remote add'."
    return ""
