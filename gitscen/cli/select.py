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

    names = {*catalogue_names(catalogue()), *matrix_names(incomplete)}
    return [CompletionItem(name) for name in sorted(names) if name.startswith(incomplete)]


def matrix_names(begun: str) -> tuple[str, ...]:
    """Return the folders and rows of the matrix; and its pairs, where a row's name and a slash are begun."""
    from gitscen.scenario.matrix.ways import TOP, Route, pairs, rows

    folders = (TOP, *(f"{TOP}/{route.value}" for route in Route))
    listed = (*folders, *(cell.name for cell in rows()))
    return (*listed, *(cell.name for cell in pairs())) if begun.count("/") > 2 else listed


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
