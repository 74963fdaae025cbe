"""What the branch's upstream, or another branch of the remote, has by now, brought into the branch; no push.

The workspace is looked at, and its work pinned, when the fetch is done: that touches no file, and may take its time.
"""

from __future__ import annotations

from gitscen.errors import GitError
from gitscen.names import BranchName, parse_branch, ref_branch
from gitscen.outcome import Act, Operation, Outcome, Status
from gitscen.workflow.conflicts.settle import in_order
from gitscen.workflow.context import Context
from gitscen.workflow.git import Git
from gitscen.workflow.guard import guard
from gitscen.workflow.head import read_head
from gitscen.workflow.hold.shelter import Shelter
from gitscen.workflow.join.integrate import UnrelatedHistories, Way, integrate
from gitscen.workflow.join.remote import Upstream, fetch_upstream
from gitscen.workflow.ready import find_no_way, find_obstacle


def sync(context: Context, source: str | None = None) -> Outcome:
    """Fetch and integrate the branch's upstream, or the remote's branch `source`.

    Without a configured upstream it is the remote's branch of the same name. Uncommitted work stays, on top. Raises
    `BadName`, and `GitError` or `WorkspaceError` where it failed half-way and the commits were put back.
    """
    git, remote = context.git, context.settings.remote
    head = read_head(git)
    reason = find_no_way(context, head)
    if reason or head.branch is None:
        return context.outcome(Operation.SYNC, Status.REFUSED, reason=reason)
    remote, branch = (remote, parse_branch(source)) if source else _upstream(git, remote, head.branch)
    try:
        upstream = fetch_upstream(git, remote, branch, context.settings.patience)
    except GitError as error:
        reason = f"{remote} cannot be reached: {error}"
        return context.outcome(Operation.SYNC, Status.FAILED, reason=reason)
    if upstream is None:
        return context.outcome(
            Operation.SYNC,
            Status.REFUSED if source else Status.DONE,
            reason=f"{remote} has no branch {branch}" + (" yet; push makes it." if not source else "."),
        )
    context.tell(Act.FETCHED, upstream.name, upstream.oid)
    if obstacle := find_obstacle(git, context.status):
        return context.outcome(Operation.SYNC, Status.REFUSED, reason=obstacle)
    return guard(context, Operation.SYNC, lambda: _bring_in(context, upstream))


def _bring_in(context: Context, upstream: Upstream) -> Outcome:
    shelter = Shelter(context)
    try:
        with shelter:
            shelter.take_in(context.status)
            done = integrate(context, upstream, how=context.settings.integration)
    except UnrelatedHistories as error:
        return context.outcome(Operation.SYNC, Status.REFUSED, reason=str(error))
    resolutions = in_order([done.resolutions, shelter.resolutions])
    return context.outcome(
        Operation.SYNC,
        Status.RESOLVED if resolutions else Status.DONE,
        reason=f"{upstream.name} has nothing new." if done.way is Way.UP_TO_DATE else "",
        resolutions=resolutions,
    )


def _upstream(git: Git, remote: str, branch: BranchName) -> tuple[str, BranchName]:
    """Return the remote and the branch there that is configured as upstream, else the one of the same name."""
    configured = git.setting(f"branch.{branch}.remote")
    upstream = ref_branch(git.setting(f"branch.{branch}.merge") or "")
    if configured in (None, ".") or upstream is None:
        return remote, branch
    return configured, upstream
