"""`gitscen session load`: a host under load, and whether the documents' key indicators hold."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.option("--sessions", type=click.IntRange(1, 1000), default=10, show_default=True, help="How many at once.")
@click.option("--projects", type=click.IntRange(1, 100), default=3, show_default=True, help="Over how many projects.")
@click.option("--users", type=click.IntRange(1, 1000), default=4, show_default=True, help="Of how many users.")
@click.option("--commands", type=click.IntRange(1, 10_000), default=1, show_default=True, help="Commands a session.")
@click.option("--most", type=click.IntRange(1, 100), default=4, show_default=True, help="Containers at once, at most.")
@click.option("--burst", "rate", flag_value=0.0, type=float, default=0.0, help="All commands at once; the default.")
@click.option("--sustained", "rate", type=click.FloatRange(min=0.01), metavar="N", help="N commands a second.")
@click.option("--head-start", type=click.FloatRange(min=0), default=10.0, show_default=True, metavar="S",
              help="Seconds before a message of another session interrupts a command.")  # fmt: skip
@click.option("--kill", "kills", type=click.IntRange(0, 1000), default=0, metavar="N", help="Kill N at random.")
@click.option("--seed", type=int, help="What the kills are chosen by; printed, random without it.")
@click.option("--clone", type=click.Choice(("full", "shallow")), default="full", show_default=True)
@click.option("--transport", type=click.Choice(("sqlite", "sqs")), default="sqlite", show_default=True)
@click.option("--endpoint", metavar="URL", default="", help="Where SQS is; an emulator (moto) is started without it.")
@click.option("--container", metavar="CMD", default="", help="This container program instead of the built-in one.")
@click.option("--agent", metavar="CMD", default="", help="Have this program do the work.")
@click.option("--limit", type=click.FloatRange(min=1), default=300.0, show_default=True, help="Seconds.")
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True)
@click.option("--keep", is_flag=True, help="Leave everything on disk.")
def load(
    *,
    sessions: int,
    projects: int,
    users: int,
    commands: int,
    most: int,
    rate: float,
    head_start: float,
    kills: int,
    seed: int | None,
    clone: str,
    transport: str,
    endpoint: str,
    container: str,
    agent: str,
    limit: float,
    form: str,
    keep: bool,
) -> int:
    """Put a host under load: by default ten sessions on three projects with four containers at most.

    Prints throughput, latency, containers and interrupts, and whether the key indicators hold: queue processing under
    30 s, no corruption, branch switching under 5 s, stash and recovery 100%. The exit code is 1 where one does not.
    """
    from gitscen.cli.interrupt import terminable
    from gitscen.git.command import require_git
    from gitscen.report.load import json_load, judge_load, text_load
    from gitscen.run.ground import Ground, Keep
    from gitscen.run.hosted.load import Plan, run_load
    from gitscen.run.hosted.options import settle_options
    from gitscen.run.worker import remember_process

    require_git()
    chosen = _new_seed() if seed is None else seed
    plan = Plan(
        sessions=sessions, projects=projects, users=users, commands=commands, most=most, rate=rate or None,
        head_start=head_start, kills=kills, seed=chosen, clone=clone, limit=limit,
    )  # fmt: skip
    options = settle_options(transport=transport, endpoint=endpoint, container=container, agent=agent, here=Path.cwd())
    with terminable():
        ground = Ground(Keep.ALL if keep else Keep.NONE)
        restore = remember_process()
        try:
            room = ground.room(1, "load")
            told = f"The host's home is {room / 'host'}; watch it with: gitscen monitor {room / 'host'} --watch"
            click.echo(told + (f"\nseed {chosen}" if kills else ""), err=True)
            done = run_load(plan, room, options, tell=_tell)
            click.echo(json_load(done) if form == "json" else text_load(done), nl=False)
            if keep:
                click.echo(f"All of it is in {room}.", err=True)
            return 0 if all(one.holds for one in judge_load(done)) else 1
        finally:
            restore()
            if not keep:
                ground.close()


def _new_seed() -> int:
    import secrets

    return secrets.randbelow(1 << 31)


def _tell(answered: int, sent: int) -> None:
    """Count on a terminal."""
    import sys

    from gitscen.report.progress import ERASE_LINE

    if sys.stderr.isatty():
        click.echo(f"{ERASE_LINE}{answered}/{sent} answered" + ("\n" if answered == sent else ""), nl=False, err=True)
