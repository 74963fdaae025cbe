"""The click group behind `gitscen`: commands imported when they are called for, and errors as exit codes.

0 good, 1 a case did not pass, 2 wrong use, 3 our own bug, 4 git missing or too old, 5 nothing selected, 130
interrupted. What is expected to go wrong gets one line on standard error and never a traceback.
"""

from __future__ import annotations

import importlib
import os
import sys
import traceback
from typing import Any

import click

from gitscen.errors import GitscenError
from gitscen.report.shown import shown_lines

INTERNAL = 3
INTERRUPTED = 130
TRACEBACK = "GITSCEN_TRACEBACK"


class Face(click.Group):
    """A group whose commands are places, `module:attribute`."""

    def __init__(self, *args: Any, commands_at: dict[str, str], **kwargs: Any) -> None:  # noqa: ANN401 - click's own
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
        module, _, name = place.partition(":")
        command = getattr(importlib.import_module(module), name)
        return command if isinstance(command, click.Command) else None

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
        except GitscenError as error:
            _say(str(error))
            _show_traceback()
            code = error.exit_code
        except (click.Abort, KeyboardInterrupt):
            code = INTERRUPTED
        except Exception as error:  # noqa: BLE001 - a bug of ours gets its exit code and a way to tell us
            _say(f"a bug in gitscen: {type(error).__name__}: {error}")
            if not _show_traceback():
                click.echo(f"Run it again with {TRACEBACK}=1 to see where, and report that.", err=True)
            code = INTERNAL
        sys.exit(code)


def _say(message: str) -> None:
    click.echo("gitscen: error: " + "\n".join(shown_lines(message)), err=True)


def _show_traceback() -> bool:
    """Print the traceback of what is being handled, if the person asked for it."""
    if not os.environ.get(TRACEBACK):
        return False
    click.echo("\n".join(shown_lines(traceback.format_exc())), err=True)
    return True
