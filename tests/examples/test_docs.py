"""What docs/adapters.md shows of the naive workflow is what is judged, and its cases are there."""

from __future__ import annotations

import re

from gitscen.scenario.find import catalogue
from tests.examples.adapters import ADAPTERS, EXAMPLES

PAGE = (EXAMPLES.parent / "docs/adapters.md").read_text()


def test_the_naive_workflow_is_shown_as_it_is() -> None:
    [shown] = re.findall(r"```sh\n(switch_branch.*?)```", PAGE, re.DOTALL)
    _, workflow, _ = re.split(r"# --- .* ---\n", (EXAMPLES / "shell/adapter.sh").read_text())
    assert shown.strip() == workflow.strip()


def test_every_case_of_the_table_is_there() -> None:
    named = re.findall(r"^\|.*\| `([a-z]+/[a-z0-9-]+)` \|$", PAGE, re.MULTILINE)
    assert len(named) > 5
    assert [name for name in named if not (catalogue() / f"{name}.toml").is_file()] == []


def test_every_adapter_is_named_with_its_command() -> None:
    for adapter in ADAPTERS:
        command = f'"{adapter.workflow}"' if " " in adapter.workflow else adapter.workflow
        assert re.search(rf"^\| `{adapter.name}` \|.*\| `gitscen run --workflow {command}` \|$", PAGE, re.MULTILINE)
