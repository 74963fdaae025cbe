"""`git status --porcelain=v2 --branch -z` as one value: the question that replaces four.

`parse_status` is pure; `read_status` asks. Ignored files are not in it.
"""

from __future__ import annotations

from dataclasses import dataclass

from gitscen.names import BranchName, ConflictKind, Oid, TreePath, is_storable
from gitscen.workflow.git import Git


@dataclass(frozen=True, slots=True)
class Change:
    """A tracked path that differs: `staged` from HEAD to the index, `unstaged` from the index to the file.

    The letters are git's (M, T, A, D, R, C, or `.` for unchanged); `origin` is the old path of a rename.
    """

    path: TreePath
    staged: str
    unstaged: str
    submodule: bool = False
    origin: TreePath | None = None


@dataclass(frozen=True, slots=True)
class Unmerged:
    """An unmerged path with the mode and object of each stage; None where the stage is not there."""

    path: TreePath
    kind: ConflictKind
    base: tuple[str, Oid] | None
    ours: tuple[str, Oid] | None
    theirs: tuple[str, Oid] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkspaceStatus:
    """What is going on in a workspace. `branch` is None on a detached HEAD, `head` on an unborn branch."""

    branch: BranchName | None
    head: Oid | None
    changes: tuple[Change, ...] = ()
    unmerged: tuple[Unmerged, ...] = ()
    untracked: tuple[TreePath, ...] = ()

    @property
    def loose(self) -> tuple[TreePath, ...]:
        """The untracked files that git can store."""
        return tuple(path for path in self.untracked if not path.endswith(b"/") and is_storable(path))

    @property
    def nested(self) -> tuple[TreePath, ...]:
        """The embedded repositories, each ending in `/`."""
        return tuple(path for path in self.untracked if path.endswith(b"/"))

    @property
    def split(self) -> tuple[TreePath, ...]:
        """The files of which the index holds another version than the file: staged, and then edited or deleted."""
        return tuple(change.path for change in self.changes if change.staged in "AMT" and change.unstaged != ".")

    @property
    def unstorable(self) -> tuple[TreePath, ...]:
        """The untracked files that no index takes, by their names: `git stash push -u` deletes them (git 2.39)."""
        return tuple(path for path in self.untracked if not is_storable(path))

    @property
    def clean(self) -> bool:
        """Whether there is nothing uncommitted, untracked files included."""
        return not (self.changes or self.unmerged or self.untracked)


def read_status(git: Git) -> WorkspaceStatus:
    """Ask git once. Untracked directories are listed file by file; a nested repository is one path ending in `/`."""
    done = git.run(
        "status", "--porcelain=v2", "--branch", "--no-ahead-behind", "--untracked-files=all", "--no-renames", "-z"
    )
    return parse_status(done.stdout)


def parse_status(raw: bytes) -> WorkspaceStatus:
    """Return what `git status --porcelain=v2 --branch -z` wrote as a value."""
    headers: dict[bytes, bytes] = {}
    changes: list[Change] = []
    unmerged: list[Unmerged] = []
    untracked: list[TreePath] = []
    records = iter(raw.split(b"\0"))
    for record in records:
        match record[:1]:
            case b"#":
                _, key, value = record.split(b" ", 2)
                headers[key] = value
            case b"1":
                _, xy, sub, *_, path = record.split(b" ", 8)
                changes.append(_change(xy, sub, path))
            case b"2":
                _, xy, sub, *_, path = record.split(b" ", 9)
                changes.append(_change(xy, sub, path, origin=TreePath(next(records))))
            case b"u":
                unmerged.append(_unmerged(record))
            case b"?":
                untracked.append(TreePath(record[2:]))
            case _:
                pass  # the empty tail, and ignored files
    branch = headers.get(b"branch.head", b"(detached)")
    head = headers.get(b"branch.oid", b"(initial)")
    return WorkspaceStatus(
        branch=None if branch == b"(detached)" else BranchName(branch.decode(errors="surrogateescape")),
        head=None if head == b"(initial)" else Oid(head.decode()),
        changes=tuple(changes),
        unmerged=tuple(unmerged),
        untracked=tuple(untracked),
    )


def _change(xy: bytes, sub: bytes, path: bytes, origin: TreePath | None = None) -> Change:
    letters = xy.decode()
    return Change(TreePath(path), letters[0], letters[1], submodule=sub.startswith(b"S"), origin=origin)


def _unmerged(record: bytes) -> Unmerged:
    _, xy, _, m1, m2, m3, _, h1, h2, h3, path = record.split(b" ", 10)
    stages = [
        None if mode == b"000000" else (mode.decode(), Oid(oid.decode()))
        for mode, oid in ((m1, h1), (m2, h2), (m3, h3))
    ]
    return Unmerged(TreePath(path), ConflictKind(xy.decode()), *stages)
