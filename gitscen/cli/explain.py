"""`gitscen explain NAME`: what must hold after every request, and what the doctor finds, in words."""

from __future__ import annotations

import difflib

import click
from click.shell_completion import CompletionItem

from gitscen.errors import UsageError
from gitscen.verdict import Invariant


def complete_name(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001 - click's signature
    """Complete the names."""
    from gitscen.doctor.explain import PAGES

    names = [*(each.value for each in Invariant), *PAGES]
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]


@click.command()
@click.argument("name", shell_complete=complete_name, required=False)
def explain(*, name: str | None) -> int:
    """Tell what NAME means: an invariant, or a finding of the doctor's; without it, list all in a line each.

    Rules of stories (outcome, resolved, expect files ...) are told too.
    """
    from gitscen.judge.explain import RULES

    rule = (name or "").strip().lower().partition(" ")[0]
    if rule in RULES:
        click.echo(f"{rule}: {RULES[rule].strip()}")
        return 0
    texts = read_texts()
    if name is not None:
        known = find_name(name, list(texts))
        click.echo(f"{known}: {texts[known].strip()}")
        return 0
    width = max(map(len, texts))
    for each, text in texts.items():
        click.echo(f"{each:{width}}  {first_line(text)}")
    return 0


def read_texts() -> dict[str, str]:
    """Return what is told of every invariant, then of every finding."""
    from gitscen.doctor.explain import PAGES
    from gitscen.judge.explain import EXPLANATIONS

    told = {each.value: EXPLANATIONS[each] for each in Invariant}
    return told | {code: page.text() for code, page in PAGES.items()}


def find_name(name: str, names: list[str]) -> str:
    """Return the one of `names` that is meant, or raise `UsageError` with the nearest one."""
    wanted = name.strip().lower().replace("_", "-").replace(" ", "-")
    if wanted in names:
        return wanted
    near = difflib.get_close_matches(wanted, names, n=1, cutoff=0.5)
    hint = f"Did you mean {near[0]}?" if near else "'gitscen explain' lists them."
    raise UsageError(f"{name!r} is no invariant and no finding. {hint}")


def first_line(text: str) -> str:
    """Return the first line of a text: it says in a sentence what it is about."""
    return text.strip().partition("\n")[0]
