"""The `do` steps: what the world does between two requests. Pure types.

Nothing here names a program to run: the programs of hooks, jobs and traps come from closed lists, and git is
driven through a list of subcommands and options that cannot start others.
"""

from __future__ import annotations

from enum import Enum
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from gitscen.scenario.content import Content, Edits
from gitscen.scenario.damage import Damage
from gitscen.scenario.moments import MomentText

Actor = Annotated[
    str, Meta(pattern=r"^[a-z][a-z0-9-]*$", description="the name of a peer; each has a clone of its own")
]
StepId = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9-]*$", description="a name that unchanged_since can refer to")]
At = Annotated[MomentText, Meta(description="the moment of the request around it; in meanwhile only")]


class Write(Edits, frozen=True, kw_only=True, tag_field="step", tag="do write"):
    """The person (or the agent at work) edits files in the workspace; git takes no part, but for submodules."""

    id: StepId = ""
    at: At | None = None


class Stage(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag_field="step", tag="do stage"):
    """The person adds paths to the index."""

    paths: Annotated[tuple[str, ...], Meta(description="what to add; all changes where it is left out")] = ()
    id: StepId = ""
    at: At | None = None


class Commit(Edits, frozen=True, kw_only=True, tag_field="step", tag="do commit"):
    """The person edits files in the workspace and commits everything there."""

    message: str
    id: StepId = ""
    at: At | None = None


class Push(Edits, frozen=True, kw_only=True, tag_field="step", tag="do push"):
    """A peer commits on a branch of a remote and pushes: what arrives there is the peer's, not the workspace's."""

    as_: Actor = msgspec.field(name="as", default="peer")
    branch: str
    start: Annotated[str | None, Meta(description="the branch that a new branch starts from")] = None
    message: str = "peer's change"
    to: Annotated[str, Meta(description="the remote")] = "origin"
    rewrite: Annotated[bool, Meta(description="the commit replaces the branch's last one, as a forced push does")] = (
        False
    )
    delete_branch: Annotated[bool, Meta(description="the branch goes away")] = False
    id: StepId = ""
    at: At | None = None


class Git(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag_field="step", tag="do git"):
    """The person runs git by hand, in the workspace or (`as`) in a peer's clone."""

    args: Annotated[tuple[str, ...], Meta(min_length=1, description="the subcommand and its arguments")]
    code: Annotated[int, Meta(description="the exit code that is expected")] = 0
    as_: Annotated[str | None, Meta(description="the peer in whose clone it is run")] = msgspec.field(
        name="as", default=None
    )
    in_: Annotated[str, Meta(description="the folder of the workspace in which it is run; its top without it")] = (
        msgspec.field(name="in", default="")
    )
    id: StepId = ""
    at: At | None = None


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag_field="step", tag="do config"):
    """The person sets keys of git's configuration, in the workspace's own file or in the home directory's."""

    set: Annotated[dict[str, str], Meta(description="key = value")]
    where: Literal["workspace", "home"] = "workspace"
    id: StepId = ""
    at: At | None = None


class Environment(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag_field="step", tag="do environment"
):
    """From now on the subject works in another environment."""

    set: Annotated[dict[str, str], Meta(description="variable = value")] = {}
    identity: Annotated[bool, Meta(description="whether an identity is configured")] = True
    umask: Annotated[int | None, Meta(description="the mask of modes for new files, 0o077 and the like")] = None
    id: StepId = ""
    at: At | None = None


class HookBehaviour(Enum):
    """What the program of a planted hook does."""

    REFUSE = "refuse"
    REFUSE_ONCE = "refuse-once"
    SUCCEED = "succeed"
    HANG = "hang"


class Hook(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag_field="step", tag="do hook"):
    """A hook is put into the workspace or a remote. With `forbidden` the story forbids that it ever runs."""

    name: Literal[
        "pre-commit", "commit-msg", "post-commit", "post-checkout", "pre-push", "pre-rebase", "pre-merge-commit",
        "post-merge", "reference-transaction", "pre-receive", "update",
    ]  # fmt: skip
    does: HookBehaviour = HookBehaviour.REFUSE
    where: Annotated[str, Meta(description="workspace, or the name of a remote")] = "workspace"
    forbidden: bool = False
    id: StepId = ""
    at: At | None = None


class DoDamage(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag_field="step", tag="do damage"
):
    """Something breaks inside the workspace's `.git`, by name: the only way a story reaches in there."""

    damage: Damage
    of: Annotated[str, Meta(description="what exactly, where it is not the usual thing: a ref, an object, a path")] = ""
    id: StepId = ""
    at: At | None = None


class OnInterrupt(Enum):
    """What a job does when it gets SIGINT."""

    END = "end"
    IGNORE = "ignore"
    WRITE = "write"


class Job(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag_field="step", tag="do job"):
    """A job starts in the workspace, writes its files and goes on until it is interrupted."""

    files: Annotated[dict[str, Content], Meta(description="what it has written when the next step comes")]
    on_interrupt: OnInterrupt = OnInterrupt.END
    last_files: Annotated[
        dict[str, Content], Meta(description="what it still writes on SIGINT (on_interrupt = write)")
    ] = {}
    child: Annotated[bool, Meta(description="whether it has a child that would outlive it")] = False
    id: StepId = ""
    at: At | None = None


class Nest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag_field="step", tag="do nest"):
    """The person makes a repository of its own inside the workspace, with one commit and one uncommitted file."""

    path: str
    files: Annotated[dict[str, Content], Meta(description="what its commit holds")]
    untracked: dict[str, Content] = {}
    id: StepId = ""
    at: At | None = None


DoStep = Write | Stage | Commit | Push | Git | Config | Environment | Hook | DoDamage | Job | Nest
