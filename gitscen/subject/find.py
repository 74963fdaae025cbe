"""From the text that names a workflow, settled by `spec`, to the subject of a case."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

from gitscen.names import unquote_path
from gitscen.scenario.model import Workflow
from gitscen.subject.program import ProgramSubject
from gitscen.subject.protocol import Subject
from gitscen.subject.python import PythonSubject
from gitscen.subject.spec import is_class


def find_subject(spec: str, workspace: Path, wanted: Workflow, *, door: Path | None) -> Subject:
    """Return the subject that a settled text names, for the workspace of a case; nothing is started yet.

    `door` is what goes first on the PATH of a program, None where the story never steps in.
    """
    place = workspace / os.fsdecode(unquote_path(wanted.folder)) if wanted.folder else workspace
    if is_class(spec):
        return PythonSubject(spec, place, wanted)
    directory = place if place.is_dir() else workspace
    return ProgramSubject(shlex.split(spec), directory, place, wanted, door)
