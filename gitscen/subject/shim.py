"""The text of a `git` that stands before the real one on a subject's PATH and stops at the moments of a story. Pure.

It hands every command on, writes its first two words without options down in `ran`, and counts those that moments name.
Where a moment comes, it kills the subject, or says so in the pipe `asked` and goes on when the pipe `go.N` says so.
It is a shell script, so that it works for whatever finds git on PATH; the counting is safe for commands at once.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from gitscen.scenario.moments import Moment

KILL = "kill"
"""What stands for the moment of the kill where others have their number."""

_HEAD = """\
#!/bin/sh
# Hands git commands on to the real git, and stops where a story wants to step in.
here={here}
words= skip=
for word do
    if [ -n "$skip" ]; then skip=; continue; fi
    case $word in
    -c | -C | --git-dir | --work-tree | --namespace | --config-env) [ -n "$words" ] || skip=yes ;;
    -*) ;;
    *)
        case $words in *' '*' '*) continue ;; esac
        case $word in *[!a-z-]*) word=. ;; esac # a message, a path, a revision
        words="$words $word"
        ;;
    esac
done
printf '%s\\n' "$words" >> "$here/ran"
count() {{ # n = how many-eth such command this is
    n=1
    while [ -d "$here" ] && ! mkdir "$here/$1.$n" 2> /dev/null; do n=$((n + 1)); done
}}
stop() {{
    for number do
        if [ "$number" = {kill} ]; then
            kill -s KILL -- "-$(cat "$here/group")"
            kill -s KILL 0
        fi
        echo "$number" > "$here/asked"
        read -r _ < "$here/go.$number"
    done
}}
before= after=
"""

_TAIL = """\
stop $before
[ -n "$after" ] || exec {git} "$@"
{git} "$@"
code=$?
stop $after
exit $code
"""


def shim_text(git: str, here: str, moments: Sequence[Moment], kill: Moment | None) -> str:
    """Return the program: `git` is the real one, `here` the folder of its pipes; moments go by their index."""
    stops = [(moment, str(number)) for number, moment in enumerate(moments)]
    stops += [(kill, KILL)] if kill else []
    commands = sorted({moment.command for moment, _ in stops})
    blocks = [
        _block(command, f"c{number}", [stop for stop in stops if stop[0].command == command])
        for number, command in enumerate(commands)
    ]
    head = _HEAD.format(here=shlex.quote(here), kill=KILL)
    return head + "".join(blocks) + _TAIL.format(git=shlex.quote(git))


def door_text(git: str, now: str) -> str:
    """Return a program that is the git in the folder `now` while there is one, and the real git else."""
    stops = shlex.quote(f"{now}/git")
    return f'#!/bin/sh\n[ ! -x {stops} ] || exec {stops} "$@"\nexec {shlex.quote(git)} "$@"\n'


def _block(command: str, key: str, stops: Sequence[tuple[Moment, str]]) -> str:
    """Return the lines that count one command and find out what to stop for."""
    cases = "".join(
        f'    [ $n != {moment.number} ] || {moment.when}="${moment.when} {name}"\n' for moment, name in stops
    )
    return f'case "$words " in\n" {command} "*)\n    count {key}\n{cases}    ;;\nesac\n'
