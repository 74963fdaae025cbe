"""Brings a detached HEAD back onto a branch without moving a byte that is not committed.

The branch that was checked out last (HEAD's reflog tells) is taken again where HEAD is its tip, continues it, or is
behind it with nothing of its own; otherwise HEAD gets a new branch `rescue/<oid>`. No hook can stop that.
"""

from __future__ import annotations

import re

from gitscen.names import BranchName, Oid, branch_ref
from gitscen.outcome import Act
from gitscen.workflow.context import Context
from gitscen.workflow.git import Git
from gitscen.workflow.head import is_ancestor, read_head
from gitscen.workflow.hold.pin import HOOKLESS

_LEFT = re.compile(r"checkout: moving from (\S+) to ")


def attach(context: Context) -> None:
    """Attach a detached HEAD; do nothing on a branch. Raises `GitError`."""
    git, head = context.git, read_head(context.git)
    if head.branch or head.oid is None:
        return
    last = read_last_branch(git)
    tip = git.oid(branch_ref(last)) if last else None
    if last is None or tip is None:
        _attach_new(context, head.oid)
    elif tip == head.oid:
        _attach(context, last, f"{last}, whose tip HEAD was")
    elif is_ancestor(git, tip, head.oid):
        git.run(*HOOKLESS, "update-ref", "-m", "gitscen: attach", "--end-of-options", branch_ref(last), head.oid, tip)
        context.tell(Act.FAST_FORWARDED, f"{last} to the detached HEAD", head.oid)
        _attach(context, last, f"{last}, which HEAD continued")
    elif is_ancestor(git, head.oid, tip) and _switch(git, last):
        context.tell(Act.ATTACHED, f"{last}, which HEAD was behind", tip)
    else:
        _attach_new(context, head.oid)


def read_last_branch(git: Git) -> BranchName | None:
    """Return the branch that HEAD left last, if it is still there and no other worktree has it."""
    done = git.try_("log", "--walk-reflogs", "--format=%gs", "-n", "1000", "--end-of-options", "HEAD", "--")
    for subject in done.stdout.decode(errors="surrogateescape").splitlines():
        left = _LEFT.match(subject)
        if left:
            branch = BranchName(left[1])
            found = git.run("for-each-ref", "--format=%(refname)%00%(worktreepath)", branch_ref(branch)).line
            name, _, elsewhere = found.partition("\0")
            if name == branch_ref(branch):
                return None if elsewhere else branch
    return None


def _attach(context: Context, branch: BranchName, what: str) -> None:
    git = context.git
    git.run(*HOOKLESS, "symbolic-ref", "-m", "gitscen: attach", "HEAD", branch_ref(branch))
    context.tell(Act.ATTACHED, what, git.oid("HEAD"))


def _attach_new(context: Context, oid: Oid) -> None:
    git = context.git
    for name in (f"rescue/{oid[:12]}", f"rescue-{oid[:12]}", f"rescue-{oid}"):
        branch = BranchName(name)
        there = git.oid(branch_ref(branch))
        made = there is None and git.try_(*HOOKLESS, "update-ref", branch_ref(branch), oid, "0" * len(oid)).ok
        if made or there == oid:
            _attach(context, branch, f"the new branch {branch}" if made else branch)
            return


def _switch(git: Git, branch: BranchName) -> bool:
    careful = ("--quiet", "--no-guess", "--no-overwrite-ignore", "--no-recurse-submodules")
    git.try_(*HOOKLESS, "switch", *careful, "--end-of-options", branch)
    return read_head(git).branch == branch
