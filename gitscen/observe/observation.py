"""One look at a world as plain values, and the questions that can be asked of it. Pure.

Contents and commits never change under their oid, so the observations of a case share one `Store`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from gitscen.names import BranchName, InProgress, Oid, TreePath

GITLINK = 0o160000


@dataclass(frozen=True, slots=True)
class Entry:
    """What lies at a path: git's mode, and the blob (or, of a submodule, the commit)."""

    mode: int
    oid: Oid


Tree = Mapping[TreePath, Entry]


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit with its whole tree, flat. `parents` are those that the repository has."""

    oid: Oid
    parents: tuple[Oid, ...]
    tree: Tree
    message: str

    @property
    def subject(self) -> str:
        """The first line of the message."""
        return self.message.partition("\n")[0]


@dataclass(frozen=True, slots=True)
class Store:
    """Every commit and content that has been seen in a case, and what annotated tags name."""

    commits: dict[Oid, Commit] = field(default_factory=dict)
    contents: dict[Oid, bytes] = field(default_factory=dict)
    tags: dict[Oid, Oid] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StashEntry:
    """An entry of the stash list."""

    oid: Oid
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """The state of one world.

    `locked` is what a whole index in `index.lock` holds: work that somebody staged when they were killed. `refs` are
    the workspace's, `remotes` those of each bare repository by its name, all by full ref name. `files`
    holds every file below the working tree, ignored ones and those of nested repositories too. `status` has git's
    two letters for each path that is not unchanged. `damage` is what `git fsck` says, a line an element. `outside`
    maps what nobody may touch to a digest. `fired` names the forbidden programs that ran. `unreadable`
    tells that the index is there and cannot be read: `index`, `unmerged` and `status` then say nothing. `blind` is why
    the repository as a whole cannot be read, and "" where it can: all but `files`, `nested`, `remotes`, `outside` and
    `fired` is as the last look that could read it had it.
    """

    store: Store
    branch: BranchName | None
    head: Oid | None
    refs: Mapping[str, Oid]
    remotes: Mapping[str, Mapping[str, Oid]]
    index: Tree
    unmerged: Mapping[TreePath, tuple[Entry | None, Entry | None, Entry | None]]
    locked: Tree
    files: Tree
    status: Mapping[TreePath, str]
    nested: tuple[TreePath, ...]
    stash: tuple[StashEntry, ...]
    in_progress: frozenset[InProgress]
    locks: frozenset[str]
    shallow: frozenset[Oid]
    reflog: frozenset[Oid]
    objects: frozenset[Oid]
    damage: frozenset[str]
    outside: Mapping[str, str]
    fired: frozenset[str]
    unreadable: bool = False
    blind: str = ""

    @property
    def heads(self) -> dict[str, Oid]:
        """The workspace's branches by their full ref names."""
        return {name: oid for name, oid in self.refs.items() if name.startswith("refs/heads/")}

    @property
    def uncommitted(self) -> dict[TreePath, str]:
        """The paths that differ from HEAD or are untracked; neither ignored ones nor nested repositories."""
        return {path: xy for path, xy in self.status.items() if xy != "!!" and not self.in_nested(path)}

    def is_ignored(self, path: bytes) -> bool:
        """Whether git ignores a path, or a folder that it lies in."""
        return any(self.status.get(TreePath(up)) == "!!" for up in (path, *folders_above(path)))

    def in_nested(self, path: bytes) -> bool:
        """Whether a path lies in a repository inside the working tree."""
        return any(path == top or path.startswith(top + b"/") for top in self.nested)

    def tips(self) -> Iterator[Oid]:
        """Yield every oid that something holds on to: refs here and on remotes, HEAD, stash entries."""
        yield from self.refs.values()
        for refs in self.remotes.values():
            yield from refs.values()
        if self.head:
            yield self.head
        yield from (entry.oid for entry in self.stash)

    def history(self, tips: Iterable[Oid]) -> dict[Oid, Commit]:
        """Return the commits reachable from `tips`, as far as they are known."""
        found: dict[Oid, Commit] = {}
        todo = list(tips)
        while todo:
            oid = todo.pop()
            if oid in self.store.tags:
                todo.append(self.store.tags[oid])
            commit = self.store.commits.get(oid)
            if commit is not None and commit.oid not in found:
                found[commit.oid] = commit
                todo.extend(commit.parents)
        return found

    def tree(self, tip: Oid | None) -> Tree:
        """Return the tree of a commit; empty where there is none."""
        commit = self.store.commits.get(tip) if tip else None
        return commit.tree if commit else {}

    def anchored(self) -> set[Oid]:
        """Return the blobs that a file, the index, a ref or a stash entry holds."""
        blobs = {
            entry.oid
            for entry in (*self.files.values(), *self.index.values(), *self.locked.values())
            if entry.mode != GITLINK
        }
        blobs.update(entry.oid for stages in self.unmerged.values() for entry in stages if entry)
        blobs.update(self.committed(self.tips()))
        blobs.update(tip for tip in self.tips() if tip in self.store.contents)  # a ref may hold a blob
        return blobs

    def committed(self, tips: Iterable[Oid]) -> set[Oid]:
        """Return the blobs in the trees of all commits reachable from `tips`."""
        return {
            entry.oid
            for commit in self.history(tips).values()
            for entry in commit.tree.values()
            if entry.mode != GITLINK
        }


def folders_above(path: bytes) -> Iterator[bytes]:
    """Yield the folders that a path lies in, with a slash at the end, as git lists an ignored folder."""
    parts = path.split(b"/")
    yield from (b"/".join(parts[:count]) + b"/" for count in range(1, len(parts)))


def own_state(seen: Observation) -> dict[str, object]:
    """Return what is the person's own, by name: what must be equal before and after where "nothing was changed".

    Remote-tracking refs may move, and gitscen's own refs may come and go.
    """
    return {
        "branch": seen.branch,
        "HEAD": seen.head,
        "branches": seen.heads,
        "index": dict(seen.index),
        "unmerged": dict(seen.unmerged),
        "files": dict(seen.files),
        "stash": seen.stash,
        "operations": seen.in_progress,
        "remotes": {name: dict(refs) for name, refs in seen.remotes.items()},
    }
