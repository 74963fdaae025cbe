"""The branch's commits to the remote: pushed, and where others were faster, integrated and pushed again.

Decided from the flags of `git push --porcelain` and from refs, never from what a remote says; never forced. Moves the
branch at HEAD only by integration, and moves it back where the push fails in the end.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from gitscen.errors import GitError, WorkspaceError
from gitscen.names import BranchName, Oid, RefName, branch_ref, tracking_ref
from gitscen.outcome import Act, Operation, Outcome, Resolution, Status
from gitscen.workflow.conflicts.settle import in_order
from gitscen.workflow.context import Context
from gitscen.workflow.git import Git
from gitscen.workflow.head import read_head
from gitscen.workflow.hold.shelter import Shelter
from gitscen.workflow.join.answer import Answer, parse_answer
from gitscen.workflow.join.deepen import complete
from gitscen.workflow.join.integrate import integrate, undo
from gitscen.workflow.join.remote import Pauses, Upstream, fetch_upstream, list_heads
from gitscen.workflow.ready import find_refusal
from gitscen.workflow.refs import read_shallow
from gitscen.workflow.settings import Patience

RACES = 3
"""How many times as often as an unreachable remote a race is tried: there, every try means that someone got through."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Why pushing ended without success."""

    status: Status
    reason: str


def push(context: Context) -> Outcome:
    """Push the branch at HEAD to the branch of the same name on the remote, which becomes its upstream if it has none.

    Raises `GitError` or `WorkspaceError` where an integration failed; the branch is where it was then.
    """
    git, remote = context.git, context.settings.remote
    head = read_head(git)
    reason = find_refusal(context, head)
    if reason or head.branch is None:
        return context.outcome(Operation.PUSH, Status.REFUSED, reason=reason)
    if head.oid is None:
        return context.outcome(Operation.PUSH, Status.REFUSED, reason=f"{head.branch} has no commit yet. Commit first.")
    attempt = _Attempt(context, head.branch, Pauses(context.settings.patience, context.settings.patience.tries))
    with Shelter(context) as shelter:
        try:
            stop = _push_until_done(attempt, shelter)
        except (GitError, WorkspaceError):
            undo(git, head.oid)
            raise
        if stop is not None and git.oid("HEAD") != head.oid:
            undo(git, head.oid)
            context.tell(Act.ROLLED_BACK, f"{head.branch} to where it was", head.oid)
    if stop is not None:
        return context.outcome(Operation.PUSH, stop.status, reason=stop.reason)
    resolutions = in_order([*attempt.settled, shelter.resolutions])
    status = Status.RESOLVED if resolutions else Status.DONE
    reason = "" if attempt.moved else f"{remote} has everything already."
    return context.outcome(Operation.PUSH, status, reason=reason, resolutions=resolutions)


@dataclass(slots=True)
class _Attempt:
    """A push under way: what was settled for it so far, and what there is no second time for."""

    context: Context
    branch: BranchName
    unreachable: Pauses
    races: Pauses = field(init=False)
    settled: list[tuple[Resolution, ...]] = field(default_factory=list)
    moved: bool = False
    completed: bool = False
    gone: bool = False

    def __post_init__(self) -> None:
        patience: Patience = self.context.settings.patience
        self.races = Pauses(patience, patience.tries * RACES, eager=True)

    @property
    def git(self) -> Git:
        return self.context.git

    @property
    def remote(self) -> str:
        return self.context.settings.remote


