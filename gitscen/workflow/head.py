"""Where HEAD is: on a branch, detached, or unborn. Reads, changes nothing."""

from __future__ import annotations

from dataclasses import dataclass

from gitscen.names import BranchName, Oid, RefName, ref_branch
from gitscen.workflow.git import Git
from gitscen.workflow.refs import Ask, read_symbolic


@dataclass(frozen=True, slots=True)
class Head:
    """`branch` is None on a detached HEAD, `oid` on an unborn branch."""

    branch: BranchName | None
    oid: Oid | None


def read_head(git: Git) -> Head:
    """Return where HEAD is."""
    ref = read_symbolic(git.git_dir)
    if isinstance(ref, Ask):
        done = git.try_("symbolic-ref", "--quiet", "HEAD")
        ref = RefName(done.line) if done.ok else None
    return Head(ref_branch(ref) if ref else None, git.oid(ref or "HEAD"))


def is_ancestor(git: Git, ancestor: Oid, oid: Oid) -> bool:
    """Whether the history of `oid` contains `ancestor`, as far as it is here."""
    return git.try_("merge-base", "--is-ancestor", "--end-of-options", ancestor, oid).ok
