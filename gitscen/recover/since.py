"""What somebody has worked on since a recovery, which an undo of it would take away: then it must not be."""

from __future__ import annotations

import json
from pathlib import Path

from gitscen.doctor.evidence.model import Evidence
from gitscen.errors import WorkspaceError
from gitscen.recover.backup import copy_of
from gitscen.recover.book import read_after, read_before
from gitscen.recover.changed import find_changed, read_marks
from gitscen.recover.fence import IDENTITY
from gitscen.recover.manifest import Ground, read_manifest
from gitscen.recover.place import Recovery
from gitscen.recover.scope import git_spots


def refuse_newer(recovery: Recovery, ground: Ground, evidence: Evidence) -> None:
    """Raise `WorkspaceError` where something that a recovery, which has ended, changed was changed since."""
    before, after = read_before(recovery), read_after(recovery)
    if after is None:
        return
    try:
        then = json.loads((recovery.folder / "marks").read_bytes())
    except (OSError, ValueError):
        then = {}
    marks = (then, read_marks(evidence))
    changed = find_changed(before, after, read_manifest(ground), tops=git_spots(ground, evidence), marks=marks)
    if changed:
        shown = ", ".join(changed[:5]) + (f" and {len(changed) - 5} more" if len(changed) > 5 else "")
        raise WorkspaceError(
            f"since recovery {recovery.name} something changed in {evidence.layout.workspace} that undoing it would "
            f"take away: {shown}. Nothing was touched. What was there before is in {recovery.folder / 'copy'}."
        )


def somebody_worked(recovery: Recovery, ground: Ground, evidence: Evidence) -> bool:
    """Whether a reflog has lines that the copy does not have and that are not recover's own."""
    return any(
        not _is_ours(line)
        for top in git_spots(ground, evidence)
        for logs in (ground.at(top) / "logs", *ground.at(top).glob("worktrees/*/logs"))
        for path in logs.rglob("*")
        if path.is_file() and not path.is_symlink()
        for line in _new_lines(path, copy_of(recovery, ground.spot(path)))
    )


def _new_lines(path: Path, copy: Path) -> set[bytes]:
    return _lines(path) - (_lines(copy) if copy.is_file() else set())


def _lines(path: Path) -> set[bytes]:
    try:
        return {line for line in path.read_bytes().splitlines() if line.strip()}
    except OSError:
        return set()


def _is_ours(line: bytes) -> bool:
    name, email = IDENTITY
    return f" {name} <{email}> ".encode() in line
