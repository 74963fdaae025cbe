"""The program that runs the container of a mistake."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from gitscen.session import container, fault
from gitscen.zoo.containers import messages, work


def main(argv: Sequence[str]) -> int:
    """Run the container of a mistake; return its exit code."""
    mistake: Any = getattr(messages, argv[0], None) or getattr(work, argv[0])
    module, name = mistake.place
    swaps = [(module, name, getattr(mistake, "value", mistake))]
    for module, name, part in (*swaps, *([mistake.also] if hasattr(mistake, "also") else [])):
        setattr(module, name, part)
    messages.note_sessions()
    if argv[1:2] != ["--kill"]:
        return container.main()
    killer = fault.set_trap(fault.parse_kill(argv[2]), Path(os.environ["GITSCEN_FOLDER"]) / "faults")
    return container.main(lambda transport: fault.KillingTransport(transport, killer))


if __name__ == "__main__":
    code = main(sys.argv[1:])
    sys.stderr.flush()
    os._exit(code)
