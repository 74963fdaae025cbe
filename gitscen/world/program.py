"""The small shell programs of a world: hooks and the trap. A closed list; no text of a story gets into one.

A program that is forbidden leaves a file in `fired` each time it runs. One that hangs ends with the git that
started it, so that nothing outlives the world.
"""

from __future__ import annotations

import shlex
from pathlib import Path

from gitscen.scenario.acts import HookBehaviour

_BODIES = {
    HookBehaviour.SUCCEED: "exit 0\n",
    HookBehaviour.REFUSE: 'echo "$(basename "$0"): refused by policy" >&2\nexit 1\n',
    HookBehaviour.REFUSE_ONCE: (
        '[ -e "$0.refused" ] && exit 0\n: > "$0.refused"\necho "$(basename "$0"): refused this once" >&2\nexit 1\n'
    ),
    HookBehaviour.HANG: (
        'n=0\nwhile [ "$n" -lt 3600 ] && kill -0 "$PPID" 2>/dev/null; do sleep 1; n=$((n + 1)); done\nexit 1\n'
    ),
}


def program_text(does: HookBehaviour, *, forbidden: Path | None = None) -> str:
    """Return the text of a program; `forbidden` is the folder in which it tells that it ran. Pure."""
    tell = f': > {shlex.quote(str(forbidden))}/"$(basename "$0").$$"\n' if forbidden else ""
    return f"#!/bin/sh\n{tell}{_BODIES[does]}"


def write_program(place: Path, does: HookBehaviour = HookBehaviour.SUCCEED, *, forbidden: Path | None = None) -> None:
    """Write an executable program; `forbidden` is the folder in which it tells that it ran."""
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(program_text(does, forbidden=forbidden))
    place.chmod(0o755)
