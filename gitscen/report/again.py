"""The line that runs one case again. Pure."""

from __future__ import annotations

import shlex

from gitscen.report.shown import shown
from gitscen.verdict import CaseResult


def run_again(case: CaseResult) -> str:
    """Return a command line for a shell that plays this one case again and keeps its world.

    A scenario of the person's own is named as its path was given, and selected by that.
    """
    own = case.source == f"{case.scenario}.toml" or case.scenario.startswith(("/", "./", "../"))
    select = f"{shlex.quote(case.source)} --clone {shlex.quote(case.clone)}" if own else shlex.quote(case.id)
    if case.workflow.startswith("--"):  # the options of stories of sessions
        return shown(f"gitscen session run {select} {case.workflow} --keep all")
    workflow = f" --workflow {shlex.quote(case.workflow)}" if case.workflow else ""
    return shown(f"gitscen run {select}{workflow} --keep all")
