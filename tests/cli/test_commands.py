"""docs/commands.md tells every command and every option."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from gitscen.cli.main import COMMANDS, cli
from gitscen.cli.session import COMMANDS as SESSION_COMMANDS
from gitscen.cli.session import session

TEXT = (Path(__file__).parents[2] / "docs/commands.md").read_text()
SECTIONS = dict(re.findall(r"^## `gitscen ([a-z]+)[^\n]*\n(.*?)(?=^## |\Z)", TEXT, re.DOTALL | re.MULTILINE))


def test_every_command_has_a_section_and_no_other() -> None:
    assert list(SECTIONS) == list(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_told(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    told = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", SECTIONS[name]))
    missing = [one for param in command.params if isinstance(param, click.Option) for one in (*param.opts,)]
    assert [one for one in missing if one not in told] == []


@pytest.mark.parametrize("name", SESSION_COMMANDS)
def test_every_option_of_sessions_is_told(name: str) -> None:
    command = session.get_command(click.Context(session), name)
    assert command is not None
    told = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", SECTIONS["session"]))
    options = [param for param in command.params if isinstance(param, click.Option)]
    assert [one for param in options for one in param.opts if one.startswith("--") and one not in told] == []
