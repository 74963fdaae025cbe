"""The environment of pytest's own process while a test has a world: nothing of git's or the person's leaks into it.

It is not the allow-list of workers: the variables of pytest, of coverage and of the tests themselves stay.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

import pygit2
import pytest
from pygit2.enums import ConfigLevel

_PREFIXES = ("GIT_", "XDG_", "LC_", "SSH_ASKPASS", "GCM_", "GPG_")
_NAMES = {"EDITOR", "EMAIL", "LANGUAGE", "LESS", "PAGER", "VISUAL"}
_LEVELS = (ConfigLevel.SYSTEM, ConfigLevel.XDG, ConfigLevel.GLOBAL)


class Surroundings:
    """The process's environment, mask of modes, and where libgit2 looks for configuration; `leave` gives all back."""

    def __init__(self) -> None:
        """Take away what git, an editor or a locale would listen to."""
        self._patch = pytest.MonkeyPatch()
        self._mask: int | None = None
        self._search = {level: pygit2.settings.search_path[level] for level in _LEVELS}
        self._clear()

    def enter(self, environment: Mapping[str, str], umask: int | None) -> None:
        """Have the process see what the workflow of a world sees."""
        self._clear()
        for name, value in environment.items():
            self._patch.setenv(name, value)
        if umask is not None:
            before = os.umask(umask)
            self._mask = before if self._mask is None else self._mask

    def leave(self) -> None:
        """Make the process what it was."""
        self._patch.undo()
        if self._mask is not None:
            os.umask(self._mask)
        for level, path in self._search.items():
            pygit2.settings.search_path[level] = path

    def _clear(self) -> None:
        for name in [name for name in os.environ if name.startswith(_PREFIXES) or name in _NAMES]:
            self._patch.delenv(name)
