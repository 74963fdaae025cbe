"""What pytest was asked for, as far as it concerns scenarios: paths and names.

Names of the catalogue stand for no file of the project, so pytest must not meet them among its arguments.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from gitscen.pytest_plugin import TOP


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """`places` are the folders and files in which every `*.toml` is a scenario, `names` the selections to collect.

    `origin` says where the names stand, for messages.
    """

    places: tuple[Path, ...]
    names: tuple[str, ...]
    origin: str


WISH = pytest.StashKey[Wish]()


def wish(config: pytest.Config) -> Wish:
    """Return what was asked for; read once."""
    if WISH not in config.stash:
        config.stash[WISH] = _read(config)
    return config.stash[WISH]


def take_arguments(config: pytest.Config) -> None:
    """Read what was asked for, leave pytest only paths, and add the places of the ini file where it asks for those."""
    asked = wish(config)
    config.args[:] = [arg for arg in config.args if not arg.startswith(f"{TOP}::")]
    if by_ini(config):
        # pytest goes into the folders that it was given by itself.
        tops = [config.invocation_params.dir / arg.partition("::")[0] for arg in config.args]
        config.args += [
            str(place) for place in asked.places if not any(place.is_relative_to(top) for top in tops)
        ]  # fmt: skip


def by_ini(config: pytest.Config) -> bool:
    """Whether the ini file says what to collect: as for `testpaths`, at the top and without an argument."""
    arguments = config.args_source is pytest.Config.ArgsSource.ARGS
    return not arguments and config.invocation_params.dir == config.rootpath


def ini_folder(config: pytest.Config) -> Path:
    """Return the folder that paths in the ini file are seen from."""
    return config.inipath.parent if config.inipath else config.rootpath


def _read(config: pytest.Config) -> Wish:
    entries: list[str] = config.getini("gitscen_scenarios")
    base = ini_folder(config)
    places = {entry: base / entry for entry in entries if (base / entry).exists()}
    if by_ini(config):
        names = tuple(entry for entry in entries if entry not in places)
        return Wish(places=tuple(places.values()), names=names, origin=f"gitscen_scenarios in {config.inipath}")
    named = (arg.removeprefix(f"{TOP}::") for arg in config.args if arg.startswith(f"{TOP}::"))
    return Wish(places=tuple(places.values()), names=tuple(named), origin="")
