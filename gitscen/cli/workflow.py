"""The workflow that a person names on the command line, as the processes that play cases find it."""

from __future__ import annotations

import sys
from pathlib import Path


def find_workflow(named: str | None) -> str:
    """Return the settled text of a workflow, gitscen's own for None. Raises `UsageError` for one that names nothing.

    A class is found from the directory that the person stands in, as `python -m` has it.
    """
    from gitscen.subject.spec import WORKFLOW, is_class, settle_spec

    if named is None:
        return WORKFLOW
    here = Path.cwd()
    if is_class(named) and str(here) not in sys.path:
        sys.path.insert(0, str(here))
    return settle_spec(named, here)
