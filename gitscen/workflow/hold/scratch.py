"""Private indexes: git commands that stage, compare and build trees without touching the user's index.

Makes a temporary directory below `.git/gitscen` and removes it again; objects go into the repository's store.
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from gitscen.git.done import Done
from gitscen.names import Oid, TreePath, quote_path
from gitscen.workflow.git import Git
from gitscen.workflow.hold.pin import DURABLE

# What is written must be what is in the file: no warning or refusal over line endings, no hook over the index.
_OPTIONS = (*DURABLE, "-c", "core.safecrlf=false", "-c", "core.hooksPath=/dev/null", "-c", "core.splitIndex=false")


_DIFF = (
    "diff-tree", "-r", "-z", "--raw", "--no-abbrev", "--no-renames", "--no-ext-diff", "--ignore-submodules=none",
)  # fmt: skip


def own_dir(git: Git) -> Path:
    """Return gitscen's own directory in the worktree's git directory, making it if needed."""
    place = git.git_dir / "gitscen"
    if not os.path.isdir(place):  # noqa: PTH112 - asked a dozen times in one operation
        place.mkdir(exist_ok=True)
    return place


@dataclass(frozen=True, slots=True)
class Scratch:
    """One private index."""

    git: Git
    path: Path

    def run(self, *args: str, stdin: bytes = b"") -> Done:
        """Run a git command on this index. Raises `GitError`."""
        return self.git.run(*_OPTIONS, *args, stdin=stdin, env=self._env)

    def add(self, paths: Iterable[TreePath]) -> None:
        """Stage these paths as they are on disk, exact names, no pathspecs; one that is gone leaves the index."""
        wanted = dict.fromkeys(paths)
        gone = _beyond_links(self.git, wanted)  # git refuses these
        self.remove(gone)
        given = b"".join(path + b"\0" for path in wanted if path not in gone)
        if given:
            self.run("update-index", "-z", "--add", "--remove", "--replace", "--stdin", stdin=given)

    def entries(self, listing: Iterable[bytes]) -> None:
        """Put entries in, each `mode oid stage<TAB>path` or `mode type oid<TAB>path` as `--index-info` takes them."""
        given = b"".join(line + b"\0" for line in listing)
        if given:
            self.run("update-index", "-z", "--replace", "--index-info", stdin=given)

    def remove(self, paths: Iterable[TreePath]) -> None:
        """Take paths out of the index, every stage of them."""
        self.entries(removal_line(self.git, path) for path in paths)

    def write_tree(self) -> Oid:
        """Return the tree of this index, durable."""
        return Oid(self.run("write-tree").line)

    @property
    def _env(self) -> Mapping[str, str]:
        return {"GIT_INDEX_FILE": str(self.path)}


@dataclass(frozen=True, slots=True)
class TreeChange:
    """A path that differs between two trees: its mode and object in each, None where it is not there."""

    old: tuple[str, Oid] | None
    new: tuple[str, Oid] | None


@contextmanager
def scratch_index(git: Git, *, copy: bool = False) -> Iterator[Scratch]:
    """Give a private index: empty, or a copy of the user's with its times, so that git knows what is unchanged."""
    with tempfile.TemporaryDirectory(prefix="index-", dir=own_dir(git)) as folder:
        path = Path(folder, "index")
        if copy and (git.git_dir / "index").exists():
            shutil.copy2(git.git_dir / "index", path)  # the copy's time decides which entries git re-reads
        yield Scratch(git, path)


def _beyond_links(git: Git, paths: Iterable[TreePath]) -> frozenset[TreePath]:
    """Return the paths of which a folder has become a link: nothing of the working tree is there."""
    folders = {path[:at] for path in paths for at, byte in enumerate(path) if byte == ord("/")}
    links = tuple(folder + b"/" for folder in folders if file_at(git, folder).is_symlink())
    return frozenset(path for path in paths if path.startswith(links)) if links else frozenset()


