"""Scenarios as pytest's collectors: a file, a selection of the catalogue, and a class that is put through one.

pytest makes collectors of all that lies beside what it was asked for, and leaves most of them alone. So what reads
scenarios is imported when one of them is to collect.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from gitscen.plugin.wish import wish
from gitscen.pytest_plugin import SUFFIX, TOP

if TYPE_CHECKING:
    from gitscen.plugin.item import CaseItem
    from gitscen.testing import CatalogueTest


def collect_file(path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Return the collector of a scenario file; None for a `*.toml` that is none."""
    places = wish(parent.config).places
    top = next((place for place in places if path.is_relative_to(place)), None)
    if top is None and not path.name.endswith(SUFFIX):
        return None
    name = path.name if top is None or top == path else path.relative_to(top).as_posix()
    return ScenarioFile.from_parent(parent, path=path, story=name.removesuffix(".toml").removesuffix(".scen"))


def collect_names(session: pytest.Session) -> list[pytest.Collector]:
    """Return the collector of what was asked for by name, if anything was."""
    asked = wish(session.config)
    if not asked.names:
        return []
    return [Selected.from_parent(session, name=TOP, nodeid=TOP, selections=asked.names, origin=asked.origin)]


def collect_class(name: str, test: CatalogueTest, parent: pytest.Collector) -> pytest.Collector:
    """Return the collector of the cases that a class is put through."""
    return Selected.from_parent(
        parent, name=name, selections=test.selections, clones=test.clones, tags=test.tags, workflow=test.workflow
    )


class ScenarioFile(pytest.File):
    """A scenario file of the project: a test for each kind of clone."""

    def __init__(self, *, story: str, **about: Any) -> None:  # noqa: ANN401 - pytest's own
        """Take the story's name; the file is read when it is to collect."""
        super().__init__(**about)
        self.story = story

    def collect(self) -> Sequence[CaseItem]:
        """Return the cases. Raises `CollectError` for a file that is wrong."""
        from gitscen.plugin.cases import file_cases

        return file_cases(self)


class Selected(pytest.Collector):
    """Cases that are selected as on gitscen's command line. `workflow` is None for the one that the session has.

    `origin` says where the selections stand, for messages.
    """

    def __init__(
        self,
        *,
        selections: Sequence[str],
        clones: Sequence[str] = (),
        tags: Sequence[str] = (),
        workflow: str | None = None,
        origin: str = "",
        **about: Any,  # noqa: ANN401 - pytest's own
    ) -> None:
        """Take the selection; nothing is read before it is to collect."""
        super().__init__(**about)
        self.selections, self.clones, self.tags = selections, clones, tags
        self.workflow, self.origin = workflow, origin

    def collect(self) -> Sequence[CaseItem]:
        """Return the cases. Raises `CollectError` for a selection without any, and for a file that is wrong."""
        from gitscen.plugin.cases import selected_cases

        return selected_cases(self)
