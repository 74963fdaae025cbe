"""`gitscen session`: its commands and where they are. Importing it imports none of them."""

from __future__ import annotations

import click

from gitscen.cli.face import Face, Place

COMMANDS = {
    "run": Place("gitscen.cli.session.run", "run", "Play the stories of sessions and judge the container."),
    "load": Place("gitscen.cli.session.load", "load", "Put a host under load and judge what comes of it."),
    "serve": Place("gitscen.cli.session.serve", "serve", "Serve sessions on this machine until ^C."),
    "open": Place("gitscen.cli.session.desk", "open_session", "Open a session."),
    "send": Place("gitscen.cli.session.desk", "send", "Send a command and print its answer."),
    "close": Place("gitscen.cli.session.desk", "close", "Close a session."),
}


@click.group(cls=Face, commands_at=COMMANDS)
def session() -> None:
    """Play, load and serve chat sessions on a host."""
