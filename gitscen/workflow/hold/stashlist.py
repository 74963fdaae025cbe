"""git's list of stash entries, read and changed by object id, never by position.

Changes `refs/stash` and its log through git; `heal` may add the one missing newline to a torn log. The list is shared
by all worktrees of a repository, so a position may be stale as soon as it is read: what was dropped is looked at
again, and what went wrongly is put back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from gitscen.errors import WorkspaceError
from gitscen.names import BranchName, Oid
from gitscen.workflow.git import Git
from gitscen.workflow.hold.pin import DURABLE, HOOKLESS, rescue
from gitscen.workflow.refs import common_dir

STASH = "refs/stash"
_LINE = re.compile(rb"[0-9a-f]{40,64} ([0-9a-f]{40,64}) [^\t]*\t(.*)", re.DOTALL)
"""One line of a log: the old and the new object, who and when, and the message (git-reflog)."""


@dataclass(frozen=True, slots=True)
class StashEntry:
    """One entry: the commit, and what `git stash list` says of it after `stash@{n}: `."""

    oid: Oid
    subject: str

    @property
    def label(self) -> str:
        """The subject without the `On <branch>: ` that git puts before a message."""
        return self.subject.partition(": ")[2]


def park_label(branch: BranchName, session: str | None) -> str:
    """Return the label of the work parked on a branch, as a reflog can hold it: on one line, single spaces."""
    label = f"gitscen: parked on {branch}" + (f" [{session}]" if session else "")
    return " ".join(label.split())


def shelter_label(branch: BranchName | None) -> str:
    """Return the label of work that is out of the way while commits come together; it is never taken for parked."""
    return f"gitscen: put away on {branch or 'HEAD'}"


def read_stashes(git: Git) -> tuple[StashEntry, ...]:
    """Return the stash entries, newest first."""
    if git.oid(STASH) is None:
        return ()
    if (known := _read_log(common_dir(git.git_dir) / "logs" / STASH)) is not None:
        return known
    done = git.try_("stash", "list", "-z", "--format=%H %gs")
    lines = [field.decode(errors="surrogateescape") for field in done.fields]
    return tuple(StashEntry(Oid(oid), subject) for oid, _, subject in (line.partition(" ") for line in lines))


def _read_log(log: Path) -> tuple[StashEntry, ...] | None:
    """Return what the stash's log says, newest first; None where a line is not as git writes it."""
    try:
        return _parse_log(log.read_bytes())
    except OSError:
        return None


def _parse_log(content: bytes) -> tuple[StashEntry, ...] | None:
    found = [_parse_line(line) for line in reversed(content.removesuffix(b"\n").split(b"\n"))]
    entries = tuple(entry for entry in found if entry)
    return entries if len(entries) == len(found) else None


@lru_cache(maxsize=4096)
def _parse_line(line: bytes) -> StashEntry | None:
    """Return what one line says; kept, for a list is read several times in one operation and few lines come and go."""
    found = _LINE.fullmatch(line)
    return StashEntry(Oid(found[1].decode()), found[2].decode(errors="surrogateescape")) if found else None


def find_parked(git: Git, label: str) -> tuple[StashEntry, ...]:
    """Return the entries with exactly this label, newest first."""
    return tuple(entry for entry in read_stashes(git) if entry.subject.endswith(label) and entry.label == label)


def store(git: Git, entry: StashEntry) -> None:
    """Put a stash-shaped commit on the list."""
    git.run(*DURABLE, *HOOKLESS, "stash", "store", "-q", "-m", entry.subject, "--end-of-options", entry.oid)


def drop(git: Git, oid: Oid) -> None:
    """Drop exactly one entry, if it is still there.

    Raises `WorkspaceError` where another process kept changing the list; nothing is gone then.
    """
    for _ in range(3):
        before = read_stashes(git)
        places = [place for place, entry in enumerate(before) if entry.oid == oid]
        if not places:
            return
        git.run(*HOOKLESS, "stash", "drop", "-q", f"stash@{{{places[0]}}}")
        after = read_stashes(git)
        there = {entry.oid for entry in after}
        for entry in reversed(before):
            if entry.oid != oid and entry.oid not in there:
                store(git, entry)
        if sum(entry.oid == oid for entry in after) < len(places):
            return
    raise WorkspaceError(f"the stash list keeps changing; entry {oid} was not dropped. Drop it when nobody else works.")


def heal(git: Git) -> None:
    """Make `refs/stash` and its log agree before something is pushed.

    Where the ref is there and its log is missing, or does not list its commit, `git stash push` deletes the ref first,
    and all entries with it (builtin/stash.c); a torn last line swallows the next one. All entries are held under rescue
    refs meanwhile.
    """
    top = git.oid(STASH)
    if top is None:
        return
    _end_last_line(common_dir(git.git_dir) / "logs" / STASH)
    listed = read_stashes(git)
    if any(entry.oid == top for entry in listed):
        return
    for oid in (top, *(entry.oid for entry in listed)):
        rescue(git, oid, name=f"stash/{oid[:12]}")
    git.run(*HOOKLESS, "update-ref", "-d", "--end-of-options", STASH, top)
    for entry in reversed(listed):
        store(git, entry)
    subject = git.run("log", "-1", "--format=%s", "--end-of-options", top).line
    store(git, StashEntry(top, subject or "gitscen: found without a log"))


def _end_last_line(log: Path) -> None:
    try:
        with log.open("r+b") as file:
            if file.seek(0, 2) and file.seek(-1, 2) is not None and file.read(1) != b"\n":
                file.write(b"\n")
    except FileNotFoundError:
        return
