"""A Python class as the subject: found by `module:Class`, opened on a workspace, asked step by step."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gitscen.errors import UsageError
from gitscen.names import unquote_path
from gitscen.outcome import Outcome, Status
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


@dataclass(frozen=True, slots=True)
class PythonSubject:
    """One workflow, opened on one workspace with what the story wants of it."""

    workflow: Any

    @classmethod
    def open(cls, spec: str, workspace: Path, wanted: Wanted) -> PythonSubject:
        """Make the workflow named by `module:Class` for a workspace; only what the story wants is passed on."""
        settings: dict[str, Any] = {"remote": wanted.remote}
        if wanted.policy:
            settings["policy"] = SwitchPolicy(wanted.policy)
        if wanted.integration:
            settings["integration"] = Integration(wanted.integration)
        if wanted.session:
            settings["session"] = wanted.session
        if wanted.commit_on_switch:
            settings["commit_on_switch"] = True
        if not wanted.identity:
            settings["fallback_identity"] = None
        return cls(find_class(spec)(workspace, **settings))

    def ask(self, step: Ask, job: int | None) -> Outcome:
        """Ask for one operation and return the answer; what the class lacks is `unsupported`."""
        operation = OPERATIONS[type(step)]
        method = getattr(self.workflow, operation.value, None)
        if method is None:
            reason = f"the workflow has no {operation.value}"
            return Outcome(operation=operation, status=Status.UNSUPPORTED, branch=None, head=None, reason=reason)
        answer = _call(method, step, job)
        if not isinstance(answer, Outcome):
            raise TypeError(f"{operation.value} answered {answer!r}, which is no Outcome")
        return answer


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
