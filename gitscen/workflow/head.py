"""Where HEAD is: on a branch, detached, or unborn. Reads through git, changes nothing."""

from __future__ import annotations

from dataclasses import dataclass

from gitscen.names import BranchName, Oid, ref_branch
from gitscen.workflow.git import Git


@dataclass(frozen=True, slots=True)
class Head:
    """`branch` is None on a detached HEAD, `oid` on an unborn branch."""

    branch: BranchName | None
    oid: Oid | None


def read_head(git: Git) -> Head:
    """Ask git where HEAD is."""
    ref = git.try_("symbolic-ref", "--quiet", "HEAD")
    return Head(ref_branch(ref.line) if ref.ok else None, git.oid("HEAD"))


def is_ancestor(git: Git, ancestor: Oid, oid: Oid) -> bool:
    """Whether the history of `oid` contains `ancestor`, as far as it is here."""
    return git.try_("merge-base", "--is-ancestor", "--end-of-options", ancestor, oid).ok
