"""gitscen's face in pytest: its options, and hooks that hand over to `gitscen.plugin` where there is a scenario.

pytest imports this module whenever it starts where gitscen is installed. So it imports the standard library and pytest
only, and what does the work is imported when the first scenario is met.
"""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from gitscen.plugin.worlds import Worlds

SUFFIX = ".scen.toml"
"""How the name of a scenario file ends that is collected wherever it lies."""
TOP = "gitscen"
"""Where tests stand that have no file in the project: `gitscen::conflict/both-added[full]`."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options and the settings of the ini file."""
    group = parser.getgroup("gitscen", "git workflows")
    group.addoption(
        "--gitscen-workflow", metavar="WORKFLOW",
        help="What scenarios are played with: module:Class, or a command line, 'node adapter.js'.",
    )  # fmt: skip
    group.addoption(
        "--gitscen-keep", choices=("failed", "all", "none"), default="failed",
        help="Which worlds of scenarios stay on disk: failed (the default), all or none.",
    )  # fmt: skip
    parser.addini("gitscen_workflow", "what scenarios are played with: module:Class, or a command line")
    parser.addini("gitscen_scenarios", "folders of scenario files, and names of gitscen's catalogue", type="args")


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker of all scenarios, and take what was asked for by name out of the paths."""
    config.addinivalue_line("markers", "gitscen: a scenario played by gitscen; its tags are markers too.")
    if config.getini("gitscen_scenarios") or any(arg.startswith(f"{TOP}::") for arg in config.args):
        from gitscen.plugin.wish import take_arguments

        take_arguments(config)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Put the scenarios that were asked for by name, and lie in no folder of the project, beside what lies there."""
    report = yield
    if isinstance(collector, pytest.Session) and "gitscen.plugin.wish" in sys.modules and report.passed:
        from gitscen.plugin.collect import collect_names

        report.result = [*report.result, *collect_names(collector)]
    return report


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect a scenario file."""
    if file_path.suffix != ".toml":
        return None
    if not file_path.name.endswith(SUFFIX) and not parent.config.getini("gitscen_scenarios"):
        return None
    from gitscen.plugin.collect import collect_file

    return collect_file(file_path, parent)


def pytest_pycollect_makeitem(
    collector: pytest.Collector,
    name: str,
    obj: Any,  # noqa: ANN401 - whatever stands in a module
) -> pytest.Collector | None:
    """Collect what `gitscen.testing.catalogue_test` made."""
    testing = sys.modules.get("gitscen.testing")
    if testing is None or type(obj) is not testing.CatalogueTest:
        return None
    from gitscen.plugin.collect import collect_class

    return collect_class(name, obj, collector)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let the report of a scenario say what only its verdict tells."""
    report = yield
    if (cases := sys.modules.get("gitscen.plugin.item")) and isinstance(item, cases.CaseItem):
        item.amend(report)
    return report


@pytest.fixture
def gitscen_world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Worlds]:
    """Return what builds worlds, `gitscen_world("conflict/both-added", clone="shallow")`, below the test's tmp_path.

    For as long as the test goes, no variable of git's and no configuration of the person's is to be seen.
    """
    from gitscen.plugin.worlds import Worlds

    with Worlds(tmp_path, beside=request.path.parent) as worlds:
        yield worlds
