"""The `do` steps of stories about the host: sessions, their messages, waits, and what breaks around them. Pure types.

Such a story has no single workspace: each container of the host has one, cloned from its project's remote.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from gitscen.scenario.acts import StepId
from gitscen.scenario.asks import Expect

Project = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9-]*$", description="a project of the story")]
Session = Annotated[str, Meta(min_length=1, description="the session's name, in messages and queues")]
Command = Annotated[str, Meta(min_length=1, description="the id of a command; each has its own")]

KillMoment = Annotated[
    str,
    Meta(
        pattern=r"^$|^(before|after|during) [a-z][a-z-]*( [a-z][a-z-]*)?( #[1-9][0-9]*)?$",
        description="a moment of the container's git, during agent, during push, or before or after "
        "answer, send and acknowledge",
        examples=["after stash push", "during push", "before acknowledge #2"],
    ),
]

PROJECTS = ("site",)
"""The projects of a story that names none."""


class HostStep(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What every step of such a story has."""

    id: StepId = ""


class Open(HostStep, frozen=True, kw_only=True, tag_field="step", tag="do open"):
    """A person opens a session, and may give the first instruction with it."""

    session: Session
    thread: Annotated[str, Meta(description="the chat's thread; its branch is named for it")] = ""
    client: str = "client"
    project: Annotated[str, Meta(description="the project; the story's first without it")] = ""
    user: str = "user"
    instruction: Annotated[str, Meta(description="the first command; none without it")] = ""
    command: Annotated[str, Meta(description="the first command's id")] = ""

    @property
    def thread_id(self) -> str:
        """The thread: `thread-a` of the session `session-a` where the story names none."""
        return self.thread or f"thread-{self.session.removeprefix('session-')}"


class Send(HostStep, frozen=True, kw_only=True, tag_field="step", tag="do send"):
    """A command is put into a session's queue, or something that should have been one."""

    session: Session
    command: Command
    instruction: str = ""
    times: Annotated[int, Meta(ge=1, le=9, description="how often the same message comes in, past deduplication")] = 1
    later: Annotated[float, Meta(description="seconds by which the sender's clock is ahead")] = 0.0
    fields: Annotated[
        dict[str, str | int | float | bool], Meta(description="field = value, instead of the right one or besides")
    ] = {}
    without: Annotated[tuple[str, ...], Meta(description="fields that are left out")] = ()
    size: Annotated[int, Meta(ge=0, le=1 << 22, description="bytes by which the instruction is made longer")] = 0
    raw: Annotated[str | None, Meta(description="the whole message as text, instead of a command")] = None


class WantedAnswer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """What an answer must say; only what is written is looked at."""

    success: bool | None = None
    interrupted: bool | None = None
    summary: Annotated[str | None, Meta(description="text that the summary has, in any case")] = None
    error: Annotated[str | None, Meta(description="text that the error has, in any case")] = None
    files: Annotated[tuple[str, ...] | None, Meta(description="the files that it names")] = None


class Depths(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """How many messages lie in a session's queues, those in flight too; answers are taken out as they come."""

    input: int | None = None
    dlq: int | None = None


class Await(HostStep, frozen=True, kw_only=True, tag_field="step", tag="do await"):
    """The story waits until all this is so, and fails where it is not in time. Then every workspace is judged.

    What is at work still (`begun`) is not judged before its answer is there.
    """

    answers: Annotated[dict[str, WantedAnswer], Meta(description="command = what its answer must say")] = {}
    begun: Annotated[dict[str, int], Meta(description="command = how many files its agent must have written")] = {}
    queues: Annotated[
        dict[str, Depths | Literal["gone"]], Meta(description="session = how much lies in its queues, or gone")
    ] = {}
    dead: Annotated[
        dict[str, tuple[str, ...]], Meta(description="session = a pattern for the reason of each of its dead letters")
    ] = {}
    pushed: Annotated[
        tuple[str, ...], Meta(description="sessions whose branch is on the remote as it is in the workspace")
    ] = ()
    containers: Annotated[
        tuple[tuple[str, ...], ...] | None, Meta(description="the containers that run, each as the sessions it serves")
    ] = None
    most: Annotated[int | None, Meta(description="no more containers than these were ever seen to run at once")] = None
    kept: Annotated[bool, Meta(description="no container has been started anew since the last wait")] = False
    expect: Annotated[
        dict[str, Expect], Meta(description="session = what must be seen in its workspace and on its remote")
    ] = {}
    within: Annotated[float, Meta(gt=0, le=60, description="seconds that it may take")] = 30.0


class Event(HostStep, frozen=True, kw_only=True, tag_field="step", tag="do event"):
    """What long-running agents wait for (`until: NAME`) comes."""

    name: Annotated[str, Meta(pattern=r"^[a-z][a-z0-9-]*$", description="the event")]


class Close(HostStep, frozen=True, kw_only=True, tag_field="step", tag="do close"):
    """The person closes a session: its queues go, and its container when no other session needs it."""

    session: Session


class Kill(HostStep, frozen=True, kw_only=True, tag_field="step", tag="do kill"):
    """SIGKILL, now: for a session's container, the agent at work in it, or the host."""

    who: Literal["container", "agent", "host"] = "container"
    session: Annotated[str, Meta(description="whose container or agent")] = ""


class Outage(HostStep, frozen=True, kw_only=True, tag_field="step", tag="do outage"):
    """From now on the queue service, or a project's remote, cannot be reached."""

    of: Literal["queues", "remote"]
    project: Annotated[str, Meta(description="whose remote; the story's first without it")] = ""


class Repair(HostStep, frozen=True, kw_only=True, tag_field="step", tag="do repair"):
    """What was out of reach can be reached again."""

    of: Literal["queues", "remote"]
    project: Annotated[str, Meta(description="whose remote; the story's first without it")] = ""


class StartHost(HostStep, frozen=True, kw_only=True, tag_field="step", tag="do host"):
    """A host is started: anew after a kill, or a second one by mistake."""

    elsewhere: Annotated[bool, Meta(description="with a home of its own, as on another machine")] = False
    refused: Annotated[bool, Meta(description="it must not come up: another one has the home")] = False


AnyHostStep = Open | Send | Await | Event | Close | Kill | Outage | Repair | StartHost


class HostWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """How the story wants the host to be started."""

    idle: Annotated[float, Meta(ge=0, description="seconds for which a container stays without a session")] = 60.0
    most: Annotated[int, Meta(ge=1, description="how many containers may run at once")] = 4
    head_start: Annotated[
        float, Meta(ge=0, description="seconds that a command gets before a message of another session interrupts it")
    ] = 10.0
    waits: Annotated[bool, Meta(description="no host runs before a step starts one")] = False
    kill: Annotated[KillMoment, Meta(description="when each container is killed, once; never without it")] = ""
    file_limit: Annotated[
        int, Meta(ge=0, description="bytes that a file may have, as if the disk were full behind them; 0: any")
    ] = 0
