"""What goes between `run.pool` and a worker process: one line of JSON each way. Pure.

Texts may hold lone surrogates (names that are no UTF-8), which JSON carries only as ASCII escapes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import msgspec

from gitscen.scenario.load import decode_scenario, encode_scenario
from gitscen.scenario.model import Case
from gitscen.verdict import CaseResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A case to play: where its world goes, which workflow is asked, and where modules are found.

    `workflow` and `play` are names as `module:attribute`.
    """

    case: Case
    root: str
    workflow: str
    path: tuple[str, ...]
    play: str


def encode_request(request: Request) -> bytes:
    """Return the request as one line."""
    case = request.case
    told = {"name": case.name, "clone": case.clone, "scenario": encode_scenario(case.scenario), "source": case.source}
    return _line(
        {
            "case": told,
            "root": request.root,
            "workflow": request.workflow,
            "path": request.path,
            "play": request.play,
        }
    )


def decode_request(line: bytes) -> Request:
    """Return what `encode_request` wrote."""
    told = json.loads(line)
    case = told["case"]
    return Request(
        case=Case(case["name"], case["clone"], decode_scenario(case["scenario"]), case["source"]),
        root=told["root"],
        workflow=told["workflow"],
        path=tuple(told["path"]),
        play=told["play"],
    )


def encode_result(result: CaseResult) -> bytes:
    """Return the result as one line."""
    return _line(msgspec.to_builtins(result))


def decode_result(line: bytes) -> CaseResult:
    """Return what `encode_result` wrote. Raises ValueError for anything else."""
    try:
        return msgspec.convert(json.loads(line), CaseResult)
    except (msgspec.ValidationError, UnicodeDecodeError) as error:
        raise ValueError(str(error)) from error


def _line(value: Any) -> bytes:  # noqa: ANN401 - whatever JSON has
    return json.dumps(value).encode("ascii") + b"\n"
