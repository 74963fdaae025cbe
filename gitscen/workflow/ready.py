"""Whether a workspace is fit for a switch or a commit; told in words where it is not. Reads, changes nothing."""

from __future__ import annotations

from gitscen.names import quote_path
from gitscen.workflow.git import Git
from gitscen.workflow.progress import read_in_progress
from gitscen.workflow.status import WorkspaceStatus


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
