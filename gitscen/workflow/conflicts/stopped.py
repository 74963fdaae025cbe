"""What an operation that stopped half-way was bringing together: which stage is local, and the trees of both sides.

Reads git's state files and commits; changes nothing. Where a side is not a commit that can be named (a mailed patch, a
picked merge, an octopus), `sides` is None and the index's stages are all there is.
"""

from __future__ import annotations

from dataclasses import dataclass

from gitscen.names import InProgress, Oid
from gitscen.workflow.conflicts.preference import LOCAL_STAGE, Meeting, Stage
from gitscen.workflow.conflicts.settle import Sides, read_unmerged
from gitscen.workflow.git import Git
from gitscen.workflow.hold.snapshot import empty_tree
from gitscen.workflow.progress import read_in_progress

STASH = "refs/stash"


@dataclass(frozen=True, slots=True)
class Stopped:
    """One stop. `operation` is None for an unmerged index without an operation: a stash, an autostash, `switch -m`."""

    operation: InProgress | None
    meeting: Meeting
    sides: Sides | None

    @property
    def local_stage(self) -> Stage:
        """The stage that is local here."""
        return LOCAL_STAGE[self.meeting]


def read_stopped(git: Git) -> Stopped | None:
    """Return what is to be settled and concluded next, or None where nothing stopped.

    In a rebase the marker files of a cherry-pick or a merge belong to the rebase's own step.
    """
    there = read_in_progress(git)
    for operation, read in _READERS.items():
        if operation in there:
            return read(git, there)
    return _unknown(git) if read_unmerged(git) else None


def _unknown(git: Git) -> Stopped:
    """Return what left unmerged entries and no marker: a stash that was applied, or a merge that lost its marker."""
    sides = _stash_sides(git)
    merged = sides is None and (git.git_dir / "MERGE_MSG").exists()  # which applying a stash never writes
    return Stopped(None, Meeting.MERGE if merged else Meeting.STASH, sides)


def _rebase(git: Git, there: frozenset[InProgress]) -> Stopped:
    if InProgress.MERGE in there:  # `rebase --rebase-merges` does a merge of the branch's own again
        return Stopped(InProgress.REBASE, Meeting.MERGE, _merge_sides(git))
    return Stopped(InProgress.REBASE, Meeting.REBASE, _picked(git, "REBASE_HEAD"))


def _merge(git: Git, _there: frozenset[InProgress]) -> Stopped:
    return Stopped(InProgress.MERGE, Meeting.MERGE, _merge_sides(git))


def _pick(git: Git, _there: frozenset[InProgress]) -> Stopped:
    meeting = Meeting.PICK_ONTO_UPSTREAM if _on_upstream(git) else Meeting.PICK_ONTO_OWN
    return Stopped(InProgress.CHERRY_PICK, meeting, _picked(git, "CHERRY_PICK_HEAD"))


def _revert(git: Git, _there: frozenset[InProgress]) -> Stopped:
    picked = _picked(git, "REVERT_HEAD")
    sides = Sides(base=picked.theirs, ours=picked.ours, theirs=picked.base) if picked else None
    return Stopped(InProgress.REVERT, Meeting.REVERT, sides)


def _am(_git: Git, _there: frozenset[InProgress]) -> Stopped:
    return Stopped(InProgress.AM, Meeting.AM, None)


_READERS = {
    InProgress.REBASE: _rebase,
    InProgress.AM: _am,
    InProgress.MERGE: _merge,
    InProgress.CHERRY_PICK: _pick,
    InProgress.REVERT: _revert,
}
"""In the order in which they must be concluded where several coexist."""


def _merge_sides(git: Git) -> Sides | None:
    ours, theirs = git.oid("HEAD^{commit}"), git.oid("MERGE_HEAD^{commit}")
    if ours is None or theirs is None or len((git.git_dir / "MERGE_HEAD").read_text().split()) != 1:
        return None
    base = git.try_("merge-base", ours, theirs)
    return Sides(base=Oid(base.line) if base.ok else empty_tree(git), ours=ours, theirs=theirs)


def _picked(git: Git, ref: str) -> Sides | None:
    """Return the sides of one replayed commit; None for a merge, where only the command line told the parent."""
    ours = git.oid("HEAD^{commit}")
    done = git.try_("rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
    if ours is None or not done.ok:
        return None
    parents = git.run("rev-list", "--parents", "--max-count=1", done.line).line.split()[1:]
    if len(parents) > 1:
        return None
    base = Oid(parents[0]) if parents else empty_tree(git)
    return Sides(base=base, ours=ours, theirs=Oid(done.line))


def _on_upstream(git: Git) -> bool:
    """Whether the picks began on a commit that a remote-tracking ref contains: then what is picked is local."""
    began = git.git_dir / "sequencer" / "head"
    start = began.read_text().strip() if began.is_file() else ""
    done = git.try_("for-each-ref", "--count=1", "--format=x", f"--contains={start or 'HEAD'}", "refs/remotes")
    return bool(done.ok and done.line)


def _stash_sides(git: Git) -> Sides | None:
    """Return the sides of a stash that was applied, if the newest entry accounts for all that stage 3 has.

    git does not record which entry it applies; after a conflict the entry is kept (git-stash, "pop").
    """
    base, ours, theirs = git.oid(f"{STASH}^1"), git.oid("HEAD^{commit}"), git.oid(STASH)
    if base is None or ours is None or theirs is None:
        return None
    listed = git.run("ls-tree", "-r", "-z", "--full-tree", theirs).fields
    has = {record.split(b"\t", 1)[0].split(b" ")[2].decode() for record in listed}
    plain = (entry for entry in read_unmerged(git) if entry.ours and entry.theirs and entry.base)
    if any(entry.theirs and entry.theirs[1] not in has for entry in plain):
        return None
    return Sides(base=base, ours=ours, theirs=theirs)
