"""The protocol of programs, version 1: requests and answers as values, and as one line of JSON each. Pure.

docs/protocol.md tells it in full. Both sides are here: the harness writes requests and reads answers, `serve` the
other way round.
"""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal, TypeVar

import msgspec
from msgspec import Meta

from gitscen.names import ConflictKind, ConflictNature, Side
from gitscen.outcome import Operation, Status

VERSION = 1

SwitchWay = Literal["park", "carry"]
SyncWay = Literal["rebase-then-merge", "rebase", "merge"]
PathText = Annotated[
    str, Meta(description="a path; where it begins with a double quote, it is quoted as git quotes paths")
]


class Message(msgspec.Struct, frozen=True, kw_only=True, tag_field="op", tag=str.lower):
    """A request. Keys may be added to requests under the same version: ignore those that you do not know."""


class Hello(Message, frozen=True, kw_only=True):
    """The first request: say who you are, and what you can do."""

    gitscen: int = VERSION


class Open(Message, frozen=True, kw_only=True):
    """Look after this workspace from now on; null stands for your own default."""

    workspace: PathText
    session: str | None = None
    remote: str = "origin"
    policy: SwitchWay | None = None
    integration: SyncWay | None = None
    identity: Annotated[bool, Meta(description="false: no fallback identity is configured")] = True
    commit_on_switch: Annotated[bool, Meta(description="whether a switch commits the work it leaves")] = False
    grace: Annotated[float | None, Meta(description="seconds that a job gets to end after SIGINT")] = None
    limit: Annotated[float | None, Meta(description="seconds that one git command may take")] = None


class Switch(Message, frozen=True, kw_only=True):
    """Go to a branch, made from `start` if it does not exist."""

    branch: str
    start: str | None = None


class Commit(Message, frozen=True, kw_only=True):
    """Commit the work, all of it or these paths."""

    message: str
    paths: tuple[PathText, ...] | None = None


class Push(Message, frozen=True, kw_only=True):
    """Bring the branch's commits to the remote."""


class Sync(Message, frozen=True, kw_only=True):
    """Bring in what the remote has of the branch, or of `source`."""

    source: str | None = None


class Resolve(Message, frozen=True, kw_only=True):
    """Settle the conflicts that are there and conclude what stopped at them."""


class Interrupt(Message, frozen=True, kw_only=True):
    """End the job with this process id, if there is one, and put its work in safety."""

    job: int | None = None


class Recover(Message, frozen=True, kw_only=True):
    """Bring the workspace back to a sound state."""


class Close(Message, frozen=True, kw_only=True):
    """Answer and end."""


AskRequest = Switch | Commit | Push | Sync | Resolve | Interrupt | Recover
Request = Hello | Open | AskRequest | Close


class Policies(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The policies that a subject has; one that is left out follows whatever a story configures."""

    switch: tuple[SwitchWay, ...] | None = None
    sync: tuple[SyncWay, ...] | None = None


class Introduction(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The answer to hello."""

    gitscen: int
    name: Annotated[str, Meta(min_length=1)]
    operations: tuple[Operation, ...]
    policies: Policies = Policies()


class Settled(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A conflict that was settled. Without `nature` it is the usual one of its kind."""

    path: PathText
    kind: ConflictKind
    nature: ConflictNature | None = None
    kept: Side = Side.LOCAL


class Answer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The answer to every other request."""

    status: Status
    reason: str = ""
    resolved: tuple[Settled, ...] = ()


Told = TypeVar("Told", Introduction, Answer)


class BadAnswer(ValueError):
    """A line that is no answer; the text says why."""


def encode_request(request: Request) -> bytes:
    """Return a request as one line; `gitscen` or `op` comes first in it."""
    told = msgspec.to_builtins(request)
    if isinstance(request, Hello):
        told = {"gitscen": request.gitscen, **told}
    return _line(told)


def encode_answer(answer: Introduction | Answer) -> bytes:
    """Return an answer as one line."""
    return _line(msgspec.to_builtins(answer))


def decode_request(line: bytes) -> Request:
    """Return what `encode_request` wrote. Raises `BadAnswer` for anything else."""
    try:
        return msgspec.json.decode(line, type=Request)  # type: ignore[no-any-return]
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise BadAnswer(str(error)) from error


def decode_answer(line: bytes, kind: type[Told]) -> Told:
    """Return an answer of this kind. Raises `BadAnswer`, which names an unknown key."""
    try:
        told: Any = msgspec.json.decode(line)
        version = told.get("gitscen", VERSION) if isinstance(told, dict) else VERSION
        if kind is Introduction and version != VERSION:
            raise BadAnswer(f"it speaks version {version!r} of the protocol, and this is version {VERSION}")
        return msgspec.convert(told, kind)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise BadAnswer(str(error)) from error


def _line(told: Any) -> bytes:  # noqa: ANN401 - whatever JSON has
    text = json.dumps(told, ensure_ascii=False)
    # A lone surrogate is no UTF-8: only an escape carries it.
    return "".join(f"\\u{ord(unit):04x}" if "\ud800" <= unit <= "\udfff" else unit for unit in text).encode() + b"\n"
