"""Waits for processes of a test to end, as the system tells it."""

from __future__ import annotations

import os
import select

LIMIT = 60.0
"""Seconds; only what hangs takes so long."""


def ended(pid: int) -> bool:
    """Wait until a process has ended, as a killed one does a moment after the signal; return whether it has."""
    try:
        process = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([process], [], [], LIMIT)[0])
    finally:
        os.close(process)
