"""The `ask` steps: what the subject is asked, and what the story wants to hear and see. Pure types."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from gitscen.names import ConflictKind, ConflictNature, InProgress, Side
from gitscen.outcome import Operation, Status
from gitscen.scenario.acts import DoStep, StepId
from gitscen.scenario.content import Content
from gitscen.scenario.moments import MomentText

Wanted = dict[str, Content | Literal[False]]
"""Path = content, or false where there must be no file."""

WantedTip = Literal["same", "gone"] | Wanted
"""What a branch must be: the same commit as the workspace's branch of that name, gone, or holding these files."""


class WantedResolution(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A conflict that must have been settled; what is left out may be anything."""

    path: str
    kind: ConflictKind | None = None
    nature: ConflictNature | None = None
    kept: Side = Side.LOCAL


class Expect(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """What must be seen after a step, or at the end. Only what is written is looked at."""

    branch: Annotated[str | Literal[False] | None, Meta(description="the branch of HEAD, or false: detached")] = None
    clean: Annotated[bool | None, Meta(description="nothing uncommitted, nothing untracked")] = None
    files: Annotated[Wanted, Meta(description="what the working tree holds")] = {}
    only: Annotated[bool, Meta(description="the working tree holds no file that `files` does not name")] = False
    index: Annotated[Wanted, Meta(description="what the index holds at stage 0")] = {}
    status: Annotated[
        dict[str, str], Meta(description="path = the two letters of git status, or two spaces for unchanged")
    ] = {}
    branches: Annotated[dict[str, Wanted], Meta(description="what the tips of local branches hold")] = {}
    remote: Annotated[dict[str, WantedTip], Meta(description="what the branches of origin are")] = {}
    history: Annotated[
        dict[str, Content | tuple[Content, ...]], Meta(description="contents that commits of HEAD's history hold")
    ] = {}
    log: Annotated[tuple[str, ...], Meta(description="the newest subjects of HEAD's history, first parents only")] = ()
    parents: Annotated[int | None, Meta(description="the number of parents of HEAD")] = None
    stash: Annotated[
        int | tuple[str, ...] | None, Meta(description="how many stash entries, or a pattern for each, newest first")
    ] = None
    operation: Annotated[tuple[InProgress, ...] | None, Meta(description="the operations in progress")] = None
    unmerged: Annotated[dict[str, ConflictKind] | None, Meta(description="the unmerged paths")] = None
    shallow: Annotated[bool | None, Meta(description="whether the workspace's history is cut")] = None
    locks: Annotated[tuple[str, ...] | None, Meta(description="lock files below .git")] = None
    unchanged_since: Annotated[
        str | None, Meta(description="the id of a step: HEAD, branches, index, files and stash are as after it")
    ] = None


class Budget(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How long one request may take, and how often it may try to push."""

    seconds: Annotated[float, Meta(gt=0)] | None = None
    pushes: Annotated[int, Meta(ge=0)] | None = None


class Ask(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What every request has."""

    outcome: Annotated[Status | tuple[Status, ...] | None, Meta(description="the status that is wanted")] = None
    resolved: Annotated[
        tuple[WantedResolution, ...] | None, Meta(description="the conflicts that must be reported, and no others")
    ] = None
    expect: Annotated[Expect, Meta(description="what must be seen right after it")] = Expect()
    budget: Budget = Budget()
    kill: Annotated[MomentText | None, Meta(description="the moment at which the subject is killed")] = None
    meanwhile: Annotated[
        tuple[DoStep, ...], Meta(description="what the world does in the middle of it, each step at its moment")
    ] = ()
    carries: Annotated[bool, Meta(description="the story wants uncommitted work to follow to the other branch")] = False
    id: StepId = ""


class Switch(Ask, frozen=True, kw_only=True, tag_field="step", tag="ask switch"):
    """Go to a branch; it is made where it does not exist."""

    branch: str
    start: Annotated[str | None, Meta(description="the branch that a new branch starts from")] = None


class AskCommit(Ask, frozen=True, kw_only=True, tag_field="step", tag="ask commit"):
    """Commit the work, all of it or the paths named."""

    message: str
    paths: tuple[str, ...] = ()


class AskPush(Ask, frozen=True, kw_only=True, tag_field="step", tag="ask push"):
    """Bring the branch's commits to the remote."""


class Sync(Ask, frozen=True, kw_only=True, tag_field="step", tag="ask sync"):
    """Bring in what the remote has, of the branch itself or of `source`."""

    source: str | None = None


class Resolve(Ask, frozen=True, kw_only=True, tag_field="step", tag="ask resolve"):
    """Settle the conflicts that are there and conclude what stopped at them."""


class Interrupt(Ask, frozen=True, kw_only=True, tag_field="step", tag="ask interrupt"):
    """End the job that is running, if one is, and put its work in safety."""


class Recover(Ask, frozen=True, kw_only=True, tag_field="step", tag="ask recover"):
    """Bring a workspace that somebody left in a bad state back to a sound one."""


AskStep = Switch | AskCommit | AskPush | Sync | Resolve | Interrupt | Recover

OPERATIONS: dict[type[Ask], Operation] = {
    Switch: Operation.SWITCH,
    AskCommit: Operation.COMMIT,
    AskPush: Operation.PUSH,
    Sync: Operation.SYNC,
    Resolve: Operation.RESOLVE,
    Interrupt: Operation.INTERRUPT,
    Recover: Operation.RECOVER,
}
"""The operation that each kind of `ask` step stands for."""
