"""Repositories with many kinds of objects, made once, and copies of them to damage."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

IDENTITY = {
    "GIT_AUTHOR_NAME": "Dev",
    "GIT_AUTHOR_EMAIL": "dev@example.invalid",
    "GIT_COMMITTER_NAME": "Dev",
    "GIT_COMMITTER_EMAIL": "dev@example.invalid",
    "GIT_AUTHOR_DATE": "1700000000 +0000",
    "GIT_COMMITTER_DATE": "1700000000 +0000",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_NOSYSTEM": "1",
    "PATH": os.environ["PATH"],
}


def git(place: Path, *args: str, stdin: bytes = b"") -> str:
    done = subprocess.run(["git", *args], cwd=place, env=IDENTITY, input=stdin, capture_output=True, check=True)
    return done.stdout.decode().strip()


def build(place: Path, *options: str) -> Path:
    """Make a repository with commits, folders, a long file in many versions, a tag, and something staged."""
    subprocess.run(["git", "init", "-q", "-b", "main", *options, place], env=IDENTITY, check=True)
    git(place, "config", "gc.auto", "0")
    (place / "src/deep").mkdir(parents=True)
    for number in range(6):
        lines = [f"line {line} of {number if line == number else 0}\n" for line in range(400)]
        (place / "src/long.txt").write_text("".join(lines))
        (place / f"src/deep/{number}.txt").write_text(f"{number}\n")
        git(place, "add", "-A")
        git(place, "commit", "-qm", f"c{number}")
    git(place, "tag", "-a", "v1", "-m", "one")
    (place / "staged.txt").write_text("staged\n")
    git(place, "add", "-A")
    return place


@pytest.fixture(scope="session")
def originals(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    top = tmp_path_factory.mktemp("objects")
    made = {"loose": build(top / "loose"), "sha256": build(top / "sha256", "--object-format=sha256")}
    packings: dict[str, list[list[str]]] = {
        "packed": [["gc", "-q", "--prune=now"]],
        "mixed": [["repack", "-q"], ["commit", "-qm", "c6"]],
        "refdelta": [["-c", "repack.useDeltaBaseOffset=false", "repack", "-adfq"]],
        "indexv1": [["-c", "pack.indexVersion=1", "repack", "-adfq"]],
    }
    for name, commands in packings.items():
        made[name] = build(top / name)
        for command in commands:
            git(made[name], *command)
    return made


@pytest.fixture
def copies(originals: dict[str, Path], tmp_path: Path) -> dict[str, Path]:
    made = {}
    for name, place in originals.items():
        made[name] = tmp_path / name
        shutil.copytree(place, made[name], symlinks=True)
    return made
