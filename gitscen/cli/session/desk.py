"""`gitscen session open`, `send` and `close`: the client's desk, for a person."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from gitscen.session.desk import Desk

HOME = click.option(
    "--home", default=Path("gitscen-host"), show_default=True, type=click.Path(path_type=Path), help="The host's home."
)


@click.command()
@click.argument("name")
@click.option("--project", required=True, metavar="NAME")
@click.option("--thread", metavar="THREAD", help="Its branch; thread-NAME without it.")
@click.option("--user", default="user", show_default=True)
@click.option("--client", default="client", show_default=True)
@HOME
def open_session(*, name: str, project: str, thread: str | None, user: str, client: str, home: Path) -> int:
    """Open the session NAME, or open it again."""
    desk = _desk(home)
    record = desk.open(client=client, project=project, user=user, thread=thread or f"thread-{name}", session=name)
    click.echo(f"{record.session_id} on {record.branch} in {record.container_id}")
    return 0


@click.command()
@click.argument("name")
@click.argument("instruction")
@click.option("--limit", type=click.FloatRange(min=0), default=60.0, show_default=True, help="Seconds for the answer.")
@HOME
def send(*, name: str, instruction: str, limit: float, home: Path) -> int:
    """Send the INSTRUCTION to the session NAME and print its answer as JSON. The exit code is 1 without success."""
    from gitscen.session.message import encode_message

    desk = _desk(home)
    command = desk.send(name, instruction)
    answer = desk.wait(name, command, limit=limit)[command]
    click.echo(encode_message(answer).decode())
    return 0 if answer.success else 1


@click.command()
@click.argument("name")
@HOME
def close(*, name: str, home: Path) -> int:
    """Close the session NAME; its queues go once everything is answered."""
    _desk(home).close(name)
    return 0


def _desk(home: Path) -> Desk:
    """Return the desk on the transport of a home. Raises `UsageError` where no host has ever been."""
    import json

    from gitscen.errors import UsageError
    from gitscen.session.desk import Desk
    from gitscen.session.transport import open_transport

    try:
        facts = json.loads((home / "host.json").read_bytes())
    except OSError as error:
        raise UsageError(f"{home} is no host's home. Start one: gitscen session serve --home {home}.") from error
    return Desk(open_transport(facts["transport"]))
