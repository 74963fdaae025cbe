"""A Python class as the subject: found by `module:Class`, opened on a workspace, asked step by step."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from gitscen.errors import UsageError, WorkspaceError
from gitscen.names import unquote_path
from gitscen.outcome import Operation, Outcome, Status
from gitscen.scenario.asks import (
    OPERATIONS,
    Ask,
    AskCommit,
    AskPush,
    Interrupt,
    Recover,
    Resolve,
    Switch,
    Sync,
)  # fmt: skip
from gitscen.scenario.model import Workflow as Wanted
from gitscen.subject.fault import SubjectFault
from gitscen.subject.message import VERSION, Introduction
from gitscen.subject.offer import Offer
from gitscen.subject.translate import from_introduction
from gitscen.workflow.settings import Integration, SwitchPolicy


def find_class(spec: str) -> Callable[..., Any]:
    """Return the class that `module:Class` names. Raises `UsageError` where there is none."""
    module, _, name = spec.partition(":")
    try:
        found = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError, ValueError) as error:
        raise UsageError(f"there is no workflow {spec!r}: {error}. Name it as module:Class.") from error
    if not callable(found):
        raise UsageError(f"{spec!r} is no class. Name a workflow as module:Class.")
    return found  # type: ignore[no-any-return]


@dataclass(slots=True)
class PythonSubject:
    """One workflow named by `module:Class`, to be opened on the workspace at `place` as the story wants it.

    It acts in this process. It is made anew for every request, as in a program that is started for each.
    """

    spec: str
    place: Path
    wanted: Wanted
    names_head: bool = field(default=True, init=False)
    group: int | None = field(default=None, init=False)
    _make: Callable[..., Any] | None = field(default=None, init=False)

    def begin(self) -> Offer:
        """Find the class and say what it offers. Raises `SubjectFault` where that cannot be."""
        try:
            self._make = find_class(self.spec)
            return read_offer(self._make, self.spec)
        except UsageError as error:
            raise SubjectFault(str(error)) from error

    def ask(self, step: Ask, job: int | None, *, seconds: float | None = None) -> Outcome:
        """Make the workflow, ask for one operation and return the answer, however long that takes.

        What it lacks is `unsupported`; a workspace that it does not take (`WorkspaceError`) is `refused`. Raises
        `SubjectFault` for an answer that is no outcome, and whatever the workflow raises.
        """
        del seconds
        operation = OPERATIONS[type(step)]
        make = self._make or find_class(self.spec)
        try:
            method = getattr(make(self.place, **configure(self.wanted)), operation.value, None)
        except WorkspaceError as error:
            return _say(operation, Status.REFUSED, str(error))
        if method is None:
            return _say(operation, Status.UNSUPPORTED, f"the workflow has no {operation.value}")
        answer = _call(method, step, job)
        if not isinstance(answer, Outcome):
            raise SubjectFault(f"{operation.value} answered {answer!r}, which is no gitscen.outcome.Outcome.")
        return answer

    def end(self) -> None:
        """Do nothing: it has ended with its last request."""

    def kill(self) -> str:
        """Do nothing: what it writes to standard error goes to that of this process."""
        return ""


def read_offer(found: Callable[..., Any], spec: str) -> Offer:
    """Return what a class says of itself, in `name`, `operations` and `policies`; what its methods say without these.

    Raises `UsageError` for operations and policies that do not exist.
    """
    name, operations, policies = (getattr(found, key, None) for key in ("name", "operations", "policies"))
    if not isinstance(operations, Collection) or isinstance(operations, str):
        operations = [one for one in Operation if callable(getattr(found, one.value, None))]
        operations = operations if isinstance(found, type) else list(Operation)
    told = {
        "gitscen": VERSION,
        "name": name if isinstance(name, str) and name else spec,
        "operations": [getattr(one, "value", one) for one in operations],
        "policies": policies if isinstance(policies, Mapping) else {},
    }
    try:
        return from_introduction(msgspec.convert(told, Introduction))
    except msgspec.ValidationError as error:
        raise UsageError(f"{spec} says of itself what cannot be: {error}. See docs/protocol.md, hello.") from error


def configure(wanted: Wanted) -> dict[str, Any]:
    """Return the keywords that a workflow is made with; only what the story wants is passed on."""
    settings: dict[str, Any] = {"remote": wanted.remote}
    if wanted.policy:
        settings["policy"] = SwitchPolicy(wanted.policy)
    if wanted.integration:
        settings["integration"] = Integration(wanted.integration)
    if wanted.session:
        settings["session"] = wanted.session
    if wanted.commit_on_switch:
        settings["commit_on_switch"] = True
    for name in ("grace", "limit"):
        if (seconds := getattr(wanted, name)) is not None:
            settings[name] = seconds
    if not wanted.identity:
        settings["fallback_identity"] = None
    return settings


def _say(operation: Operation, status: Status, reason: str) -> Outcome:
    return Outcome(operation=operation, status=status, branch=None, head=None, reason=reason)


def _call(method: Callable[..., Any], step: Ask, job: int | None) -> object:
    match step:
        case Switch():
            return method(step.branch, start=step.start)
        case AskCommit():
            return method(step.message, paths=[unquote_path(path) for path in step.paths] or None)
        case Sync():
            return method(source=step.source)
        case Interrupt():
            return method(job)
        case AskPush() | Resolve() | Recover():
            return method()
        case _:
            raise TypeError(f"{step!r} is no request")
