"""Damage to the workspace's `.git`, by name: what killed programs, full disks and lost power leave behind.

It writes into `.git` and nowhere else. A lock that is alive is a process of the world and is made by `act`.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import assert_never

from gitscen.errors import WorldError
from gitscen.git.command import Git
from gitscen.scenario.acts import Damage

INDEX_LOCK = "index.lock"


def do_damage(git: Git, damage: Damage) -> None:  # noqa: C901, PLR0912 - one case for each damage
    """Damage the repository whose working tree git is in.

    Raises `WorldError` where there is nothing to damage: no such operation in progress, a lock that exists already.
    """
    inside = git.directory / ".git"
    match damage:
        case Damage.STALE_INDEX_LOCK:
            _lock(inside / INDEX_LOCK)
        case Damage.STALE_HEAD_LOCK:
            _lock(inside / "HEAD.lock")
        case Damage.STALE_BRANCH_LOCK:
            _lock(inside / f"{_branch_ref(git)}.lock")
        case Damage.STALE_CONFIG_LOCK:
            _lock(inside / "config.lock")
        case Damage.STALE_PACKED_REFS_LOCK:
            _lock(inside / "packed-refs.lock")
        case Damage.STALE_SHALLOW_LOCK:
            _lock(inside / "shallow.lock")
        case Damage.LIVE_INDEX_LOCK:
            raise WorldError("a live lock needs a process that holds it. Use Actors.act.")
        case Damage.STAGED_INDEX_LOCK:
            _stage_into_lock(git)
        case Damage.TRUNCATED_INDEX_LOCK:
            content = _there(inside / "index").read_bytes()
            _lock(inside / INDEX_LOCK, content[: len(content) // 2])
        case Damage.STASH_LOG_MISSING:
            _there(inside / "logs/refs/stash").unlink()
        case Damage.REBASE_HEAD_NAME_MISSING:
            folder = "rebase-apply" if (inside / "rebase-apply").exists() else "rebase-merge"
            _there(inside / folder / "head-name").unlink()
        case Damage.INDEX_MISSING:
            _there(inside / "index").unlink()
        case Damage.INDEX_TRUNCATED:
            index = _there(inside / "index")
            os.truncate(index, index.stat().st_size // 2)
        case Damage.WORKTREE_LINK_MISSING:
            for link in sorted(_there(inside / "worktrees").glob("*/gitdir")):
                _there(Path(link.read_text().strip())).unlink()
        case _:
            assert_never(damage)


def _lock(place: Path, content: bytes = b"") -> None:
    """Leave a lock file that nobody holds."""
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        with place.open("xb") as file:
            file.write(content)
    except FileExistsError as error:
        raise WorldError(f"{place} exists already. Damage it once.") from error


def _there(place: Path) -> Path:
    if not place.exists():
        raise WorldError(f"{place} is not there, so it cannot be damaged. Tell in an earlier step how it comes about.")
    return place


def _branch_ref(git: Git) -> str:
    done = git.try_("symbolic-ref", "--quiet", "HEAD")
    if not done.ok:
        raise WorldError(f"HEAD is detached in {git.directory}, so there is no branch to lock. Switch to one first.")
    return done.line


def _stage_into_lock(git: Git) -> None:
    """Leave the lock of a `git add` that was killed before it could rename it: a whole index, one file ahead."""
    inside = git.directory / ".git"
    changed = git.run("ls-files", "-z", "--modified", "--others", "--exclude-standard").fields
    if not changed:
        raise WorldError(f"nothing in {git.directory} is unstaged, so nothing can be staged. Write a file first.")
    scratch = inside / "index.scratch"
    scratch.write_bytes(_there(inside / "index").read_bytes())
    staging = git.with_env(GIT_INDEX_FILE=str(scratch))
    staging.run("--literal-pathspecs", "add", "-A", "--", os.fsdecode(min(changed)))
    _lock(inside / INDEX_LOCK, scratch.read_bytes())
    scratch.unlink()
