r"""A scenario as typed values. Pure; `load` makes it from a file, and Python code may make it directly.

Scenario(title="...", about="...", origin=(OriginCommit(branch="main", files={"a": "1\n"}),),
         step=(Write(files={"a": "2\n"}), AskCommit(message="two", outcome=Status.DONE)))
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from gitscen.scenario.acts import DoStep
from gitscen.scenario.asks import Ask, AskStep, Expect
from gitscen.scenario.clone import CLONE
from gitscen.scenario.content import Edits
from gitscen.scenario.hosted import PROJECTS, AnyHostStep, HostStep, HostWish, Project

Clone = Annotated[
    str,
    Meta(
        pattern=rf"^({CLONE})$",
        description="full, shallow (depth 1), shallow:N (depth N) or single-branch",
    ),
]

GitVersion = Annotated[str, Meta(pattern=r"^[0-9]+\.[0-9]+(\.[0-9]+)?$")]

OLDER_COMMITS = 3
"""How many empty commits lie below the first one of a story, so that a clone of depth 1 has something to cut off."""


class OriginCommit(Edits, frozen=True, kw_only=True):
    """One commit of the origin's history. A branch's first commit starts at `start`, or at the root."""

    branch: str
    start: Annotated[str | None, Meta(description="the branch that a new branch starts from")] = None
    message: str = "origin's change"


class Workflow(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """How the story wants the workflow to be configured; a subject's own defaults hold for what is left out."""

    policy: Annotated[Literal["park", "carry"] | None, Meta(description="what a switch does with work")] = None
    integration: Annotated[
        Literal["rebase-then-merge", "rebase", "merge"] | None, Meta(description="how incoming commits come in")
    ] = None
    session: Annotated[str | None, Meta(description="the session's name, as in commit messages")] = None
    commit_on_switch: Annotated[bool, Meta(description="whether a switch commits the work it leaves")] = False
    identity: Annotated[bool, Meta(description="whether a fallback identity is configured")] = True
    remote: Annotated[str, Meta(description="the remote that the workflow uses")] = "origin"
    grace: Annotated[float, Meta(ge=0, description="seconds that a job gets to end after SIGINT")] | None = None
    limit: Annotated[float, Meta(gt=0, description="seconds that one git command may take")] | None = None
    folder: Annotated[str, Meta(description="the folder of the workspace that the workflow looks after")] = ""


class Scenario(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """A story: what lies on the origin, the steps, and what must be seen at the end."""

    title: Annotated[str, Meta(min_length=1, max_length=100, description="the story in one line")]
    about: Annotated[str, Meta(description="what goes wrong in real programs, and what must come out")] = ""
    tags: Annotated[tuple[str, ...], Meta(description="words to select by")] = ()
    clones: Annotated[tuple[Clone, ...], Meta(min_length=1, description="what the story runs on")] = ("full", "shallow")
    needs_git: Annotated[GitVersion | None, Meta(description="the oldest git that can play it")] = None
    catches_nothing: Annotated[
        str, Meta(description="why it is there though it fails no broken workflow of the selftest; for shipped stories")
    ] = ""
    remotes: Annotated[tuple[str, ...], Meta(description="empty remotes besides origin")] = ()
    origin: Annotated[
        tuple[OriginCommit, ...], Meta(description="origin's commits, oldest first; none: it is empty")
    ] = ()
    workflow: Workflow = Workflow()
    projects: Annotated[
        tuple[Project, ...], Meta(min_length=1, description="in a story of sessions: each has origin's history")
    ] = PROJECTS
    host: Annotated[HostWish, Meta(description="in a story of sessions: how the host is started")] = HostWish()
    step: Annotated[tuple[DoStep | AskStep | AnyHostStep, ...], Meta(min_length=1, description="do and ask, in order")]
    expect: Annotated[Expect, Meta(description="what must be seen at the end")] = Expect()

    @property
    def default_branch(self) -> str:
        """The branch that clones check out: that of origin's first commit, `main` where origin is empty."""
        return self.origin[0].branch if self.origin else "main"

    @property
    def is_hosted(self) -> bool:
        """Whether it is a story about sessions on a host, rather than about one workspace."""
        return any(isinstance(step, HostStep) for step in self.step)

    @property
    def asks(self) -> tuple[Ask, ...]:
        """The requests of the story."""
        return tuple(step for step in self.step if isinstance(step, Ask))


@dataclass(frozen=True, slots=True)
class Case:
    """One story on one kind of clone: `conflict/both-added[shallow]`.

    `source` is the file it came from, as text to show, or "" where Python made it.
    """

    name: str
    clone: str
    scenario: Scenario
    source: str = ""

    @property
    def id(self) -> str:
        """The name that people select and reports print."""
        return f"{self.name}[{self.clone}]"
