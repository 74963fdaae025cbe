"""`gitscen show`: a story told without playing it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from gitscen.cli.select import selection
from gitscen.cli.terminal import text_width

if TYPE_CHECKING:
    from gitscen.scenario.model import Case

PARTS = ("words", "graph", "git")


@click.command()
@selection
@click.option(
    "--as", "parts", type=click.Choice(PARTS), multiple=True, metavar="PART",
    help="Only this part: words, graph, or git, a shell script. All three by default.",
)  # fmt: skip
def show(*, select: tuple[str, ...], clones: tuple[str, ...], tags: tuple[str, ...], parts: tuple[str, ...]) -> int:
    """Tell what a story is: in words, as a graph of its commits, and as plain git commands that rebuild it by hand.

    SELECT is as in 'gitscen run', and at least one. The commands are those for the first clone that is selected.
    """
    from gitscen.errors import UsageError
    from gitscen.scenario.find import select_cases

    if not select:
        raise UsageError("show needs the name of a story, as 'gitscen list' prints it.")
    stories: dict[str, Case] = {}
    for case in select_cases(select, clones=clones, tags=tags):
        stories.setdefault(case.name, case)
    told = ("\n".join(_tell(case, parts or PARTS)) for case in stories.values())
    click.echo("\n\n\n".join(told))
    return 0


def _tell(case: Case, parts: tuple[str, ...]) -> Iterator[str]:
    from gitscen.tell.script import tell_script
    from gitscen.tell.story import tell_graph, tell_words

    for number, part in enumerate(parts):
        if number:
            yield ""
        match part:
            case "words":
                yield from tell_words(case, width=text_width())
            case "graph":
                yield from tell_graph(case, width=text_width())
            case _:
                yield tell_script(case).removesuffix("\n")
