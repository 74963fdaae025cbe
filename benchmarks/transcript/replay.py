"""Plays recorded git commands again, each with posix_spawn and wait: what they cost without gitscen."""

from __future__ import annotations

import time
from pathlib import Path

from benchmarks.agreement import UnequalWork
from benchmarks.process import NOTHING, find, spawn
from benchmarks.rewind import apply
from benchmarks.transcript.call import Recording


def replay(root: Path, room: Path, recording: Recording) -> float:
    """Run the commands on a tree that is as it was before them; return the seconds that they took.

    What gitscen itself wrote in between is put there with the clock stopped. Raises `UnequalWork` where a command
    ends with another code than it did.
    """
    program, seconds = find("git"), 0.0
    given = room / "stdin"
    for call in recording.calls:
        apply(root, call.before)
        given.write_bytes(call.stdin)
        begun = time.perf_counter()
        code = spawn(
            (program, *call.args), cwd=Path(call.directory), env=call.env, stdin=given if call.stdin else NOTHING
        )
        seconds += time.perf_counter() - begun
        if code != call.code:
            raise UnequalWork(f"git {' '.join(call.args)[:200]} ended with {code} when replayed, {call.code} before.")
    apply(root, recording.after)
    return seconds
