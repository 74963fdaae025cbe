"""`gitscen list`: the scenarios of a selection, the clones each is played on, and their titles."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from gitscen.cli.select import selection
from gitscen.report.shown import shown, valid

if TYPE_CHECKING:
    from gitscen.scenario.model import Case


@click.command("list", short_help="List scenarios.")
@selection
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True)
def list_scenarios(*, select: tuple[str, ...], clones: tuple[str, ...], tags: tuple[str, ...], form: str) -> int:
    """List scenarios with the clones they are played on. SELECT is as in 'gitscen run'."""
    from gitscen.scenario.find import select_cases

    stories: dict[str, list[Case]] = {}
    for case in select_cases(select, clones=clones, tags=tags):
        stories.setdefault(case.name, []).append(case)
    click.echo(_as_json(stories) if form == "json" else _as_text(stories))
    return 0


def _as_text(stories: dict[str, list[Case]]) -> str:
    rows = [
        (shown(name), ",".join(case.clone for case in cases), shown(cases[0].scenario.title))
        for name, cases in stories.items()
    ]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    return "\n".join(f"{name:{widths[0]}}  {clones:{widths[1]}}  {title}" for name, clones, title in rows)


def _as_json(stories: dict[str, list[Case]]) -> str:
    listed = [
        {
            "scenario": valid(name),
            "title": valid(cases[0].scenario.title),
            "about": valid(cases[0].scenario.about),
            "tags": [valid(tag) for tag in cases[0].scenario.tags],
            "clones": [case.clone for case in cases],
            "source": valid(cases[0].source),
        }
        for name, cases in stories.items()
    ]
    return json.dumps({"schema": "gitscen/list/1", "scenarios": listed}, indent=2, ensure_ascii=False)
