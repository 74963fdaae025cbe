"""From a path to a diagnosis: plain files first, objects second, findings from both, and what they add up to.

Reads only; no git, no link or pointer followed out of the workspace. A part that fails becomes a finding itself.
"""

from __future__ import annotations

import os

from gitscen.doctor.deep.look import look, open_store
from gitscen.doctor.deep.model import Deep
from gitscen.doctor.evidence.gather import gather
from gitscen.doctor.evidence.model import Evidence
from gitscen.doctor.finding import Diagnosis
from gitscen.doctor.judge import is_unknown, judge
from gitscen.doctor.objects.store import ObjectStore
from gitscen.doctor.record import record
from gitscen.errors import UsageError


@record
class Examination:
    """A diagnosis and what it was made from. `store` is None where no objects could be looked for."""

    evidence: Evidence
    store: ObjectStore | None
    deep: Deep
    diagnosis: Diagnosis


def examine(path: str | os.PathLike[str]) -> Examination:
    """Look at a workspace. Raises `UsageError` where there is no folder at `path`."""
    try:
        evidence = gather(path)
    except (FileNotFoundError, NotADirectoryError) as problem:
        raise UsageError(f"There is no folder at {os.fspath(path)!r}. Name the top of a workspace.") from problem
    except OSError as problem:
        raise UsageError(f"{os.fspath(path)!r} cannot be read: {problem.strerror}.") from problem
    if is_unknown(evidence):
        return Examination(evidence, None, Deep(), judge(evidence, Deep()))
    store = open_store(evidence)
    deep = look(evidence, store)
    return Examination(evidence, store, deep, judge(evidence, deep))


def diagnose(path: str | os.PathLike[str]) -> Diagnosis:
    """Return what the doctor says of a workspace. Raises `UsageError` where there is no folder at `path`."""
    return examine(path).diagnosis
