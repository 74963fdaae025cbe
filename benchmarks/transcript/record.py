"""Records the git commands of an operation that runs in this process: a program called git comes first on PATH."""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from benchmarks.agreement import require
from benchmarks.process import find
from benchmarks.transcript.call import Recording
from benchmarks.transcript.shim import keep_stamps, read_changes

Made = TypeVar("Made")

_CHECKOUT = Path(__file__).resolve().parent.parent.parent


def record(root: Path, room: Path, prepare: Callable[[], Made], act: Callable[[Made], object]) -> Recording:
    """Return the git commands that `act` runs on what `prepare` made, with what else changes below `root`.

    `room` is a directory that does not exist yet. Raises `UnequalWork` where nothing was recorded.
    """
    program, path = find("git"), os.environ["PATH"]
    folder = room / "bin"
    folder.mkdir(parents=True)
    shim = folder / "git"
    shim.write_text(
        f"#!{sys.executable} -S\nimport sys\nsys.path.insert(0, {str(_CHECKOUT)!r})\n"
        "from pathlib import Path\nfrom benchmarks.transcript.shim import main\n"
        f"main(Path({str(root)!r}), Path({str(room)!r}), {program!r})\n"
    )
    shim.chmod(0o755)
    os.environ["PATH"] = f"{folder}{os.pathsep}{path}"
    try:
        keep_stamps(root, room)
        made = prepare()
        keep_stamps(root, room)
        skipped = len(list(room.glob("*.call")))
        act(made)
    finally:
        os.environ["PATH"] = path
    calls = tuple(pickle.loads(file.read_bytes()) for file in sorted(room.glob("*.call"))[skipped:])  # noqa: S301
    require(calls, "no git command was recorded, and an operation runs some.")
    return Recording(calls, read_changes(root, room))
