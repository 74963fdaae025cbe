"""The program of a world's jobs, run by itself in isolation: it imports the standard library only.

It reads one line of JSON, does what that says, prints `ready` and goes on until it is interrupted, or until its
standard input closes: whatever becomes of its parent, it does not outlive it.

    {"write": FILES, "hold": PATHS, "on_interrupt": "end|ignore|write", "last": FILES, "child": BOOL}

FILES are `[path, mode, content]`, all bytes as hexadecimal digits; `hold` are lock files to make and keep open.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

LINK = 0o120000
INTERRUPTED = 130


def write(files: list[tuple[str, int, str]]) -> None:
    """Write files below the current directory."""
    for path, mode, content in files:
        target, data = Path(os.fsdecode(bytes.fromhex(path))), bytes.fromhex(content)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.unlink(missing_ok=True)
        if mode == LINK:
            target.symlink_to(os.fsdecode(data))
            continue
        target.write_bytes(data)
        target.chmod(mode & 0o777)


def wait() -> None:
    """Wait until standard input closes."""
    while os.read(0, 4096):
        pass


def start_child() -> None:
    """Start a child in the same process group that takes no notice of SIGINT."""
    if os.fork() == 0:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        wait()
        os._exit(0)


def run(told: dict[str, Any]) -> int:
    """Do what was told and return the exit code."""
    signal.signal(signal.SIGINT, signal.SIG_IGN if told["on_interrupt"] == "ignore" else signal.default_int_handler)
    try:
        write(told["write"])
        for path in told["hold"]:
            os.open(bytes.fromhex(path), os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o644)
        if told["child"]:
            start_child()
        os.write(1, b"ready\n")
        wait()
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # impatient people press it twice
        write(told["last"])
        return INTERRUPTED
    return 0


def read_line() -> bytes:
    """Return the first line of standard input without taking a byte more."""
    line = bytearray()
    while not line.endswith(b"\n"):
        byte = os.read(0, 1)
        if not byte:
            break
        line += byte
    return bytes(line)


if __name__ == "__main__":
    sys.exit(run(json.loads(read_line())))
