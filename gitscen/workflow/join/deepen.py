"""A shallow clone's history, deepened as far as a merge base needs it.

Shallow is a state, read from git's own file, not an obstacle. Fetches more history of the branches that are needed, in
growing steps, and all of it if nothing less will do. Moves remote-tracking refs and the shallow boundary; a full clone
is left as it is.
"""

from __future__ import annotations

from collections.abc import Sequence

from gitscen.errors import GitError
from gitscen.git.done import Done
from gitscen.names import BranchName, Oid
from gitscen.outcome import Act
from gitscen.workflow.context import Context
from gitscen.workflow.git import Git
from gitscen.workflow.join.remote import Upstream, fetch_branches
from gitscen.workflow.refs import read_shallow

STEPS = (8, 32, 128, 512, 2048)
"""How many commits each try adds; after the last, the rest."""


def find_base(context: Context, upstream: Upstream, head: Oid) -> Oid | None:
    """Return the merge base of `head` and the upstream, or None where their histories are unrelated.

    Deepens a shallow clone until the merge base is certain. Raises `GitError` where the remote cannot be reached for
    that.
    """
    bases = merge_bases(context.git, head, upstream.oid)
    if _is_certain(context.git, bases, head, upstream.oid):
        return bases[0] if bases else None
    fetched = 0
    for step in STEPS:
        before = read_shallow(context.git.git_dir)
        _check(context.git, fetch_branches(context.git, upstream.remote, [upstream.branch], f"--deepen={step}"))
        fetched += step
        bases = merge_bases(context.git, head, upstream.oid)
        if _is_certain(context.git, bases, head, upstream.oid):
            context.tell(Act.DEEPENED, f"{upstream.name} by {fetched} commits", bases[0] if bases else None)
            return bases[0] if bases else None
        if read_shallow(context.git.git_dir) == before:
            break  # what is cut off is in no branch of these; only all of it will do
    complete(context, upstream.remote, [upstream.branch])
    bases = merge_bases(context.git, head, upstream.oid)
    return bases[0] if bases else None


def complete(context: Context, remote: str, branches: Sequence[BranchName]) -> bool:
    """Fetch all history that is cut off, if any, and return whether there was any. Raises `GitError`."""
    if not read_shallow(context.git.git_dir):
        return False
    _check(context.git, fetch_branches(context.git, remote, branches, "--unshallow"))
    context.tell(Act.DEEPENED, f"all history of {remote}")
    return True


def merge_bases(git: Git, one: Oid, other: Oid) -> tuple[Oid, ...]:
    """Return the best common ancestors of two commits, as far as history is there. Raises `GitError`."""
    done = git.try_("merge-base", "--all", one, other)
    if done.code not in (0, 1):
        _check(git, done)
    return tuple(map(Oid, done.line.split()))


def _is_certain(git: Git, bases: Sequence[Oid], *tips: Oid) -> bool:
    """Whether more history could not change the merge bases: nothing is cut off on the way to them."""
    shallow = read_shallow(git.git_dir)
    if not shallow:
        return True
    if not bases:
        return False
    done = git.run("rev-list", *tips, *(f"^{base}" for base in bases))
    return shallow.isdisjoint(done.line.split())


def _check(git: Git, done: Done) -> None:
    if not done.ok:
        raise GitError(done.argv, str(git.worktree), done.code, done.stdout, done.stderr)
