"""What collectors of scenarios yield: a test for each case. Reads scenario files, and plays nothing.

What is wrong with a file, a name or a workflow is an error of the collection, with place and remedy. A story is loaded
anew when its test runs, so that collecting the catalogue reads little more than names.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from gitscen.errors import GitscenError, ScenarioError, UsageError
from gitscen.plugin.item import CaseItem, shown_place
from gitscen.plugin.wish import ini_folder
from gitscen.report.shown import shown_lines
from gitscen.scenario.find import Pick, catalogue, select_picks, workflow_folders
from gitscen.scenario.story import Story
from gitscen.subject.spec import is_class, settle_spec

if TYPE_CHECKING:
    from gitscen.plugin.collect import ScenarioFile, Selected


def file_cases(node: ScenarioFile) -> list[CaseItem]:
    """Return the cases of a scenario file. Raises `CollectError` for one that is wrong."""
    spec = _workflow(node.config)
    story = Story(node.story, node.path)
    try:
        scenario = story.load()
    except ScenarioError as error:
        raise pytest.Collector.CollectError(_told(error, node.config)) from error
    return [_case(node, story, clone, scenario.tags, spec) for clone in scenario.clones]


def selected_cases(node: Selected) -> list[CaseItem]:
    """Return the cases of a selection. Raises `CollectError` where there is none, and for a file that is wrong."""
    spec = _workflow(node.config) if node.workflow is None else node.workflow
    return [_case(node, pick.story, pick.clone, pick.head.tags, spec) for pick in _picks(node)]


def _case(parent: pytest.Collector, story: Story, clone: str, tags: Sequence[str], workflow: str) -> CaseItem:
    name = f"{story.name}[{clone}]"
    # Said as text, the id is what pytest reads again from its cache: the brackets are no part of a name (pytest 9.2).
    nodeid = f"{parent.nodeid}::{name}"
    return CaseItem.from_parent(
        parent, name=name, nodeid=nodeid, story=story, clone=clone, tags=tags, workflow=workflow
    )


def _picks(node: Selected) -> tuple[Pick, ...]:
    try:
        picks = select_picks(node.selections or workflow_folders(), clones=node.clones, tags=node.tags)
        for story in dict.fromkeys(pick.story for pick in picks):
            if story.path and not story.path.is_relative_to(catalogue()):
                story.load()
    except GitscenError as error:
        told = _told(error, node.config)
        raise pytest.Collector.CollectError(f"{node.origin}: {told}" if node.origin else told) from error
    return picks


def _workflow(config: pytest.Config) -> str:
    """Return the workflow under test, settled, "" for gitscen's own.

    Raises `CollectError` for a text that names none, and where a class cannot be imported.
    """
    given, named = config.getoption("gitscen_workflow"), config.getini("gitscen_workflow")
    if not (given or named):
        return ""
    try:
        spec = settle_spec(given, config.invocation_params.dir) if given else settle_spec(named, ini_folder(config))
    except UsageError as error:
        raise pytest.Collector.CollectError(_told(error, config)) from error
    try:
        if is_class(spec):
            pkgutil.resolve_name(spec)
    except (ImportError, AttributeError) as error:
        raise pytest.Collector.CollectError(
            f"There is no workflow {spec!r}: {error}. Name it as module:Class in gitscen_workflow or "
            '--gitscen-workflow; a module beside the ini file is found with pythonpath = ["."] there.'
        ) from error
    return spec


def _told(error: GitscenError, config: pytest.Config) -> str:
    """Return an error as it is shown, its file seen from where pytest was started."""
    text = str(error)
    if isinstance(error, ScenarioError) and error.place:
        text = str(ScenarioError(shown_place(Path(error.place), config), error.line, error.message))
    return "\n".join(shown_lines(text))
