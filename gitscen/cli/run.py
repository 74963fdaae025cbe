"""`gitscen run`: its options, and what they ask for."""

from __future__ import annotations

from functools import partial

import click

from gitscen.cli.conclude import FORMATS
from gitscen.cli.select import selection
from gitscen.cli.shard import parse_shard


@click.command()
@selection
@click.option(
    "-j", "--jobs", type=click.IntRange(min=1), help="How many cases at once; by default one more than processors."
)
@click.option("--shard", metavar="K/N", help="Only the K-th of N equal parts of the selection.")
@click.option("-x", "--exitfirst", is_flag=True, help="Stop at the first case that fails.")
@click.option(
    "--repeat", metavar="N", type=click.IntRange(min=1), default=1,
    help="Play every case N times; one that comes out differently fails.",
)  # fmt: skip
@click.option("--seed", metavar="N", type=int, help="Shuffle the order of the cases by this number.")
@click.option("--watch", "watching", is_flag=True, help="Run again whenever a selected file changes, until ^C.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="The report.")
@click.option("--known", metavar="FILE", help="Cases that are known to fail, one a line; one that passes turns it red.")
@click.option(
    "-w", "--workflow", metavar="WORKFLOW", help="What is judged: module:Class, or a command line, 'node adapter.js'."
)
@click.option("-o", "--output", metavar="FILE", help="Write the report to FILE.")
@click.option(
    "--keep", type=click.Choice(("failed", "all", "none")),
    help="Which worlds stay on disk: the failed ones by default, none with --format contract.",
)  # fmt: skip
def run(
    *,
    select: tuple[str, ...],
    clones: tuple[str, ...],
    tags: tuple[str, ...],
    jobs: int | None,
    shard: str | None,
    exitfirst: bool,
    repeat: int,
    seed: int | None,
    watching: bool,
    form: str,
    known: str | None,
    workflow: str | None,
    output: str | None,
    keep: str | None,
) -> int:
    """Play scenarios in worlds of their own, on full and shallow clones, and judge what the workflow does.

    SELECT is a folder (conflict), a name (conflict/both-added), a glob, a case (conflict/both-added[shallow]), or
    a path to a scenario file or folder of yours; without it, all that judges a workflow: everything but session.
    """
    from gitscen.cli.interrupt import terminable
    from gitscen.cli.play import Wish, play_selection
    from gitscen.cli.workflow import find_workflow

    wish = Wish(
        select=select, clones=clones, tags=tags, jobs=jobs, shard=parse_shard(shard or "1/1"), exitfirst=exitfirst,
        form=form, known=known, workflow=find_workflow(workflow), output=output,
        keep=keep or ("none" if form == "contract" else "failed"), repeat=repeat, seed=seed,
    )  # fmt: skip
    with terminable():
        if not watching:
            return play_selection(wish)
        from gitscen.cli.watch import look_at_files, watch

        return watch(partial(play_selection, wish), partial(look_at_files, select))
