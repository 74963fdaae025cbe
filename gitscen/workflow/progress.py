"""Which operations of git stopped half-way, told from the state files in the git directory.

Reads files, runs nothing, changes nothing. What is *in* the files is believed only as far as it parses: a file
that is torn or empty counts as there (the operation is in progress), its content as unknown.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from gitscen.names import BranchName, InProgress, Oid, ref_branch
from gitscen.workflow.git import Git

STATE_FILES = (
    "MERGE_HEAD", "MERGE_MODE", "MERGE_MSG", "MERGE_RR", "MERGE_AUTOSTASH", "AUTO_MERGE", "SQUASH_MSG",
    "CHERRY_PICK_HEAD", "REVERT_HEAD", "REBASE_HEAD", "sequencer", "rebase-merge", "rebase-apply",
    "BISECT_LOG", "BISECT_START", "BISECT_TERMS", "BISECT_NAMES", "BISECT_EXPECTED_REV", "BISECT_ANCESTORS_OK",
)  # fmt: skip
"""Every file and directory in which git keeps an operation in progress (wt-status.c, branch.c, sequencer.c)."""

_OID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


@dataclass(frozen=True, slots=True)
class Rebase:
    """A rebase in progress. `branch` is None where HEAD was detached or `head-name` is missing."""

    backend: str
    branch: BranchName | None
    before: Oid | None
    onto: Oid | None
    named: bool
    """Whether `head-name` is there; `git rebase --abort` fails without it (sourcegit issue 2320)."""


def read_in_progress(git: Git) -> frozenset[InProgress]:
    """Return the operations in progress; several may coexist (a cherry-pick during a rebase)."""
    return read_in_progress_at(git.git_dir)


def read_in_progress_at(git_dir: Path) -> frozenset[InProgress]:
    """Return the operations in progress in a worktree's own git directory, without asking git."""
    found, there = set[InProgress](), frozenset(_list(git_dir))
    for name, operation in (
        ("MERGE_HEAD", InProgress.MERGE),
        ("CHERRY_PICK_HEAD", InProgress.CHERRY_PICK),
        ("REVERT_HEAD", InProgress.REVERT),
        ("rebase-merge", InProgress.REBASE),
        ("BISECT_LOG", InProgress.BISECT),
    ):
        if name in there:
            found.add(operation)
    if "rebase-apply" in there and (git_dir / "rebase-apply").is_dir():
        applying = (git_dir / "rebase-apply" / "applying").exists()
        found.add(InProgress.AM if applying else InProgress.REBASE)
    if "sequencer" in there and (git_dir / "sequencer").is_dir() and InProgress.REBASE not in found:
        # between two picks of a range there is no CHERRY_PICK_HEAD; the list of what is left tells which it is
        word = _text(git_dir / "sequencer" / "todo").lstrip()[:1]
        found.add(InProgress.REVERT if word == "r" else InProgress.CHERRY_PICK)
    return frozenset(found)


def read_rebase(git: Git) -> Rebase | None:
    """Return what is known of the rebase in progress, or None where there is none."""
    there = frozenset(_list(git.git_dir))
    for name, backend in (("rebase-merge", "merge"), ("rebase-apply", "apply")):
        state = git.git_dir / name
        if name in there and state.is_dir() and not (state / "applying").exists():
            branch = _text(state / "head-name").strip()
            return Rebase(
                backend,
                ref_branch(branch),
                _oid(_text(state / "orig-head")),
                _oid(_text(state / "onto")),
                named=bool(branch),
            )
    return None


def read_autostashes(git: Git) -> tuple[Oid, ...]:
    """Return the stash-shaped commits that operations in progress hold: no ref keeps them from git's gc."""
    found = [
        _oid(_text(git.git_dir / name))
        for name in ("MERGE_AUTOSTASH", "rebase-merge/autostash", "rebase-apply/autostash")
    ]
    return tuple(oid for oid in found if oid)


def read_state(git: Git, name: str) -> str:
    """Return the stripped text of one of git's state files, "" where it is not there."""
    return _text(git.git_dir / name).strip()


def _list(git_dir: Path) -> list[str]:
    """Return the names in a git directory: one look instead of one for each state file."""
    try:
        return os.listdir(git_dir)  # noqa: PTH208
    except OSError:
        return []


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode(errors="surrogateescape")
    except OSError:
        return ""


def _oid(text: str) -> Oid | None:
    return Oid(text.strip()) if _OID.fullmatch(text.strip()) else None
