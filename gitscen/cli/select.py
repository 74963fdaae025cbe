"""What `run` and `list` share: the arguments that select cases, and their completion in a shell."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem

Command = TypeVar("Command", bound=Callable[..., Any])


def complete_selection(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001 - click's signature
    """Complete folders and names of the catalogue, and files where a path is begun."""
    if incomplete.startswith((".", "/", "~")):
        return [CompletionItem(incomplete, type="file")]
    from gitscen.scenario.find import catalogue

    return [CompletionItem(name) for name in catalogue_names(catalogue()) if name.startswith(incomplete)]


def catalogue_names(root: Path) -> tuple[str, ...]:
    """Return the folders and scenarios below a catalogue as they are selected, sorted. Reads names only."""
    scenarios = {path.relative_to(root).with_suffix("") for path in root.rglob("*.toml")}
    folders = {folder for path in scenarios for folder in path.parents if folder != Path()}
    return tuple(sorted(path.as_posix() for path in scenarios | folders))


def selection(command: Command) -> Command:
    """Add SELECT, --clone and --tag to a command."""
    command = click.option("--tag", "tags", multiple=True, metavar="TAG", help="Only scenarios with this tag.")(command)
    command = click.option(
        "--clone", "clones", multiple=True, metavar="CLONE", help="Only cases on this kind of clone, full for example."
    )(command)
    return click.argument("select", nargs=-1, shell_complete=complete_selection, metavar="[SELECT]...")(command)
