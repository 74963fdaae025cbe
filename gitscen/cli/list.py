"""`gitscen list`: the scenarios of a selection, the clones each is played on, and their titles.

It reads no more of a file than a list tells, so a mistake further down does not show; `gitscen lint` finds those.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gitscen.cli.select import selection

if TYPE_CHECKING:
    from gitscen.scenario.find import Pick


@click.command("list")
@selection
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True)
def list_scenarios(*, select: tuple[str, ...], clones: tuple[str, ...], tags: tuple[str, ...], form: str) -> int:
    """List scenarios with the clones they are played on. SELECT is as in 'gitscen run'."""
    from gitscen.scenario.find import select_picks

    stories: dict[str, list[Pick]] = {}
    for pick in select_picks(select, clones=clones, tags=tags):
        stories.setdefault(pick.story.name, []).append(pick)
    click.echo(_as_json(stories) if form == "json" else _as_text(stories))
    return 0


def _as_text(stories: dict[str, list[Pick]]) -> str:
    from gitscen.report.shown import shown

    rows = [
        (shown(name), ",".join(pick.clone for pick in picks), shown(picks[0].head.title))
        for name, picks in stories.items()
    ]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    return "\n".join(f"{name:{widths[0]}}  {clones:{widths[1]}}  {title}" for name, clones, title in rows)


def _as_json(stories: dict[str, list[Pick]]) -> str:
    import json

    from gitscen.report.shown import valid

    listed = [
        {
            "scenario": valid(name),
            "title": valid(picks[0].head.title),
            "about": valid(picks[0].story.load().about),
            "tags": [valid(tag) for tag in picks[0].head.tags],
            "clones": [pick.clone for pick in picks],
            "source": valid(picks[0].story.source),
        }
        for name, picks in stories.items()
    ]
    return json.dumps({"schema": "gitscen/list/1", "scenarios": listed}, indent=2, ensure_ascii=False)
