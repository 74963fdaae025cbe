"""The environment in which a world's processes run, and the configuration in its home.

An allow-list: what is not named here does not exist in a world, so that a case comes out the same at everybody's.
"""

from __future__ import annotations

import os
from pathlib import Path

KEPT = ("PATH", "TMPDIR")
"""What is taken over from the process around: where programs are, and where temporary files go."""

IDENTITY = {"user.name": "Dev", "user.email": "dev@example.invalid"}
"""The person whose workspace it is."""


def hermetic(home: Path) -> dict[str, str]:
    """Return the whole environment of a world's processes, for a home directory at `home`.

    git reads `.gitconfig` there and no other file outside repositories, asks nobody, opens no editor, reaches no
    network (`GIT_ALLOW_PROTOCOL`) and never takes a repository above the world for the one it is in.
    """
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return {
        **kept,
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home / ".cache"),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "XDG_DATA_HOME": str(home / ".local/share"),
        "XDG_STATE_HOME": str(home / ".local/state"),
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "GIT_ALLOW_PROTOCOL": "file",
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_CEILING_DIRECTORIES": str(home.parent),
        "GIT_CONFIG_GLOBAL": str(home / ".gitconfig"),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_EDITOR": ":",
        "GIT_PAGER": "cat",
        "GIT_TERMINAL_PROMPT": "0",
    }


def config_text() -> str:
    """Return the text of the home's `.gitconfig`.

    Nothing runs in the background there: maintenance that starts after a commit would race with whoever looks.
    """
    return f"""\
[user]
	name = {IDENTITY["user.name"]}
	email = {IDENTITY["user.email"]}
[init]
	defaultBranch = main
[maintenance]
	auto = false
[gc]
	auto = 0
[receive]
	autogc = false
[protocol "file"]
	allow = always
"""
