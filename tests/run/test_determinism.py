"""A case comes out the same everywhere: the same verdict and the same object ids, whatever the machine is like."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

CASES = (
    "conflict/both-added[shallow]",
    "conflict/rename-rename-1to2-merge[full]",
    "environment/inherited-settings[full]",
    "environment/umask[full]",
    "interrupt/ends[full]",
    "matrix/rebase/delete/edit-top[full]",
    "names/hostile-files[full]",
    "push/several-peers[full]",
    "recovery/killed-push[full]",
    "recovery/repository-recovery[shallow]",
    "stash/stash-management[full]",
    "switch/safe-switch[shallow]",
)
"""One or two of each family, and those in which time, places, names or modes play a part."""

HOSTILE_CONFIG = """\
[user]
    name = Mallory
    email = mallory@example.invalid
[core]
    autocrlf = true
    hooksPath = hooks
    quotePath = false
[init]
    defaultBranch = trunk
[commit]
    gpgSign = true
[merge]
    conflictStyle = diff3
[pull]
    rebase = true
"""


def start(place: Path, environment: dict[str, str], umask: int = 0o022) -> subprocess.Popen[str]:
    (place / "tmp").mkdir(parents=True)
    return subprocess.Popen(
        [sys.executable, "-m", "gitscen", "run", *CASES, "--format", "json", "--keep", "none", "-j", "1"],
        env={**os.environ, "TMPDIR": str(place / "tmp"), **environment},
        umask=umask, cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def states(process: subprocess.Popen[str]) -> dict[str, Any]:
    out, err = process.communicate()
    assert process.returncode == 0, err + out
    return {case["id"]: (case["verdict"], case["failures"], case["state"]) for case in json.loads(out)["cases"]}


def hostile_home(home: Path) -> dict[str, str]:
    (home / ".config/git").mkdir(parents=True)
    (home / ".gitconfig").write_text(HOSTILE_CONFIG)
    (home / ".config/git/ignore").write_text("*\n")
    (home / ".config/git/attributes").write_text("* text eol=crlf\n")
    decoy = home / "decoy.git"
    subprocess.run(["git", "init", "-q", "--bare", str(decoy)], check=True)
    return {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "GIT_CONFIG_GLOBAL": str(home / ".gitconfig"),
        "GIT_CONFIG_PARAMETERS": "'core.autocrlf=true' 'user.name=Eve'",
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "core.ignoreCase",
        "GIT_CONFIG_VALUE_0": "true",
        "GIT_DIR": str(decoy),
        "GIT_INDEX_FILE": str(home / "index"),
        "GIT_AUTHOR_NAME": "Eve",
        "GIT_COMMITTER_DATE": "2001-01-01T00:00:00",
        "LC_ALL": "tr_TR.ISO-8859-9",
        "LANGUAGE": "de",
        "TZ": "Asia/Kolkata",
        "PYTHONHASHSEED": "1",
    }


def test_the_same_verdicts_and_object_ids_on_a_hostile_machine(tmp_path: Path) -> None:
    plain = start(tmp_path / "plain", {"TZ": "UTC"})
    hostile = start(tmp_path / "another place", hostile_home(tmp_path / "home"), umask=0o077)
    once, again = states(plain), states(hostile)
    assert set(once) == set(CASES)
    for name in CASES:
        assert once[name] == again[name], name
    assert all(verdict == "passed" and "refs/heads/main" in state for verdict, _, state in once.values()), once
    assert not list((tmp_path / "home/decoy.git").rglob("refs/heads/*"))
