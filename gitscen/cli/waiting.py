"""A line on standard error while something takes long, where that is a terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE = 1.0
"""Seconds after which a person wants to know that something is going on."""
ERASE_LINE = "\r\x1b[K"


@contextmanager
def waiting(what: str, *, after: float = PATIENCE) -> Iterator[None]:
    """Show `what` and the seconds, from `after` seconds on, and leave nothing of it behind."""
    stream = sys.stderr
    if not stream.isatty() or os.environ.get("TERM") == "dumb":
        yield
        return
    import threading

    ended = threading.Event()
    shown = threading.Event()

    def show() -> None:
        seconds = after
        while not ended.wait(seconds if not shown.is_set() else 1.0):
            seconds += shown.is_set()
            shown.set()
            stream.write(f"{ERASE_LINE}{what} ... {seconds:.0f} s")
            stream.flush()

    thread = threading.Thread(target=show, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
        if shown.is_set():
            stream.write(ERASE_LINE)
            stream.flush()
