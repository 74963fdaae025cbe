"""The matrix in lists and completions; what they have in common with files is in test_main."""

from __future__ import annotations

import json
import subprocess
import sys

import click.testing

from gitscen.cli.main import cli
from gitscen.cli.select import matrix_names
from gitscen.scenario.matrix.ways import Route, Way


def listed(*args: str) -> str:
    done = click.testing.CliRunner().invoke(cli, ["list", *args])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_rows_are_listed_and_say_how_many_pairs_they_hold() -> None:
    lines = listed("matrix").splitlines()
    assert len(lines) == len(Route) * len(Way)
    assert all(line.endswith(f"({len(Way)} pairs)") for line in lines)
    assert listed("matrix/merge/add/add") == "matrix/merge/add/add  full,shallow  add here, add there, in a merge\n"


def test_a_generated_story_has_no_source() -> None:
    (row,) = json.loads(listed("matrix/merge/add", "--format", "json"))["scenarios"]
    assert (row["scenario"], row["source"], row["tags"]) == ("matrix/merge/add", "", ["matrix"])
    assert "stays in history" in row["about"]


def test_pairs_are_completed_below_a_row() -> None:
    assert {"matrix", "matrix/merge", "matrix/merge/add"} <= set(matrix_names("mat"))
    assert "matrix/merge/add/add" not in matrix_names("matrix/merge/add")
    assert "matrix/merge/add/add" in matrix_names("matrix/merge/add/")


def test_a_list_imports_neither_git_nor_the_typed_model() -> None:
    program = """
import sys, atexit
atexit.register(lambda: print(sorted({"git", "pygit2", "msgspec"} & set(sys.modules)), file=sys.stderr))
from gitscen.cli.main import cli
cli.main(["list", "matrix", "conflict"], prog_name="gitscen")
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout
    assert done.stderr == "[]\n"
