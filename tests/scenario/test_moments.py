from __future__ import annotations

import subprocess

import pytest

from gitscen.scenario.moments import COMMANDS, Moment, list_commands, moment_fault, parse_moment, subcommand


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("before push", Moment("before", "push")),
        ("after stash push", Moment("after", "stash push")),
        ("before cherry-pick #12", Moment("before", "cherry-pick", 12)),
        ("after stash push #2", Moment("after", "stash push", 2)),
    ],
)
def test_a_moment_is_read(text: str, moment: Moment) -> None:
    assert parse_moment(text) == moment
    assert moment_fault(text) is None


@pytest.mark.parametrize("text", ["", "push", "during push", "before", "before a b c", "before push #0", "before Push"])
def test_anything_else_is_no_moment(text: str) -> None:
    with pytest.raises(ValueError, match="is no moment"):
        parse_moment(text)


def test_a_word_that_is_no_git_command_is_told_with_the_nearest_one() -> None:
    assert moment_fault("before pusch") == (
        "There is no moment 'before pusch', for git has no command 'pusch'. Did you mean 'push'? "
        "Name one that the workflow runs."
    )
    assert moment_fault("after xyzzy") == (
        "There is no moment 'after xyzzy', for git has no command 'xyzzy'. Name one that the workflow runs."
    )


def test_the_commands_that_people_know_are_known_here() -> None:
    done = subprocess.run(["git", "--list-cmds=list-mainporcelain,list-complete"], capture_output=True, check=True)
    assert set(done.stdout.decode().split()) - {"citool", "gui", "gitk", "instaweb"} - COMMANDS <= {
        "archimport", "backfill", "bugreport", "cvsexportcommit", "cvsimport", "daemon", "diagnose", "history",
        "imap-send", "p4", "repo", "scalar", "send-email", "survey", "svn", "column", "last-modified",
    }  # fmt: skip


def test_commands_are_listed_as_moments_name_them() -> None:
    ran = [["status"], ["stash", "push", "label"], ["push", "origin"], ["stash", "list"], ["push"], []]
    assert list_commands(ran) == "status, stash push, push (2 times), stash list"
    assert list_commands([]) == "nothing"


@pytest.mark.parametrize(
    ("argv", "asked"),
    [
        ("git push origin", "push"),
        ("git -c push.default=simple -C there stash push", "stash"),
        ("git --git-dir here --no-pager fetch", "fetch"),
        ("git --git-dir=here commit -m push", "commit"),
        ("git -c ... commit", "commit"),
        ("git --version", ""),
        ("git", ""),
    ],
)
def test_what_git_is_asked_to_do_stands_behind_its_own_options(argv: str, asked: str) -> None:
    assert subcommand(argv.split()) == asked
