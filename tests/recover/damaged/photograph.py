"""Every byte and mode of a world, but for gitscen's own books; what cannot be read is noted as that."""

from __future__ import annotations

import os
import stat
from pathlib import Path

Photograph = dict[str, tuple[object, ...]]


def photograph(top: Path) -> Photograph:
    """Return what is at each path: kind, mode, and the bytes of a file or the target of a link."""
    seen: Photograph = {}
    for folder, folders, names in os.walk(top):
        here = Path(folder)
        if "gitscen" in folders and (here.name == ".git" or here.parent.name == "worktrees"):
            folders.remove("gitscen")
        if ".git" in folders and os.listdir(here / ".git") == ["gitscen"]:  # noqa: PTH208 - a book, and no repository
            folders.remove(".git")
        for name in (*folders, *names):
            seen[str((here / name).relative_to(top))] = _look(here / name)
    return seen


def differences(before: Photograph, after: Photograph) -> list[str]:
    """Return the paths that differ, each with how."""
    return [
        f"{path}: {_shown(before.get(path))} -> {_shown(after.get(path))}"
        for path in sorted({*before, *after})
        if before.get(path) != after.get(path)
    ]


def _look(path: Path) -> tuple[object, ...]:
    facts = path.lstat()
    mode = stat.S_IMODE(facts.st_mode)
    if stat.S_ISLNK(facts.st_mode):
        return ("link", str(path.readlink()))
    if stat.S_ISDIR(facts.st_mode):
        return ("folder", mode)
    if not stat.S_ISREG(facts.st_mode):
        return ("other", mode)
    try:
        return ("file", mode, path.read_bytes())
    except OSError:
        return ("file", mode, facts.st_size)


def _shown(one: tuple[object, ...] | None) -> str:
    if one is None:
        return "nothing"
    return " ".join(oct(part) if isinstance(part, int) else repr(part)[:60] for part in one)
