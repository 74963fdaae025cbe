"""What a workflow says it did: the one answer type of every operation, of the built-in workflow and any other.

An outcome is a claim. The judge holds it against what was seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from gitscen.names import BranchName, ConflictKind, ConflictNature, Oid, Side, TreePath


class Operation(Enum):
    """What a workflow can be asked."""

    SWITCH = "switch"
    COMMIT = "commit"
    PUSH = "push"
    SYNC = "sync"
    RESOLVE = "resolve"
    INTERRUPT = "interrupt"
    RECOVER = "recover"


class Status(Enum):
    """How an operation ended."""

    DONE = "done"
    RESOLVED = "resolved"
    """Done, and conflicts were settled on the way; `Outcome.resolutions` names each."""
    REFUSED = "refused"
    """Nothing of the user's was changed; `Outcome.reason` tells why."""
    FAILED = "failed"
    """It was tried and could not be done; things are as they were before."""
    UNSUPPORTED = "unsupported"
    """The workflow does not have this operation."""


class Act(Enum):
    """One thing an operation did on its way, in the past tense of git's own verbs where it has one."""

    PINNED = "pinned"
    PARKED = "parked"
    RESTORED = "restored"
    CARRIED = "carried"
    CREATED = "created"
    SWITCHED = "switched"
    COMMITTED = "committed"
    FETCHED = "fetched"
    DEEPENED = "deepened"
    FAST_FORWARDED = "fast-forwarded"
    REBASED = "rebased"
    MERGED = "merged"
    PUSHED = "pushed"
    ABORTED = "aborted"
    ATTACHED = "attached"
    MOVED_ASIDE = "moved aside"
    LEFT_OUT = "left out"
    SIGNALLED = "signalled"
    ROLLED_BACK = "rolled back"
    MENDED = "mended"
    """A piece of damage that recover mended: what it did, in a clause of its own."""


@dataclass(frozen=True, slots=True)
class Deed:
    """One act, with what it was done to in words, and the object it made or kept, if any."""

    act: Act
    what: str
    oid: Oid | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """One conflict that was settled.

    `lost` is the blob (or submodule commit) of the side that was not kept; None where that side had deleted the
    path. It stays reachable in history.
    """

    path: TreePath
    kind: ConflictKind
    nature: ConflictNature
    kept: Side
    lost: Oid | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The answer to one operation.

    `branch` is None on a detached HEAD and `head` is None on an unborn branch. `reason` is a sentence and is
    there whenever `status` is refused or failed; a finished operation may give one too, when there is something
    that the person should know (a push that has to wait, a file that was left out).
    """

    operation: Operation
    status: Status
    branch: BranchName | None
    head: Oid | None
    deeds: tuple[Deed, ...] = ()
    resolutions: tuple[Resolution, ...] = ()
    reason: str = ""

    @property
    def ok(self) -> bool:
        """Whether what was asked has been done."""
        return self.status in (Status.DONE, Status.RESOLVED)
