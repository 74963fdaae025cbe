"""Asks a subject in a process of its own that is killed at a named moment: before or after one of its git commands.

The process finds a `git` of ours first on its PATH. That one hands every command on to the real git, until the named
one comes; then it ends the whole process group with SIGKILL, and nobody gets to tidy up.
"""

from __future__ import annotations

import os
import shlex
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

from gitscen.errors import WorldError

_SHIM = """\
#!/bin/sh
# Hands git commands on to the real git until '{moment}' comes, then kills the process group.
words= skip=
for word do
    if [ -n "$skip" ]; then skip=; continue; fi
    case $word in
    -c | -C) [ -n "$words" ] || skip=yes ;;
    -*) ;;
    *) words="$words $word" ;;
    esac
done
case "$words " in
" {command} "*)
    {act}
    kill -s KILL 0
    ;;
esac
exec {git} "$@"
"""


def ask_and_kill(ask: Callable[[], object], moment: str, folder: Path) -> bool:
    """Run `ask` in a forked process with the killing git on its PATH; return whether the moment came.

    Raises `WorldError` where there is no git. The process is reaped in any case.
    """
    real = shutil.which("git")
    if real is None:
        raise WorldError("there is no git program on PATH. Install git.")
    when, _, command = moment.partition(" ")
    git = shlex.quote(real)
    act = f'{git} "$@"' if when == "after" else ":"
    folder.mkdir(exist_ok=True)
    shim = folder / "git"
    shim.write_text(_SHIM.format(moment=moment, command=command, act=act, git=git))
    shim.chmod(0o755)
    child = os.fork()
    if child == 0:
        _ask_in_child(ask, folder)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def _ask_in_child(ask: Callable[[], object], folder: Path) -> None:
    """Ask, and leave without running anything that the parent has set up for its own end."""
    try:
        os.setsid()
        os.environ["PATH"] = f"{folder}{os.pathsep}{os.environ['PATH']}"
        ask()
    finally:
        os._exit(0)
