"""What an operation is about to do, written down before it acts, so that whoever comes after a kill knows.

One file, `.git/gitscen/operation.json`, replaced whole and durably, plus a pin on the uncommitted work and a copy of
git's own state files where an operation of git's is in progress. Names count up from 0001 and depend on no clock.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gitscen.errors import WorkspaceError
from gitscen.names import BranchName, Oid, TreePath, branch_ref
from gitscen.outcome import Operation
from gitscen.workflow.git import Git
from gitscen.workflow.head import read_head
from gitscen.workflow.hold.pin import PINS, pin, unpin
from gitscen.workflow.hold.scratch import own_dir
from gitscen.workflow.hold.snapshot import take
from gitscen.workflow.hold.stashlist import StashEntry, read_stashes, shelter_label
from gitscen.workflow.progress import STATE_FILES, read_in_progress, read_rebase
from gitscen.workflow.refs import has_refs
from gitscen.workflow.status import WorkspaceStatus

_NUMBER = re.compile(r"/(\d{4,})-[a-z]+(?:/|$)", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """The workspace as it was before an operation, and where the operation was going.

    `target_tip` is the target branch's commit before (None: there was no such branch), `start` where it is made.
    `label` is that of the stash entry the operation makes, `returning` the parked entry it is to bring back.
    `stopped` tells that git had an operation in progress, `rebasing` is the branch of a rebase among them. `plain`
    tells of a plain `git switch`, which leaves all work where it is: nothing was pinned for it, and `dirty` are the
    paths that had work in them. `index_only` tells of an operation that changes no file: the index was copied, and
    nothing more. `hides` is False where it is known that git was told to look at every file.
    """

    name: str
    operation: Operation
    branch: BranchName | None
    head: Oid | None
    pin: Oid | None
    target: BranchName | None = None
    target_tip: Oid | None = None
    start: Oid | None = None
    label: str = ""
    returning: Oid | None = None
    stashes: tuple[StashEntry, ...] = ()
    stopped: bool = False
    rebasing: BranchName | None = None
    rebasing_tip: Oid | None = None
    plain: bool = False
    dirty: tuple[TreePath, ...] = ()
    index_only: bool = False
    hides: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Where a switch goes, for the journal."""

    target: BranchName
    target_tip: Oid | None
    start: Oid | None
    label: str
    returning: Oid | None = None


def begin(
    git: Git,
    operation: Operation,
    status: WorkspaceStatus,
    destination: Destination | None = None,
    *,
    index_only: bool = False,
) -> Entry:
    """Pin the uncommitted work, write the entry and return it. Raises `GitError`; nothing was begun then.

    With `index_only` the operation changes no file and the index holds nothing that the files have not: a copy of the
    index takes the pin's place.
    """
    name = _next_name(git, operation)
    snapshot = None if index_only else take(git, status, message=f"gitscen: {name}")
    if index_only:
        state_copy(git, name).mkdir(parents=True, exist_ok=True)
        shutil.copy2(git.git_dir / "index", state_copy(git, name) / "index")
    if snapshot:
        pin(git, snapshot.oid, name=name)
    head = read_head(git)
    stopped = bool(read_in_progress(git))
    if stopped:
        _copy_state(git.git_dir, state_copy(git, name))
    rebase = read_rebase(git)
    rebasing = rebase.branch if rebase else None
    entry = Entry(
        name=name,
        operation=operation,
        branch=head.branch,
        head=head.oid,
        pin=snapshot.oid if snapshot else None,
        target=destination.target if destination else None,
        target_tip=destination.target_tip if destination else None,
        start=destination.start if destination else None,
        label=destination.label if destination else shelter_label(head.branch),
        returning=destination.returning if destination else None,
        stashes=() if index_only else read_stashes(git),
        stopped=stopped,
        rebasing=rebasing,
        rebasing_tip=git.oid(branch_ref(rebasing)) if rebasing else None,
        index_only=index_only,
        hides=index_only or bool(snapshot and snapshot.extra),
    )
    write_durably(_file(git), format_entry(entry))
    return entry


def begin_plain(git: Git, status: WorkspaceStatus, destination: Destination) -> Entry:
    """Write the entry of a plain `git switch` and return it. No work is at risk, so nothing waits for the disk."""
    entry = Entry(
        name="switch",
        operation=Operation.SWITCH,
        branch=status.branch,
        head=status.head,
        pin=None,
        target=destination.target,
        target_tip=destination.target_tip,
        plain=True,
        dirty=(*(change.path for change in status.changes), *status.untracked),
    )
    beside = _file(git).with_suffix(".new")
    beside.write_bytes(format_entry(entry))
    beside.replace(_file(git))
    return entry


