"""`gitscen explain INVARIANT`: what must hold after every request, in words."""

from __future__ import annotations

import difflib

import click
from click.shell_completion import CompletionItem

from gitscen.errors import UsageError
from gitscen.verdict import Invariant


def complete_invariant(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001 - click's signature
    """Complete the names."""
    return [CompletionItem(each.value) for each in Invariant if each.value.startswith(incomplete)]


@click.command(short_help="Tell what an invariant means.")
@click.argument("invariant", shell_complete=complete_invariant, required=False)
def explain(*, invariant: str | None) -> int:
    """Tell what INVARIANT means and what typically breaks it; without it, list all in a line each.

    Rules of stories (outcome, resolved, expect files ...) are told too.
    """
    from gitscen.judge.explain import EXPLANATIONS, RULES

    rule = (invariant or "").strip().lower().partition(" ")[0]
    if rule in RULES:
        click.echo(f"{rule}: {RULES[rule].strip()}")
        return 0
    if invariant is not None:
        known = find_invariant(invariant)
        click.echo(f"{known.value}: {EXPLANATIONS[known].strip()}")
        return 0
    width = max(len(each.value) for each in Invariant)
    for each in Invariant:
        click.echo(f"{each.value:{width}}  {first_line(EXPLANATIONS[each])}")
    return 0


def find_invariant(name: str) -> Invariant:
    """Return the invariant of that name, or raise `UsageError` with the nearest one."""
    names = [each.value for each in Invariant]
    wanted = name.strip().lower().replace("_", "-").replace(" ", "-")
    if wanted in names:
        return Invariant(wanted)
    near = difflib.get_close_matches(wanted, names, n=1, cutoff=0.5)
    hint = f"Did you mean {near[0]}?" if near else "'gitscen explain' lists them."
    raise UsageError(f"{name!r} is no invariant. {hint}")


def first_line(text: str) -> str:
    """Return the first line of an explanation: it says in a sentence what the invariant catches."""
    return text.strip().partition("\n")[0]