def tree_entries(git: Git, tree: Oid) -> dict[TreePath, tuple[str, Oid]]:
    """Return every file of a tree (or a commit's tree) with its mode and object."""
    entries: dict[TreePath, tuple[str, Oid]] = {}
    for record in git.run("ls-tree", "-r", "-z", "--full-tree", "--end-of-options", tree).fields:
        facts, path = record.split(b"\t", 1)
        mode, _, oid = facts.decode().split(" ")
        entries[TreePath(path)] = (mode, Oid(oid))
    return entries


def tree_changes(git: Git, old: Oid, new: Oid) -> dict[TreePath, tuple[str, Oid] | None]:
    """Return what became of every path that differs between two trees or commits; None where it is gone in `new`."""
    return {path: change.new for path, change in diff_trees(git, old, new).items()}


def diff_trees(git: Git, old: Oid, new: Oid) -> dict[TreePath, TreeChange]:
    """Return the paths that differ between two trees or commits."""
    return _parse_changes(git.run(*_DIFF, "--end-of-options", old, new, "--").stdout.split(b"\0"))


def diff_commits(git: Git, *pairs: tuple[Oid | None, Oid]) -> list[dict[TreePath, TreeChange]]:
    """Return the paths that differ between each pair of commits, the older one first; one process for them all.

    None stands for nothing, before a commit without parents.
    """
    given = "".join(f"{new} {old}\n" if old else f"{new}\n" for old, new in pairs).encode()
    told = git.run(*_DIFF, "--always", "--root", "--stdin", stdin=given).stdout
    records: list[list[bytes]] = [[]]
    for field in told.removesuffix(b"\0").split(b"\0"):
        if len(records[-1]) % 2 == 0 and not field.startswith(b":"):  # where facts would be: the next pair's commit
            records.append([])
        else:
            records[-1].append(field)
    return [_parse_changes(fields) for fields in records[1:]]


def _parse_changes(fields: Iterable[bytes]) -> dict[TreePath, TreeChange]:
    """Return what `git diff-tree --raw -z` wrote: facts and a path in turn."""
    each = iter(fields)
    changes: dict[TreePath, TreeChange] = {}
    for facts, path in zip(each, each, strict=False):
        old_mode, mode, old_oid, oid, letter = facts.decode().removeprefix(":").split(" ")
        changes[TreePath(path)] = TreeChange(
            old=None if letter == "A" else (old_mode, Oid(old_oid)),
            new=None if letter == "D" else (mode, Oid(oid)),
        )
    return changes


def write_blob(git: Git, content: bytes) -> Oid:
    """Write a content as it is, no filter applied, and return its object; durable."""
    return Oid(git.run(*_OPTIONS, "hash-object", "-w", "--no-filters", "--stdin", stdin=content).line)


def hash_files(git: Git, paths: Sequence[TreePath]) -> list[Oid]:
    """Write regular files as git would store them and return their objects in the same order; durable."""
    if not paths:
        return []
    given = "".join(f"{quote_path(path)}\n" for path in paths).encode(errors="surrogateescape")
    done = git.run(*_OPTIONS, "hash-object", "-w", "--stdin-paths", stdin=given)
    return [Oid(line) for line in done.line.split("\n")]


def entry_line(path: bytes, mode: str, oid: str, *, stage: int = 0) -> bytes:
    """Return one line for `update-index --index-info`."""
    return f"{mode} {oid} {stage}\t".encode() + path


def removal_line(git: Git, path: bytes) -> bytes:
    """Return the line for `update-index --index-info` that takes every stage of a path out."""
    return entry_line(path, "0", "0" * git.oid_length)


def file_at(git: Git, path: bytes) -> Path:
    """Return where a tree path is on disk."""
    return git.worktree / os.fsdecode(path)


def is_file(git: Git, path: bytes) -> bool:
    """Whether there is a regular file or a link at a tree path."""
    try:
        mode = file_at(git, path).lstat().st_mode
    except OSError:
        return False
    return stat.S_ISREG(mode) or stat.S_ISLNK(mode)
