"""The click group behind `gitscen`: commands imported when they are called for, and errors as exit codes.

0 good, 1 a case did not pass, 2 wrong use, 3 our own bug, 4 git missing or too old, 5 nothing selected, 130
interrupted. What is expected to go wrong gets one line on standard error and never a traceback.
"""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any, NamedTuple

import click

from gitscen.cli.entry import INTERRUPTED

INTERNAL = 3
TRACEBACK = "GITSCEN_TRACEBACK"


class Place(NamedTuple):
    """Where a command is, and its line in the help of all: that shows without importing any."""

    module: str
    name: str
    help: str


class Face(click.Group):
    """A group whose commands are at known places."""

    def __init__(self, *args: Any, commands_at: dict[str, Place], **kwargs: Any) -> None:  # noqa: ANN401 - click's own
        """Take click's arguments and the place of each command."""
        super().__init__(*args, **kwargs)
        self._commands_at = commands_at

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names in the order in which a person meets them."""
        return list(self._commands_at)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import one command."""
        place = self._commands_at.get(cmd_name)
        if place is None:
            return None
        command = getattr(importlib.import_module(place.module), place.name)
        if not isinstance(command, click.Command):
            return None
        command.short_help = place.help  # what completion shows
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list of commands as click does, from what their places tell."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, place.help) for name, place in self._commands_at.items()])

    def main(self, *args: Any, **extra: Any) -> Any:  # noqa: ANN401 - click's own
        """Run a command line and exit with its code."""
        extra["standalone_mode"] = False
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="backslashreplace")
        try:
            code = super().main(*args, **extra)
        except click.ClickException as error:
            error.show()
            code = error.exit_code
        except (click.Abort, KeyboardInterrupt):
            code = INTERRUPTED
        except Exception as error:  # noqa: BLE001 - a bug of ours gets its exit code and a way to tell us
            code = _tell(error)
        sys.exit(code)


def _tell(error: Exception) -> int:
    """Print what went wrong and return the exit code. Its imports are for this case only."""
    from gitscen.errors import GitscenError

    if isinstance(error, GitscenError):
        say(str(error))
        _show_traceback(error)
        return error.exit_code
    say(f"a bug in gitscen: {type(error).__name__}: {error}")
    if not _show_traceback(error):
        click.echo(f"Run it again with {TRACEBACK}=1 to see where, and report that.", err=True)
    return INTERNAL


def say(message: str) -> None:
    """Print an error as all of gitscen's are: a line that says whose it is, nothing in it that acts on a terminal."""
    from gitscen.report.shown import shown_lines

    click.echo("gitscen: error: " + "\n".join(shown_lines(message)), err=True)


def _show_traceback(error: Exception) -> bool:
    """Print the traceback of an error, if the person asked for it."""
    if not os.environ.get(TRACEBACK):
        return False
    import traceback

    from gitscen.report.shown import shown_lines

    click.echo("\n".join(shown_lines("".join(traceback.format_exception(error)))), err=True)
    return True