def finish(git: Git, entry: Entry) -> None:
    """Forget an operation that ended well or was undone: first the entry, then the pin."""
    _file(git).unlink(missing_ok=True)
    if entry.plain:
        return
    _sync_folder(own_dir(git))
    shutil.rmtree(state_copy(git, entry.name), ignore_errors=True)
    if entry.pin:
        unpin(git, entry.pin, name=entry.name)


def read_entry(git: Git) -> Entry | None:
    """Return the entry of an operation that did not come to its end, or None.

    Raises `WorkspaceError` for a file that is no entry.
    """
    try:
        text = _file(git).read_bytes()
    except FileNotFoundError:
        return None
    try:
        return parse_entry(text)
    except (ValueError, KeyError, TypeError) as error:
        raise WorkspaceError(f"{_file(git)} is not readable: {error}. Run recover.") from error


def format_entry(entry: Entry) -> bytes:
    """Return an entry as JSON. Pure."""
    facts = {name: getattr(entry, name) for name in Entry.__slots__}
    facts["operation"] = entry.operation.value
    facts["dirty"] = [os.fsdecode(path) for path in entry.dirty]
    facts["stashes"] = "\0".join(f"{stash.oid} {stash.subject}" for stash in entry.stashes)  # there may be thousands
    return (json.dumps(facts, sort_keys=True) + "\n").encode()


def parse_entry(text: bytes) -> Entry:
    """Return the entry that `format_entry` wrote. Pure. Raises ValueError, KeyError or TypeError for anything else."""
    facts = json.loads(text)
    facts["operation"] = Operation(facts["operation"])
    facts["dirty"] = tuple(TreePath(os.fsencode(path)) for path in facts.get("dirty", ()))
    facts["stashes"] = tuple(_parse_stashes(facts["stashes"]))
    return Entry(**facts)


def _parse_stashes(told: str | list[list[str]]) -> Iterator[StashEntry]:
    """Yield the stash entries of an entry, a list of pairs in older ones."""
    if isinstance(told, str):
        pairs = (one.split(" ", 1) for one in told.split("\0")) if told else iter(())
    else:
        pairs = iter(told)
    yield from (StashEntry(Oid(oid), subject) for oid, subject in pairs)


def state_copy(git: Git, name: str) -> Path:
    """Return where the copy of git's state files of one operation is kept."""
    return own_dir(git) / "state" / name


def read_stray_pins(git: Git, entry: Entry | None) -> tuple[tuple[str, Oid], ...]:
    """Return the pins that belong to no operation under way: their operation was killed as it ended or began."""
    done = git.run("for-each-ref", "--format=%(refname) %(objectname)", PINS)
    prefix = _worktree_prefix(git)
    pins = [line.partition(" ") for line in done.line.splitlines()]
    return tuple(
        (ref.removeprefix(PINS), Oid(oid))
        for ref, _, oid in pins
        if _is_own(ref.removeprefix(PINS), prefix) and (entry is None or ref != PINS + entry.name)
    )


def write_durably(path: Path, content: bytes) -> None:
    """Replace a file whole: another file, synced, renamed over it, and the folder synced."""
    beside = path.with_name(path.name + ".new")
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    _sync_folder(path.parent)


def _file(git: Git) -> Path:
    return own_dir(git) / "operation.json"


def _next_name(git: Git, operation: Operation) -> str:
    counter = own_dir(git) / "counter"
    try:
        number = int(counter.read_text())
    except (FileNotFoundError, ValueError):
        number = 0
    if number == 0 and has_refs(git.git_dir, "refs/gitscen/"):  # lost: never take a number again
        done = git.run("for-each-ref", "--format=%(refname)", "refs/gitscen/")
        number = max((int(found) for found in _NUMBER.findall(done.line)), default=0)
    number += 1
    counter.write_text(f"{number}\n")  # what it loses, the refs still tell
    return f"{_worktree_prefix(git)}{number:04d}-{operation.value}"


def _worktree_prefix(git: Git) -> str:
    """Return what sets this worktree's names apart: linked worktrees share the refs."""
    return f"{git.git_dir.name}/" if git.git_dir.parent.name == "worktrees" else ""


def _is_own(name: str, prefix: str) -> bool:
    return name.startswith(prefix) if prefix else "/" not in name


def _copy_state(source: Path, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for name in STATE_FILES:
        if (source / name).is_dir():
            shutil.copytree(source / name, target / name, dirs_exist_ok=True)
        elif (source / name).exists():
            shutil.copy2(source / name, target / name)


def restore_index(git: Git, name: str) -> None:
    """Put the copied index of an operation back."""
    beside = git.git_dir / "index.gitscen"
    shutil.copy2(state_copy(git, name) / "index", beside)
    beside.replace(git.git_dir / "index")


def restore_state(git: Git, name: str) -> None:
    """Put the copied state files of an operation back; the caller has moved what is there aside."""
    _copy_state(state_copy(git, name), git.git_dir)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
