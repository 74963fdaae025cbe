"""`gitscen session serve`: a host in the foreground, until ^C."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.option(
    "--project", "projects", multiple=True, required=True, metavar="NAME=URL", help="A project and its remote."
)
@click.option(
    "--home", default=Path("gitscen-host"), show_default=True, type=click.Path(path_type=Path, file_okay=False)
)
@click.option("--transport", metavar="URL", help="sqlite:///... or sqs://...; a file in the home without it.")
@click.option("--agent", metavar="CMD", default="", help="What does the work; the scripted agent without it.")
@click.option("--container", metavar="CMD", default="", help="This container program instead of the built-in one.")
@click.option("--most", type=click.IntRange(min=1), default=8, show_default=True, help="Containers at once.")
@click.option(
    "--idle", type=click.FloatRange(min=0), default=300.0, show_default=True, help="Seconds without a session."
)
@click.option("--head-start", type=click.FloatRange(min=0), default=1.0, show_default=True, help="Seconds, see docs.")
@click.option("--depth", type=click.IntRange(min=1), help="Clone with this depth; whole without it.")
def serve(
    *,
    projects: tuple[str, ...],
    home: Path,
    transport: str | None,
    agent: str,
    container: str,
    most: int,
    idle: float,
    head_start: float,
    depth: int | None,
) -> int:
    """Give every user of a project a container, and carry out what the sessions are sent, until ^C.

    'gitscen session open', 'send' and 'close' talk to it, 'gitscen monitor' shows it.
    """
    import shlex
    import threading

    from gitscen.cli.interrupt import terminable
    from gitscen.git.command import require_git
    from gitscen.session.host import Host
    from gitscen.session.settings import Habits, HostSettings, parse_projects
    from gitscen.subject.spec import settle_spec

    require_git()
    place = home.absolute()
    settings = HostSettings(
        transport=transport or f"sqlite://{place / 'queues.db'}",
        home=place,
        projects=parse_projects(projects),
        idle=idle,
        most=most,
        container=tuple(shlex.split(settle_spec(container, Path.cwd()))) if container else (),
        habits=Habits(
            agent=tuple(shlex.split(settle_spec(agent, Path.cwd()))) if agent else (),
            head_start=head_start,
            depth=depth,
        ),
    )
    place.mkdir(parents=True, exist_ok=True)
    with terminable(), Host(settings) as host:
        click.echo(f"Serving {', '.join(settings.projects)} from {home}. ^C ends it; what is under way is interrupted.")
        host.run(threading.Event())
    return 0
