"""Local commits and an upstream's into one history: fast-forward, rebase, or merge with local preference.

Acts on a tree without uncommitted work (`shelter.py` sees to that). What fails is undone: HEAD, index and files are as
before when an error is raised. The user's hooks and signing are honoured; settings that would change the outcome are
not (`conclude.UNSWAYED`).

Not handled: a rebase would flatten local merges and lose what was settled in them, so such a history is merged.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from gitscen.errors import GitError, WorkspaceError
from gitscen.git.done import Done
from gitscen.names import BranchName, InProgress, Oid, quote_path
from gitscen.outcome import Act, Resolution
from gitscen.workflow.conflicts.conclude import UNSWAYED, commit, failed, settle_operation
from gitscen.workflow.conflicts.message import merge_title, with_resolutions
from gitscen.workflow.conflicts.settle import Sides, settle_unmerged
from gitscen.workflow.context import Context
from gitscen.workflow.git import Git
from gitscen.workflow.head import read_head
from gitscen.workflow.join.deepen import find_base
from gitscen.workflow.join.obstacle import cleared
from gitscen.workflow.join.remote import Upstream
from gitscen.workflow.progress import read_in_progress
from gitscen.workflow.settings import Integration


class UnrelatedHistories(WorkspaceError):
    """Two histories without a common ancestor; they are never forced together."""


class Way(Enum):
    """How the two came together."""

    UP_TO_DATE = "up to date"
    FAST_FORWARD = "fast-forward"
    REBASED = "rebased"
    MERGED = "merged"


@dataclass(frozen=True, slots=True)
class Integrated:
    """What was done, and the conflicts that were settled on the way."""

    way: Way
    resolutions: tuple[Resolution, ...] = ()


def integrate(context: Context, upstream: Upstream, *, how: Integration) -> Integrated:
    """Bring the upstream's commits into the branch at HEAD.

    Raises `UnrelatedHistories`, and `GitError` or `WorkspaceError` for what failed and was undone.
    """
    git = context.git
    head = read_head(git)
    base = find_base(context, upstream, head.oid) if head.oid else None
    if head.oid and base is None:
        raise UnrelatedHistories(
            f"{upstream.name} and {head.branch or 'HEAD'} have no common history. Merge them by hand if that is meant."
        )
    if head.oid and base == upstream.oid:
        return Integrated(Way.UP_TO_DATE)
    git.identify()
    with cleared(context, upstream.oid, head.oid):
        try:
            if base == head.oid:
                return _fast_forward(context, upstream, head.branch)
            return _join(context, upstream, head.branch, base or upstream.oid, how)
        except (GitError, WorkspaceError):
            undo(context.git, head.oid)
            raise


def undo(git: Git, head: Oid | None) -> None:
    """Abort what an integration left in progress and bring HEAD back; the tree had no work of its own."""
    there = read_in_progress(git)
    for operation in (InProgress.REBASE, InProgress.MERGE):
        if operation in there:
            git.try_(operation.value, "--abort")
    if head is not None and git.oid("HEAD") != head:
        git.run("reset", "--keep", "--quiet", head)  # git 2.39 takes no --end-of-options here


def _fast_forward(context: Context, upstream: Upstream, branch: BranchName | None) -> Integrated:
    options = ("--quiet", "--ff-only", "--no-stat", "--no-squash", "--no-verify-signatures", "--no-autostash")
    _run_merge(context.git, branch, *options, upstream.oid)
    context.tell(Act.FAST_FORWARDED, f"{branch or 'HEAD'} to {upstream.name}", upstream.oid)
    return Integrated(Way.FAST_FORWARD)


def _join(context: Context, upstream: Upstream, branch: BranchName | None, base: Oid, how: Integration) -> Integrated:
    has_merges = bool(context.git.run("rev-list", "--merges", "--max-count=1", "HEAD", f"^{upstream.oid}").line)
    if how is Integration.MERGE or has_merges:
        return _merge(context, upstream, branch, base)
    if how is Integration.REBASE:
        return _rebase_settled(context, upstream, branch)
    before = context.git.head_of("HEAD")
    if _rebase_cleanly(context, upstream, before):
        context.tell(Act.REBASED, f"{branch or 'HEAD'} onto {upstream.name}", context.git.oid("HEAD"))
        return Integrated(Way.REBASED)
    undo(context.git, before)
    context.tell(Act.ABORTED, f"the rebase onto {upstream.name}, for a merge with local preference")
    return _merge(context, upstream, branch, base)


def _start_rebase(git: Git, upstream: Oid) -> Done:
    """Rebase, as far as it goes without conflicts. A commit that upstream has already is left out, no other."""
    # --strategy: of pull.twohead git takes the first value (sequencer.c), so that `-c` cannot override the user's
    options = ("--quiet", "--strategy=ort", "--no-autosquash", "--no-fork-point", "--no-stat", "--keep-empty")
    return git.try_(*UNSWAYED, "rebase", *options, "--empty=drop", "--end-of-options", upstream)


def _rebase_cleanly(context: Context, upstream: Upstream, before: Oid) -> bool:
    git = context.git
    ended = _start_rebase(git, upstream.oid).ok and InProgress.REBASE not in read_in_progress(git)
    return ended and not _new_markers(git, before, upstream.oid)


def _rebase_settled(context: Context, upstream: Upstream, branch: BranchName | None) -> Integrated:
    """Rebase with each stop settled: what is replayed is local, stage 3."""
    git = context.git
    before = git.head_of("HEAD")
    started = _start_rebase(git, upstream.oid)
    resolutions = settle_operation(git)
    if not git.try_("merge-base", "--is-ancestor", upstream.oid, "HEAD").ok:
        raise failed(git, started)
    _refuse_markers(git, before, upstream)
    context.tell(Act.REBASED, f"{branch or 'HEAD'} onto {upstream.name}", git.oid("HEAD"))
    return Integrated(Way.REBASED, resolutions)


def _merge(context: Context, upstream: Upstream, branch: BranchName | None, base: Oid) -> Integrated:
    git = context.git
    before = git.head_of("HEAD")
    title = merge_title(incoming=upstream.name, branch=branch, resolved=False)
    resolutions: tuple[Resolution, ...] = ()
    try:
        _run_merge(
            git, branch, "--quiet", "--no-ff", "--commit", "--no-stat", "--no-squash", "--no-log", "--no-edit",
            "--no-verify-signatures", "--no-autostash", "--cleanup=verbatim", "--strategy=ort",
            "-m", f"{title}\n", upstream.oid,
        )  # fmt: skip
    except GitError:
        resolutions = settle_unmerged(git, local_stage=2, sides=Sides(base=base, ours=before, theirs=upstream.oid))
        if not resolutions:
            raise
        title = merge_title(incoming=upstream.name, branch=branch, resolved=True)
        commit(git, with_resolutions(title, resolutions))
    _refuse_markers(git, before, upstream)
    context.tell(Act.MERGED, f"{upstream.name} into {branch or 'HEAD'}", git.oid("HEAD"))
    return Integrated(Way.MERGED, resolutions)


def _run_merge(git: Git, branch: BranchName | None, *options: str) -> None:
    """Run `git merge` without the options that the user configured for merges into this branch. Raises `GitError`."""
    plain = (f"--config-env=branch.{branch}.mergeOptions=GITSCEN_NOTHING",) if branch else ()
    git.run(*UNSWAYED, *plain, "merge", *options, env={"GITSCEN_NOTHING": ""})


def _refuse_markers(git: Git, before: Oid, upstream: Upstream) -> None:
    if marked := _new_markers(git, before, upstream.oid):
        raise WorkspaceError(
            f"git merged {upstream.name} with conflict markers in {', '.join(map(quote_path, marked))} and called"
            " that clean. Merge these files by hand."
        )


def _new_markers(git: Git, before: Oid, upstream: Oid) -> tuple[bytes, ...]:
    """Return the files in HEAD with lines like conflict markers that are in neither side.

    Two files renamed to one path, one of them empty: merge-ort stores the other with markers and exits 0 (git 2.39).
    """

    def marked(side: Oid) -> frozenset[bytes]:
        return frozenset(git.run("diff-tree", "-r", "-z", "--name-only", "-G^<{7,} ", side, "HEAD", "--").fields)

    ours = marked(before)
    return tuple(sorted(ours & marked(upstream))) if ours else ()
