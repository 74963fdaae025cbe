"""Switches branches under uncommitted work, by policy: parked with its branch, carried along, or committed.

Carrying begins with a plain `git switch`, which refuses rather than lose work. Else the order is: find the target, pin,
put the work away, switch, bring back what was parked on the target. Whatever goes wrong is undone by the guard.
Ignored files and embedded repositories stay where they are.
"""

from __future__ import annotations

from collections.abc import Sequence

from gitscen.errors import GitError, WorkspaceError
from gitscen.git.done import Done
from gitscen.names import BranchName, Oid, branch_ref, parse_branch, quote_path
from gitscen.outcome import Act, Operation, Outcome, Resolution, Status
from gitscen.workflow.commit import count_staged, record, stage
from gitscen.workflow.context import Context
from gitscen.workflow.guard import guard
from gitscen.workflow.head import read_head
from gitscen.workflow.hold.pin import HOOKLESS
from gitscen.workflow.hold.scratch import diff_trees
from gitscen.workflow.hold.stash import bring_back, put_away
from gitscen.workflow.hold.stashlist import find_parked, park_label
from gitscen.workflow.journal import Destination, begin_plain, finish
from gitscen.workflow.mend.halfway import finish_plain
from gitscen.workflow.ready import GITLINK, find_obstacle, find_replaced, index_may_have
from gitscen.workflow.settings import SwitchPolicy
from gitscen.workflow.status import WorkspaceStatus
from gitscen.workflow.target import Target, read_target


def switch(context: Context, name: str, start: str | None = None) -> Outcome:
    """Switch to a branch, making it from the remote's, from `start`, or from the remote's default branch.

    Raises `BadName` for a name that is none, `UsageError` for a start that is nowhere.
    """
    git, operation = context.git, Operation.SWITCH
    branch = parse_branch(name)
    status = context.status
    if obstacle := _find_obstacle(context, status):
        return context.outcome(operation, Status.REFUSED, reason=obstacle)
    if status.branch == branch:
        return context.outcome(operation, Status.DONE, reason=f"already on {branch}.")
    target = read_target(context, branch, start)
    if obstacle := _find_replaced(context, target):
        return context.outcome(operation, Status.REFUSED, reason=obstacle)
    carry = context.settings.policy is SwitchPolicy.CARRY
    parked = () if carry else find_parked(git, park_label(branch, context.settings.session))
    destination = Destination(
        target=branch,
        target_tip=target.tip,
        start=target.start,
        label=_label(context, status.branch, branch),
        returning=parked[0].oid if parked else None,
    )
    if carry and target.tip and _switch_plainly(context, target, destination):
        return _end(context, target, ())
    for entry in parked[1:]:
        context.tell(Act.LEFT_OUT, f"older work parked on {branch}; it stays in the stash list", entry.oid)
    return guard(context, operation, lambda: _switch(context, target, destination), destination)


def finish_switch(context: Context, branch: BranchName, parked: Oid | None) -> tuple[Resolution, ...]:
    """Bring back the work parked on the branch that is now checked out. Raises as `bring_back` does."""
    if parked is None:
        return ()
    resolutions = bring_back(context.git, parked, tell=context.tell)
    context.tell(Act.RESTORED, f"the work parked on {branch}", parked)
    return resolutions


def _switch_plainly(context: Context, target: Target, destination: Destination) -> bool:
    """Let git switch with all work in place; return False where it refused, and nothing has changed then.

    git refuses with 1. With anything else it may have stopped half-way (a filter that fails, a full disk): that is
    undone and raised as `GitError`; where git was killed, `WorkspaceError` leaves it to recover.
    """
    git = context.git
    entry = begin_plain(git, context.status, destination)
    refusal = _go(context, target)
    if refusal is not None and refusal.code < 0:
        raise WorkspaceError(f"git was killed while it switched {git.worktree} to {target.branch}. Run recover.")
    if refusal is not None and refusal.code != 1:
        finish_plain(context, entry, read_head(git))
    finish(git, entry)
    if refusal is not None and refusal.code != 1:
        raise GitError(refusal.argv, str(git.worktree), refusal.code, refusal.stdout, refusal.stderr)
    return refusal is None


