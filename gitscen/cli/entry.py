"""The installed command: a plain `gitscen doctor [PATH]` goes straight to the doctor, everything else to click.

To import click takes as long as to read the index of 20,000 files, and whoever has a broken workspace calls the doctor
often. It is a short way and no other one: what goes wrong on it is met again behind click, and told there.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

INTERRUPTED = 130
"""The exit code after ^C, as behind click."""


def main() -> None:
    """Run the command line of this process."""
    path = plain_doctor(sys.argv[1:])
    code = None if path is None else _try_doctor(path)
    if code is not None:
        # The report is written and flushed: to take apart what was read of 20,000 files takes as long as to hold a
        # third of them against the index.
        os._exit(code)
    from gitscen.cli.main import main as run_command

    run_command()


def plain_doctor(args: Sequence[str]) -> str | None:
    """Return the path that the doctor is to look at, or None for any other call and for one with options. Pure."""
    if not args or args[0] != "doctor" or len(args) > 2:
        return None
    path = args[1] if len(args) == 2 else "."
    return None if path.startswith("-") else path


def _try_doctor(path: str) -> int | None:
    """Return the exit code, or None where something went wrong."""
    import gc

    from gitscen.cli.diagnosis import tell_diagnosis

    gc.disable()  # what is read is kept to the end: a sweep of the collector finds nothing in 100,000 entries
    try:
        sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
        return tell_diagnosis(path, form="text", output=None, verbose=False)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # the reader went away; what is left in the buffer is for nobody
        return 1
    except Exception:  # noqa: BLE001 - the same again, by the way that tells it
        return None
    finally:
        gc.enable()
