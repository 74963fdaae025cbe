"""A few random damages in each run of the suite; many by hand, see `random_damage`: GITSCEN_DAMAGES is how many."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
COUNT = int(os.environ.get("GITSCEN_DAMAGES", "3"))
SEED = os.environ.get("GITSCEN_DAMAGES_SEED", "12")


def run(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    """Run it in a process of its own: it forks, and adopts the children of what it kills."""
    argv = [sys.executable, "-m", "tests.recover.random_damage", "--folder", str(folder), *args]
    return subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("options", [(), ("--kill",)], ids=["whole", "killed"])
def test_nothing_is_lost_changed_or_stuck_whatever_is_damaged(tmp_path: Path, options: tuple[str, ...]) -> None:
    done = run(tmp_path, "--count", str(COUNT), "--seed", SEED, *options)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("world", "harms"),
    [
        ("rebase", ["pipe:0:ws/.git/info/exclude", "pipe:0:ws/.gitignore"]),  # git waits at a pipe
        ("expired", ["empty:0:ws/.git/packed-refs"]),  # commits in a pack that no ref and no log names
        ("shallow", ["link:2:ws/.git/index", "link:0:ws/.git/shallow"]),  # what was staged is named nowhere else
    ],
    ids=["pipes", "packed-refs", "links"],
)
def test_what_it_once_found_stays_mended(tmp_path: Path, world: str, harms: list[str]) -> None:
    done = run(tmp_path, "--world", world, *(part for harm in harms for part in ("--harm", harm)))
    assert done.returncode == 0, done.stdout + done.stderr
