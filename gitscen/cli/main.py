"""The command `gitscen`: its commands and where they are. Importing it imports none of them."""

from __future__ import annotations

import click

import gitscen
from gitscen.cli.face import Face, Place

COMMANDS = {
    "run": Place("gitscen.cli.run", "run", "Play scenarios and judge the workflow."),
    "list": Place("gitscen.cli.list", "list_scenarios", "List scenarios."),
    "show": Place("gitscen.cli.show", "show", "Tell a story in words, as plain git and as a graph."),
    "shell": Place("gitscen.cli.shell", "shell", "Open a shell in a world, at a step of its story."),
    "lint": Place("gitscen.cli.lint", "lint", "Find every mistake in scenario files."),
    "selftest": Place("gitscen.cli.selftest", "selftest", "Hold the scenarios against broken workflows."),
    "doctor": Place("gitscen.cli.doctor", "doctor", "Tell what is wrong with a workspace, and where its work is."),
    "recover": Place("gitscen.cli.recover", "recover", "Mend a broken workspace without losing a byte."),
    "undo": Place("gitscen.cli.undo", "undo", "Undo the last recover, byte for byte."),
    "capture": Place("gitscen.cli.capture", "capture", "Write a scenario that rebuilds a workspace's state."),
    "session": Place("gitscen.cli.session", "session", "Play, load and serve chat sessions on a host."),
    "monitor": Place("gitscen.cli.monitor", "monitor", "Show what a host, or any workspace, is doing."),
    "serve": Place("gitscen.cli.serve", "serve", "Speak the protocol of programs for a Python class."),
    "explain": Place("gitscen.cli.explain", "explain", "Tell what an invariant, or a finding of the doctor's, means."),
    "init": Place("gitscen.cli.init", "init", "Write a scenario, an adapter and a CI snippet."),
    "completion": Place("gitscen.cli.completion", "completion", "Print the completion script of a shell."),
}


@click.group(cls=Face, commands_at=COMMANDS, name="gitscen", context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(gitscen.__version__, prog_name="gitscen")
def cli() -> None:
    """Put git workflows through scenarios on real repositories, and tell which work they lose."""


def main() -> None:
    """Run the command line of this process; the entry point of the installed command."""
    cli.main(prog_name="gitscen")
