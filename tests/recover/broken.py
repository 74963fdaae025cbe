"""A workspace of every kind of work, ways to break it, and a photograph of every byte of it."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

from gitscen.doctor.diagnose import examine
from gitscen.recover.recover import Result, Wish, recover
from tests.conftest import Place, Repository

Photograph = dict[str, tuple[object, ...]]


def make_workspace(place: Place) -> Repository:
    """Return a workspace with an unpushed commit, two stash entries, and staged, unstaged and untracked work."""
    ws = place.clone("ws")
    ws.git("branch", "-q", "other")
    ws.commit("mine", {"mine.txt": "mine\n", "app.txt": "main\n"})
    ws.git("switch", "-q", "other")
    ws.commit("theirs", {"app.txt": "other\n", "other.txt": "other\n"})
    ws.git("switch", "-q", "main")
    for number in (1, 2):
        ws.write({"mine.txt": f"stashed {number}\n"})
        ws.git("stash", "push", "-q", "-m", f"work {number}")
    ws.write({".gitignore": "*.ign\n"})
    ws.git("add", ".gitignore")
    ws.git("commit", "-qm", "ignore")
    ws.write({"cache.ign": "ignored\n", "loose.txt": "loose\n"})
    stage_and_edit(ws)
    return ws


def stage_and_edit(ws: Repository) -> None:
    ws.write({"staged.txt": "staged\n"})
    ws.git("add", "staged.txt")
    ws.write({"staged.txt": "and changed\n"})


def empty_index_lock(ws: Repository) -> None:
    (ws.path / ".git/index.lock").touch()


def stash_log_missing(ws: Repository) -> None:
    (ws.path / ".git/logs/refs/stash").unlink()


def merge(ws: Repository) -> None:
    ws.git("reset", "-q", "staged.txt")  # git begins no merge with anything staged
    ws.git("merge", "-q", "other", code=1)
    stage_and_edit(ws)


def rebase_autostash(ws: Repository) -> None:
    ws.git("rebase", "-q", "--autostash", "other", code=1)


def head_empty(ws: Repository) -> None:
    (ws.path / ".git/HEAD").write_bytes(b"")


def config_values(ws: Repository) -> None:
    """Let the configuration say what git refuses: that there is no working tree, and a number that is none."""
    config = ws.path / ".git/config"
    config.write_text(config.read_text() + "[core]\n\tbare = true\n\tcompression = 99\n")


def worktree_astray(ws: Repository) -> None:
    """Let a linked worktree not find its repository."""
    ws.git("worktree", "add", "-q", "--detach", "../linked")
    (ws.path / ".git/worktrees/linked/commondir").write_text("../../elsewhere\n")


def merge_and_locks(ws: Repository) -> None:
    """Break it in three ways at once."""
    merge(ws)
    empty_index_lock(ws)
    stash_log_missing(ws)


BREAKS: tuple[Callable[[Repository], None], ...] = (
    empty_index_lock,
    stash_log_missing,
    merge,
    rebase_autostash,
    head_empty,
    config_values,
    worktree_astray,
    merge_and_locks,
)


def mended(path: Path, *, keep_operations: bool = False) -> Result:
    """Recover without being asked anything."""
    return recover(path, Wish(keep_operations=keep_operations), examine=examine, ask=lambda _plan, _evidence: True)


def photograph(top: Path, *, times: bool = True) -> Photograph:
    """Return every path but gitscen's own: kind, mode, content, and the time of files."""
    seen: Photograph = {}
    for folder, folders, names in os.walk(top):
        here = Path(folder)
        if here == top / ".git" and "gitscen" in folders:
            folders.remove("gitscen")
        for name in (*folders, *names):
            path = here / name
            facts = path.lstat()
            key = str(path.relative_to(top))
            if stat.S_ISLNK(facts.st_mode):
                seen[key] = ("link", os.readlink(path))  # noqa: PTH115
            elif stat.S_ISDIR(facts.st_mode):
                seen[key] = ("folder", stat.S_IMODE(facts.st_mode))
            else:
                content = path.read_bytes() if stat.S_ISREG(facts.st_mode) else None
                seen[key] = (stat.S_IMODE(facts.st_mode), content, facts.st_mtime_ns if times else 0)
    return seen
