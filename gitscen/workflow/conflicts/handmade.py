"""What a person has already done by hand at unmerged paths: which are resolved but not staged, which only edited.

Compares the files with what git wrote for the conflict: the tree `AUTO_MERGE` (merge-ort, git 2.34 and later; the apply
backend of rebase and `git am` write none) and the stages. Reads; writes only objects.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gitscen.names import TreePath
from gitscen.workflow.git import Git
from gitscen.workflow.hold.restore import content_on_disk, is_same
from gitscen.workflow.hold.scratch import file_at, tree_entries
from gitscen.workflow.status import Unmerged

_MARKER_SIZE = 7


@dataclass(frozen=True, slots=True)
class Handmade:
    """Paths whose file is a person's. `resolved` has no conflict markers; `marked` has, or may have them from git."""

    resolved: tuple[TreePath, ...]
    marked: tuple[TreePath, ...]


def read_handmade(git: Git, unmerged: Sequence[Unmerged]) -> Handmade:
    """Return which unmerged paths a person has been at. A path whose file is gone counts as untouched."""
    auto = git.oid("AUTO_MERGE")
    written = tree_entries(git, auto) if auto else {}
    there = content_on_disk(git, [entry.path for entry in unmerged])
    sizes = _marker_sizes(git, [*there])
    resolved: list[TreePath] = []
    marked: list[TreePath] = []
    for entry in unmerged:
        now = there.get(entry.path)
        stages = (entry.base, entry.ours, entry.theirs)
        if now is None or any(is_same(now, known) for known in (*stages, written.get(entry.path))):
            continue
        file = file_at(git, entry.path)
        has = not file.is_symlink() and has_markers(file.read_bytes(), size=sizes.get(entry.path, _MARKER_SIZE))
        (marked if has else resolved).append(entry.path)
    return Handmade(tuple(resolved), tuple(marked))


def has_markers(content: bytes, *, size: int = _MARKER_SIZE) -> bool:
    """Whether text holds an opening or closing conflict marker; a row of `=` is also a heading (cqlite issue 3647)."""
    return any(line.startswith((b"<" * size + b" ", b">" * size + b" ")) for line in content.splitlines())


def stage(git: Git, paths: Sequence[TreePath]) -> None:
    """Stage files as they are on disk, in place of their unmerged stages. Raises `GitError`."""
    if paths:
        git.run("update-index", "-z", "--add", "--stdin", stdin=b"".join(path + b"\0" for path in paths))


def _marker_sizes(git: Git, paths: Sequence[TreePath]) -> dict[TreePath, int]:
    if not paths:
        return {}
    given = b"".join(path + b"\0" for path in paths)
    fields = git.run("check-attr", "-z", "--stdin", "conflict-marker-size", stdin=given).stdout.split(b"\0")
    answers = zip(fields[::3], fields[2::3], strict=False)
    return {TreePath(path): int(value) for path, value in answers if value.isdigit() and int(value) > 0}
