"""The command `gitscen`: its commands and where they are. Importing it imports none of them."""

from __future__ import annotations

import click

import gitscen
from gitscen.cli.face import Face

COMMANDS = {
    "run": "gitscen.cli.run:run",
    "list": "gitscen.cli.list:list_scenarios",
    "explain": "gitscen.cli.explain:explain",
    "completion": "gitscen.cli.completion:completion",
}


@click.group(cls=Face, commands_at=COMMANDS, name="gitscen", context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(gitscen.__version__, prog_name="gitscen")
def cli() -> None:
    """Put git workflows through scenarios on real repositories, and tell which work they lose."""


def main() -> None:
    """Run the command line of this process; the entry point of the installed command."""
    cli.main(prog_name="gitscen")
