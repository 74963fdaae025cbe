"""`gitscen session run`: the stories of sessions by their old numbers or names, on a transport of choice."""

from __future__ import annotations

from pathlib import Path

import click

from gitscen.cli.conclude import FORMATS

NUMBERED = {
    "1": "session/basic-flow",
    "2": "session/switching",
    "3": "session/interrupt",
    "4": "session/rapid-switching",
    "5": "session/concurrent-users",
    "all": "session",
}
"""The scenarios of test-multi-session.js by their numbers."""


@click.command()
@click.argument("select", nargs=-1, metavar="[1..5|all|SELECT]...")
@click.option("--transport", type=click.Choice(("sqlite", "sqs")), default="sqlite", show_default=True)
@click.option("--endpoint", metavar="URL", default="", help="Where SQS is; an emulator (moto) is started without it.")
@click.option(
    "--container", metavar="CMD", default="", help="Judge this container program instead of the built-in one."
)
@click.option("--agent", metavar="CMD", default="", help="Have this program do the work; it reads the instruction.")
@click.option("--clone", "clones", multiple=True, metavar="CLONE", help="Only on this kind of clone, full or shallow.")
@click.option("-j", "--jobs", type=click.IntRange(min=1), help="How many at once; by default one more than processors.")
@click.option("-x", "--exitfirst", is_flag=True, help="Stop at the first that fails.")
@click.option("--repeat", metavar="N", type=click.IntRange(min=1), default=1, help="Play every one N times.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="The report.")
@click.option("-o", "--output", metavar="FILE", help="Write the report to FILE.")
@click.option("--keep", type=click.Choice(("failed", "all", "none")), default="failed", show_default=True)
def run(
    *,
    select: tuple[str, ...],
    transport: str,
    endpoint: str,
    container: str,
    agent: str,
    clones: tuple[str, ...],
    jobs: int | None,
    exitfirst: bool,
    repeat: int,
    form: str,
    output: str | None,
    keep: str,
) -> int:
    """Play stories of sessions with real processes, and judge the containers, their answers and their workspaces.

    1 to 5 are the scenarios of test-multi-session.js, all is every one; anything else selects as in 'gitscen run'.
    """
    from gitscen.cli.interrupt import terminable
    from gitscen.cli.play import Wish, play_selection
    from gitscen.cli.shard import parse_shard
    from gitscen.run.hosted.options import format_options, settle_options

    options = settle_options(transport=transport, endpoint=endpoint, container=container, agent=agent, here=Path.cwd())
    wish = Wish(
        select=tuple(NUMBERED.get(one, one) for one in select or ("all",)), clones=clones, tags=(), jobs=jobs,
        shard=parse_shard("1/1"), exitfirst=exitfirst, form=form, known=None, workflow=format_options(options),
        output=output, keep=keep, repeat=repeat, seed=None,
    )  # fmt: skip
    with terminable():
        return play_selection(wish)
