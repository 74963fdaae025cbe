from __future__ import annotations

import click.testing
import pytest

from gitscen.cli.main import cli
from gitscen.scenario.find import select_cases


def show(*args: str, code: int = 0) -> str:
    done = click.testing.CliRunner().invoke(cli, ["show", *args])
    assert done.exit_code == code, (done.output, done.exception)
    return done.stdout or done.stderr


def test_a_story_is_told_in_three_parts() -> None:
    words, graph, script = (show("conflict/both-added", "--as", part) for part in ("words", "graph", "git"))
    assert show("conflict/both-added") == f"{words}\n{graph}\n{script}"
    assert words.startswith("conflict/both-added: Both sides add the same file\n  There is no common version")
    assert graph == (
        "*         origin main: older commits\n"
        "*-.-.     origin main: origin's change\n"
        "  * |   3 workspace thread-a: Greet\n"
        "  | *   4 origin thread-a: peer: peer's change\n"
        "  ?-'   5 workspace thread-a: what push makes of both\n"
        "* a commit, with its step and branch\n? what comes of it is not told beforehand\n"
    )
    assert script.startswith("#!/bin/sh\n# conflict/both-added[full]: Both sides add the same file\n")


def test_the_script_is_for_the_clone_that_is_wanted() -> None:
    assert "--depth=1" not in show("conflict/both-added", "--as", "git")
    assert "--depth=1" in show("conflict/both-added[shallow]", "--as", "git")
    assert "--depth=1" in show("conflict/both-added", "--as", "git", "--clone", "shallow")


def test_several_stories_are_told_one_after_the_other() -> None:
    told = show("switch", "--as", "words")
    names = dict.fromkeys(case.name for case in select_cases(["switch"]))
    assert [line for line in told.splitlines() if line.startswith("switch/")] != []
    assert all(f"{name}: " in told for name in names)


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [((), 2, "show needs the name of a story"), (("nothing",), 5, "No scenario is called 'nothing'.")],
)
def test_a_story_that_is_not_there(args: tuple[str, ...], code: int, says: str) -> None:
    assert says in show(*args, code=code)


def test_every_line_of_words_and_graphs_of_the_whole_catalogue_fits() -> None:
    lines = show("*", "--as", "words", "--as", "graph").splitlines()
    assert [line for line in lines if len(line) > 80 and " " in line.strip(" -")[:70]] == []
