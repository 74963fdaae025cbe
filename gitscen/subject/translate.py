"""Between a story's words and the protocol's: requests from steps and back, outcomes from answers and back. Pure."""

from __future__ import annotations

from typing import assert_never

from gitscen.names import ConflictKind, ConflictNature, quote_path, unquote_path
from gitscen.outcome import Operation, Outcome, Resolution, Status
from gitscen.scenario import asks
from gitscen.scenario.model import Workflow
from gitscen.subject import message
from gitscen.subject.message import Answer, AskRequest, Introduction, Open, Settled
from gitscen.subject.offer import Offer

_USUAL = {
    ConflictKind.BOTH_MODIFIED: ConflictNature.CONTENT,
    ConflictKind.BOTH_ADDED: ConflictNature.ADD_ADD,
    ConflictKind.DELETED_BY_US: ConflictNature.MODIFY_DELETE,
    ConflictKind.DELETED_BY_THEM: ConflictNature.MODIFY_DELETE,
    ConflictKind.BOTH_DELETED: ConflictNature.RENAME_RENAME,
    ConflictKind.ADDED_BY_US: ConflictNature.RENAME_RENAME,
    ConflictKind.ADDED_BY_THEM: ConflictNature.RENAME_RENAME,
}
"""The nature that a conflict of each kind most often has."""


def to_open(place: bytes, wanted: Workflow) -> Open:
    """Return the request to look after the workspace at a place, as the story wants it."""
    return Open(
        workspace=quote_path(place),
        session=wanted.session,
        remote=wanted.remote,
        policy=wanted.policy,
        integration=wanted.integration,
        identity=wanted.identity,
        commit_on_switch=wanted.commit_on_switch,
        grace=wanted.grace,
        limit=wanted.limit,
    )


def from_open(request: Open) -> Workflow:
    """Return how a workflow is to be configured; the workspace itself is not in that."""
    return Workflow(
        session=request.session,
        remote=request.remote,
        policy=request.policy,
        integration=request.integration,
        identity=request.identity,
        commit_on_switch=request.commit_on_switch,
        grace=request.grace,
        limit=request.limit,
    )


def to_request(step: asks.Ask, job: int | None) -> AskRequest:  # noqa: PLR0911 - one for each step
    """Return an `ask` step of a story as a request."""
    match step:
        case asks.Switch():
            return message.Switch(branch=step.branch, start=step.start)
        case asks.AskCommit():
            paths = tuple(quote_path(unquote_path(path)) for path in step.paths)
            return message.Commit(message=step.message, paths=paths or None)
        case asks.AskPush():
            return message.Push()
        case asks.Sync():
            return message.Sync(source=step.source)
        case asks.Resolve():
            return message.Resolve()
        case asks.Interrupt():
            return message.Interrupt(job=job)
        case asks.Recover():
            return message.Recover()
        case _:
            raise TypeError(f"{step!r} is no request")


def from_request(request: AskRequest) -> asks.Ask:  # noqa: PLR0911 - one for each request
    """Return a request as an `ask` step; the job of an interrupt is not in that."""
    match request:
        case message.Switch():
            return asks.Switch(branch=request.branch, start=request.start)
        case message.Commit():
            return asks.AskCommit(message=request.message, paths=request.paths or ())
        case message.Push():
            return asks.AskPush()
        case message.Sync():
            return asks.Sync(source=request.source)
        case message.Resolve():
            return asks.Resolve()
        case message.Interrupt():
            return asks.Interrupt()
        case message.Recover():
            return asks.Recover()
        case _:
            assert_never(request)


def to_answer(outcome: Outcome) -> Answer:
    """Return an outcome as an answer; where HEAD is, its deeds and what lost are not in that."""
    resolved = tuple(
        Settled(path=quote_path(one.path), kind=one.kind, nature=one.nature, kept=one.kept)
        for one in outcome.resolutions
    )
    return Answer(status=outcome.status, reason=outcome.reason, resolved=resolved)


def from_answer(operation: Operation, answer: Answer) -> Outcome:
    """Return an answer as an outcome that does not say where HEAD is. Raises `BadName` for a badly quoted path."""
    resolutions = tuple(
        Resolution(
            path=unquote_path(one.path), kind=one.kind, nature=one.nature or _USUAL[one.kind], kept=one.kept, lost=None
        )
        for one in answer.resolved
    )
    return Outcome(
        operation=operation,
        status=answer.status,
        branch=None,
        head=None,
        resolutions=resolutions,
        reason=answer.reason or _silence(operation, answer.status),
    )


def _silence(operation: Operation, status: Status) -> str:
    return f"it does not support {operation.value}" if status is Status.UNSUPPORTED else ""


def to_introduction(offer: Offer) -> Introduction:
    """Return an offer as the answer to hello."""
    policies = {
        key: tuple(sorted(ways)) for key, ways in (("switch", offer.switch), ("sync", offer.sync)) if ways is not None
    }
    return Introduction(
        gitscen=message.VERSION,
        name=offer.name,
        operations=tuple(one for one in Operation if one in offer.operations),
        policies=message.Policies(**policies),  # type: ignore[arg-type]
    )


def from_introduction(told: Introduction) -> Offer:
    """Return the answer to hello as an offer."""
    switch, sync = told.policies.switch, told.policies.sync
    return Offer(
        name=told.name,
        operations=frozenset(told.operations),
        switch=None if switch is None else frozenset(switch),
        sync=None if sync is None else frozenset(sync),
    )
