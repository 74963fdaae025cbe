"""The log of hosts and containers: one line with its time on standard error, which whoever starts them keeps."""

from __future__ import annotations

import sys
from datetime import UTC, datetime


def say(text: str) -> None:
    """Write a line to the log. What it quotes may hold anything, so control characters are shown as escapes."""
    shown = "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in text)
    moment = datetime.now(UTC).isoformat(timespec="milliseconds")
    try:
        sys.stderr.write(f"{moment} {shown}\n")
        sys.stderr.flush()
    except OSError:  # a full disk is no reason to stop
        return