def _switch(context: Context, target: Target, destination: Destination) -> Outcome:
    carry = context.settings.policy is SwitchPolicy.CARRY
    if carry and not target.tip and _go(context, target) is None:
        return _end(context, target, ())
    note = "" if carry or not context.settings.commit_on_switch else _commit_work(context)
    put = put_away(context.git, destination.label, context.status, hides=context.hides)
    if put:
        context.tell(Act.PARKED, destination.label.removeprefix("gitscen: "), put)
    refusal = _go(context, target)
    if refusal is not None:
        said = refusal.stderr.strip() or refusal.line
        return context.outcome(Operation.SWITCH, Status.REFUSED, reason=f"git did not switch: {said}")
    if not carry:
        return _end(context, target, finish_switch(context, target.branch, destination.returning), note)
    resolutions = bring_back(context.git, put, tell=context.tell) if put else ()
    context.tell(Act.CARRIED, f"the uncommitted work to {target.branch}", put)
    return _end(context, target, resolutions)


def _end(context: Context, target: Target, resolutions: Sequence[Resolution], note: str = "") -> Outcome:
    if target.tracks:  # not by --track: a single-branch clone's refspec does not know the branch
        ref = branch_ref(target.branch)
        context.git.run("config", f"branch.{target.branch}.remote", context.settings.remote)
        context.git.run("config", f"branch.{target.branch}.merge", ref)
    status = Status.RESOLVED if resolutions else Status.DONE
    reason = " ".join(part for part in (note, target.note) if part)
    return context.outcome(Operation.SWITCH, status, reason=reason, resolutions=resolutions)


def _go(context: Context, target: Target) -> Done | None:
    """Switch and return None, or what git said where HEAD did not arrive; a failing hook does not count."""
    git, branch = context.git, target.branch
    careful = ("--quiet", "--no-guess", "--no-overwrite-ignore", "--no-recurse-submodules")
    if target.tip:
        done = git.try_("switch", *careful, "--end-of-options", branch)
    elif target.start:
        done = git.try_("switch", *careful, "--no-track", "--create", branch, "--end-of-options", target.start)
    else:  # nothing is committed anywhere: the unborn branch gets another name
        done = git.try_(*HOOKLESS, "symbolic-ref", "HEAD", branch_ref(branch))
    if read_head(git).branch != branch:
        return done
    context.tell(Act.SWITCHED if target.tip else Act.CREATED, branch, target.tip or target.start)
    return None


def _commit_work(context: Context) -> str:
    """Commit the work in place of parking it; return why where a hook or git refuses (it is parked then)."""
    git, session = context.git, context.settings.session
    if read_head(git).branch is None:
        return ""
    stage(context)
    count = count_staged(git)
    context.look_again()
    if not count:
        return ""
    refusal = record(context, f"WIP: Switched with {count} file(s) modified" + (f" [{session}]" if session else ""))
    return f"The work was parked, not committed: {refusal}" if refusal else ""


def _label(context: Context, branch: BranchName | None, target: BranchName) -> str:
    if branch is None or context.settings.policy is SwitchPolicy.CARRY:
        return f"gitscen: carried from {branch or 'HEAD'} to {target}"
    return park_label(branch, context.settings.session)


def _find_replaced(context: Context, target: Target) -> str:
    """Return why the target's files may not come, or "": `git switch` deletes a repository that one would replace."""
    git, goal = context.git, target.tip or target.start
    if context.status.head is None or goal is None or not index_may_have(git, GITLINK):
        return ""
    replaced = find_replaced(git, diff_trees(git, context.status.head, goal))
    if replaced is None:
        return ""
    path = quote_path(replaced)
    return f"{path} in {git.worktree} is a repository, and {target.branch} has something else there. Move it first."


def _find_obstacle(context: Context, status: WorkspaceStatus) -> str:
    """Return why HEAD may not be left, or "": work on a detached HEAD could never be found again."""
    git = context.git
    if obstacle := find_obstacle(git, status):
        return obstacle
    if status.unstorable:
        path = quote_path(status.unstorable[0])
        return f"git stores no file called {path}, so it could not be parked and would be lost. Rename it first."
    if status.branch is None and status.head:
        held = git.run("for-each-ref", "--count=1", "--format=%(refname)", f"--contains={status.head}").line
        if not held or not status.clean:
            return f"HEAD is detached in {git.worktree} and has work that is on no branch. Run recover first."
    return ""
