"""What reading objects adds to the evidence. Pure data: findings and the ledger are made from both."""

from __future__ import annotations

from collections.abc import Callable, Container
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from gitscen.doctor.objects.connect import Connections, Missing
from gitscen.doctor.objects.look import ObjectFacts
from gitscen.doctor.record import record
from gitscen.names import Oid, RefName, TreePath

ABSENT = "it is missing"
"""How `connect` says that an object is nowhere, not damaged."""


_REFUSED = frozenset({"permission denied", "operation not permitted", "input/output error"})


def is_refused(why: str | None) -> bool:
    """Return whether the system would not let a file be read: that says nothing of what is in it."""
    return why is not None and why.lower() in _REFUSED


def is_temporary(path: str) -> bool:
    """Return whether a pack is a half-made one, by its name."""
    return path.rpartition("/")[2].startswith((".tmp-", "tmp_"))


class Staged(NamedTuple):
    """A path whose entry in the index differs from HEAD's tree: `what` is added, edited or deleted."""

    path: TreePath
    what: str
    oid: Oid | None


class Saved(NamedTuple):
    """A stash entry, in the list or dangling, and how much of what it saved is somewhere else too.

    `paths` counts what it changed, `here` those of them that the working tree has just so, `held` those that are here
    or in some commit; `carried` tells that what is neither has at least all of its new lines in the files.
    """

    oid: Oid
    subject: str
    paths: int
    here: int
    held: int
    carried: bool = False

    @property
    def is_here(self) -> bool:
        """Whether the working tree has all that it saved."""
        return 0 < self.paths == self.here

    @property
    def is_lost(self) -> bool:
        """Whether something that it saved is nowhere else."""
        return self.held < self.paths and not self.carried


class Blocked(NamedTuple):
    """An untracked file where a branch has one of its own, with other content."""

    path: TreePath
    branch: RefName


class Nameless(NamedTuple):
    """A dangling blob that no file is equal to. `conflict` tells that it has the markers of one: a merge wrote it."""

    oid: Oid
    conflict: bool = False


class Written(NamedTuple):
    """Files that are as a commit has them and not as the index: a killed command had written them.

    `label` names the commit: a ref, or `commit 0123456789ab`.
    """

    label: str
    paths: AbstractSet[bytes]


@record
class Deep:
    """What the objects tell. `read` is False where they could not be looked at; `faults` say which part failed and why.

    `staged` is None where index and HEAD could not be compared. `lagging` is the commit whose tree the index still
    has where the branch was moved past it and the index was not written since.
    """

    read: bool = False
    facts: ObjectFacts = ObjectFacts()
    links: Connections = Connections()
    has: Callable[[Oid], bool] = lambda oid: False  # noqa: ARG005 - without a store nothing is there
    head: Oid | None = None
    staged: tuple[Staged, ...] | None = None
    lagging: Oid | None = None
    right_lock: bool = False
    """Whether index.lock has what the last commit committed: it is the index that this commit was to put in place."""
    lock_of: RefName | None = None
    """The branch whose tree index.lock has: what was being checked out."""
    saved: tuple[Saved, ...] = ()
    """The newest entry of the stash list, if it can be read."""
    dropped: tuple[Saved, ...] = ()
    """Dangling commits shaped like stash entries."""
    blocked: tuple[Blocked, ...] = ()
    nameless: tuple[Nameless, ...] = ()
    written: Written | None = None
    """What a killed switch, merge or reset had done to the files, where it left a lock on the index."""
    seen: Container[Oid] = frozenset()
    """Every object that something leads to, as far as was followed."""
    here: AbstractSet[Oid] = frozenset()
    """Missing or damaged objects whose content the files or the index still have."""
    packed: bool = False
    """Whether there are packs with something in them."""
    rooted: bool = True
    """Whether history was followed to a commit without parents somewhere, or ended at a known boundary."""
    faults: tuple[tuple[str, str], ...] = ()
    closed: tuple[str, ...] = ()
    """Places with objects that may not be entered or read."""
    sealed: bool = False
    """Whether the git directory itself may not be written."""
    above: str | None = None
    """Where there is no repository: the nearest folder above that has one."""

    @property
    def is_blind(self) -> bool:
        """Whether objects seem to be missing that are only not seen: no permission, no pack index, no alternate."""
        alternates = self.facts.alternates
        lost = isinstance(alternates, str) or any(not one.exists for one in alternates)
        return (
            self.facts.missing
            or lost
            or bool(self.closed)
            or any(fault.index and not is_temporary(fault.path) for fault in self.facts.packs)
        )

    @property
    def borrows(self) -> bool:
        """Whether objects may be outside of the workspace, where nobody looks."""
        alternates = self.facts.alternates
        return not isinstance(alternates, str) and any(one.exists and one.outside for one in alternates)

    @property
    def missing(self) -> tuple[Missing, ...]:
        """The objects that are wanted and cannot be had; those that may just not be seen are left out."""
        if self.facts.missing:
            return ()
        doubtful = self.is_blind or self.borrows
        packed = {oid for fault in self.facts.packs for oid in fault.damaged}  # the damaged pack is told instead
        return tuple(
            one
            for one in self.links.missing
            if (one.why != ABSENT or not doubtful) and one.oid not in packed and not is_refused(one.why)
        )

    def label(self, oid: Oid | None) -> str:
        """Return what holds a commit most firmly, by the labels of `tips`; "" if nothing that was reached does."""
        return self.links.commits.get(oid, "") if oid else ""
