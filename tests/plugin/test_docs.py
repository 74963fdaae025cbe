"""What docs/pytest.md shows is so: its files make a project in which pytest says what is printed there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

PAGE = (Path(__file__).parents[2] / "docs/pytest.md").read_text()


def test_the_files_of_the_page_fail_as_it_shows(project: pytest.Pytester) -> None:
    for name, text in re.findall(r"```(?:python|toml)\n# (\S+)\n(.*?)```", PAGE, re.DOTALL):
        place = project.path / name
        place.parent.mkdir(exist_ok=True)
        place.write_text(f"# {name}\n{text}")
    options = ("-q", "-p", "no:hypothesispytest", "-p", "no:pytest_fakefs", "--gitscen-keep=none")
    done = project.runpytest_inprocess(*options, "scenarios", "tests/test_by_hand.py")
    done.assert_outcomes(failed=2)
    left_out = re.compile(r"\$|F +\[|failed |  world: |  script: |      \.\.\.")
    for block in re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL)[1:]:
        lines = [line for line in block.splitlines() if not left_out.match(line)]
        done.stdout.fnmatch_lines([line.replace("[", "[[]") for line in lines])
    listed = project.runpytest_inprocess(*options, "--collect-only", "tests/test_mygit.py")
    assert "tests/test_mygit.py::test_my_workflow::conflict/both-added[full]" in listed.outlines
    story = project.path / "scenarios/leave.toml"
    story.write_text(story.read_text().replace('"switch"', '"swich"'))
    [wrong] = re.findall(r"^scenarios/leave.toml:.*swich.*$", PAGE, re.MULTILINE)
    assert wrong in project.runpytest_inprocess(*options, "scenarios").outlines
