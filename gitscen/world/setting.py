"""Settings of the world: git's configuration files, and the identity in the home's."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal, assert_never

from gitscen.git.command import Git
from gitscen.git.environment import IDENTITY
from gitscen.scenario.acts import HookBehaviour
from gitscen.world.program import write_program
from gitscen.world.world import World


def configure(world: World, git: Git, values: Mapping[str, str], where: Literal["workspace", "home"]) -> None:
    """Set keys in the workspace's own configuration or the home's. Raises `GitError` for a key git does not take."""
    for key, value in expand_values(world, values).items():
        _set(git, _config_file(world, where), key, value)


def expand_values(world: World, values: Mapping[str, str]) -> dict[str, str]:
    """Return settings with the world's places in them; the program that waits for ever is made if one names it."""
    if any("{prompt}" in value for value in values.values()):
        write_program(world.prompt, HookBehaviour.HANG)
    return {key: world.expand(value) for key, value in values.items()}


def configure_identity(world: World, git: Git, *, known: bool) -> None:
    """Put the person's identity into the home's configuration, or take it away so that git does not guess one."""
    file = _config_file(world, "home")
    for key, value in IDENTITY.items():
        if known:
            _set(git, file, key, value)
        else:
            git.try_("config", "--file", str(file), "--unset-all", key)  # 5 where it is not there
    _set(git, file, "user.useConfigOnly", "false" if known else "true")


def _set(git: Git, file: Path, key: str, value: str) -> None:
    git.run("config", "--file", str(file), "--replace-all", key, value)


def _config_file(world: World, where: Literal["workspace", "home"]) -> Path:
    match where:
        case "workspace":
            return world.workspace / ".git" / "config"
        case "home":
            return world.home / ".gitconfig"
        case _:
            assert_never(where)
