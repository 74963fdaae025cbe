"""Stands in for git on PATH while an operation is recorded: runs the real one, and writes a `Call` for each command.

Only what is found by PATH comes here; git finds its own programs elsewhere, so children of a command are not recorded.
"""

from __future__ import annotations

import marshal
import os
import pickle
import stat
import subprocess
import sys
import threading
from pathlib import Path

from benchmarks.rewind import Change, differ, read, scan
from benchmarks.transcript.call import Call

_LAST = "last"


def main(root: Path, room: Path, program: str) -> None:
    """Run git in place of this process's program and end as it does."""
    number = len(list(room.glob("*.call")))
    before = read_changes(root, room)
    env = {**os.environ, "PATH": os.environ["PATH"].split(os.pathsep, 1)[1]}  # without the folder of this program
    code, given = _run([program, *sys.argv[1:]], env)
    call = Call(tuple(sys.argv[1:]), str(Path.cwd()), env, given, code, before)
    (room / f"{number:04}.call").write_bytes(pickle.dumps(call))
    keep_stamps(root, room)
    sys.exit(code)


def keep_stamps(root: Path, room: Path) -> None:
    """Write down how everything below `root` is now."""
    (room / _LAST).write_bytes(marshal.dumps(scan(root)))


def read_changes(root: Path, room: Path) -> Change:
    """Return what has changed below `root` since `keep_stamps`."""
    last, now = marshal.loads((room / _LAST).read_bytes()), scan(root)  # noqa: S302 - written by this module
    return {path: read(root, path) for path in differ(last, now)}


def _run(argv: list[str], env: dict[str, str]) -> tuple[int, bytes]:
    """Run a program on this standard input; return its exit code and what it was given."""
    given = bytearray()
    mode = os.fstat(0).st_mode
    if stat.S_ISREG(mode):
        given += sys.stdin.buffer.read()
        return subprocess.run(argv, env=env, input=bytes(given), check=False).returncode, bytes(given)
    if not stat.S_ISFIFO(mode):
        return subprocess.run(argv, env=env, stdin=subprocess.DEVNULL, check=False).returncode, b""
    with subprocess.Popen(argv, env=env, stdin=subprocess.PIPE) as process:
        threading.Thread(target=_pass_on, args=(process, given), daemon=True).start()
        return process.wait(), bytes(given)


def _pass_on(process: subprocess.Popen[bytes], given: bytearray) -> None:
    """Give a conversation on as it comes: a process that stays has an answer waited for."""
    if process.stdin is None:
        return
    while chunk := os.read(0, 1 << 16):
        given += chunk
        process.stdin.write(chunk)
        process.stdin.flush()
    process.stdin.close()