def _push_until_done(attempt: _Attempt, shelter: Shelter) -> Stop | None:
    """Push, and after each refusal do what it calls for; return None once the remote has the branch."""
    while True:
        answer = _push_once(attempt)
        if answer.accepted:
            attempt.moved = not answer.up_to_date
            attempt.context.tell(Act.PUSHED, f"{attempt.branch} to {attempt.remote}", attempt.git.oid("HEAD"))
            return None
        if not answer.refused:  # the remote was never asked, or could not be
            if list_heads(attempt.git, attempt.remote) is not None:
                return Stop(Status.REFUSED, f"the push of {attempt.branch} was refused here: {answer.words}")
            if not attempt.unreachable.again():
                return Stop(Status.FAILED, f"{attempt.remote} cannot be reached: {answer.words}")
            continue
        if not _mend(attempt, shelter):
            return Stop(Status.REFUSED, f"{attempt.remote} refused {attempt.branch}: {answer.words}")
        if not attempt.races.again():
            return Stop(Status.FAILED, f"others kept pushing to {attempt.branch}; it was tried often enough.")


def _push_once(attempt: _Attempt) -> Answer:
    ref = branch_ref(attempt.branch)
    follow = () if attempt.git.setting(f"branch.{attempt.branch}.merge") else ("--set-upstream",)
    pushed = attempt.git.try_("push", "--porcelain", *follow, "--end-of-options", attempt.remote, f"{ref}:{ref}")
    return parse_answer(pushed.stdout, pushed.stderr, code=pushed.code, ref=ref)


def _mend(attempt: _Attempt, shelter: Shelter) -> bool:
    """Do what could make the remote take the branch, and return whether there was anything to do.

    The remote's branch has commits that HEAD has not: integrate them. The remote may lack what a shallow clone cannot
    give it: fetch all history, once. Otherwise it was a hook or missing rights, and trying again would not help.
    """
    patience = attempt.context.settings.patience
    looks = Pauses(patience, 2)
    while True:
        upstream = fetch_upstream(attempt.git, attempt.remote, attempt.branch, patience)
        if upstream is None and _is_gone(attempt):
            return True
        if upstream is not None and not _contains(attempt.git, upstream.oid):
            _integrate(attempt, shelter, upstream)
            return True
        if not looks.again():  # another push may just have held the branch's lock
            return _complete_history(attempt)


def _is_gone(attempt: _Attempt) -> bool:
    """Whether the remote has lost a branch that it had: a push that others made old can be tried once more then."""
    known = attempt.git.oid(tracking_ref(attempt.remote, attempt.branch)) is not None
    first, attempt.gone = known and not attempt.gone, True
    return first


def _contains(git: Git, oid: Oid) -> bool:
    return git.try_("merge-base", "--is-ancestor", oid, "HEAD").ok


def _integrate(attempt: _Attempt, shelter: Shelter, upstream: Upstream) -> None:
    context = attempt.context
    context.tell(Act.FETCHED, upstream.name, upstream.oid)
    shelter.take_in()
    done = integrate(context, upstream, how=context.settings.integration)
    attempt.settled.append(done.resolutions)


def _complete_history(attempt: _Attempt) -> bool:
    """Fetch all history if commits to be pushed lack their parents here; return whether that was so.

    A remote that has the rest already takes them; any other refuses a shallow update.
    """
    shallow = read_shallow(attempt.git.git_dir)
    if attempt.completed or not shallow:
        return False
    attempt.completed = True
    heads = list_heads(attempt.git, attempt.remote) or {}
    known = [oid for oid in set(heads.values()) if attempt.git.try_("cat-file", "-e", oid).ok]
    pushed = attempt.git.run("rev-list", "HEAD", *(f"^{oid}" for oid in known)).line.split()
    if shallow.isdisjoint(pushed):
        return False
    for remote in (attempt.remote, *_other_remotes(attempt)):
        branches = _fetchable(attempt, remote)
        if branches:
            complete(attempt.context, remote, branches)
    return not read_shallow(attempt.git.git_dir)


def _other_remotes(attempt: _Attempt) -> list[str]:
    return [name for name in attempt.git.run("remote").line.splitlines() if name != attempt.remote]


def _fetchable(attempt: _Attempt, remote: str) -> list[BranchName]:
    heads = list_heads(attempt.git, remote) or {}
    return [BranchName(RefName(ref).removeprefix("refs/heads/")) for ref in heads]
