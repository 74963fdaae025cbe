"""The unmerged entries of an index into a tree that prefers local, and a record of each conflict.

Reads the index and the trees of both sides, decides (`conflict.py`, `preference.py`), and writes index, objects and
files. Commits nothing and ends no operation. The caller holds a pin: files at unmerged paths are taken for what git
wrote there. Without `sides`, contents that git merged across renames cannot be told from local's own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from gitscen.names import ConflictKind, Oid, Side, TreePath
from gitscen.outcome import Resolution
from gitscen.workflow.conflicts.blend import Blobs, Versions, blend, is_binary, read_blobs, read_whole
from gitscen.workflow.conflicts.conflict import (
    Conflict,
    Entry,
    Trees,
    find_conflicts,
    parse_changes,
    parse_unmerged,
    true_path,
)
from gitscen.workflow.conflicts.place import place
from gitscen.workflow.conflicts.preference import Blend, Keep, Stage, Step, plan_local
from gitscen.workflow.git import Git
from gitscen.workflow.status import Unmerged


@dataclass(frozen=True, slots=True)
class Sides:
    """The commits or trees that met: the merge base, and stage 2's and stage 3's."""

    base: Oid
    ours: Oid
    theirs: Oid


def settle_unmerged(git: Git, *, local_stage: Stage, sides: Sides | None = None) -> tuple[Resolution, ...]:
    """Settle every unmerged path in favour of local and return what was settled; afterwards none is unmerged.

    Incoming changes that conflict with nothing are kept. Raises `GitError`.
    """
    unmerged = read_unmerged(git)
    if not unmerged:
        return ()
    local_is_ours = local_stage == 2
    trees = read_trees(git, sides, local_is_ours=local_is_ours) if sides and _need_trees(unmerged) else None
    tracked = _read_tracked(git) if any(entry.path.count(b"~") for entry in unmerged) else ()
    if trees is not None and sides is not None and tracked:
        trees = _with_folders(git, trees, sides.theirs if local_is_ours else sides.ours, unmerged, tracked)
    blobs = _read_versions(git, unmerged)
    whole = _read_whole(git, unmerged, blobs)
    conflicts = find_conflicts(unmerged, trees, local_is_ours=local_is_ours, tracked=tracked, whole=whole)
    place(
        git, _read_entries(git, plan_local(conflicts, trees), whole, blobs), written={entry.path for entry in unmerged}
    )
    return tuple(map(_record, conflicts))


def read_unmerged(git: Git) -> tuple[Unmerged, ...]:
    """Return the unmerged paths of the index, without a look at the files."""
    return parse_unmerged(git.run("ls-files", "--unmerged", "-z").stdout)


def read_trees(git: Git, sides: Sides, *, local_is_ours: bool) -> Trees:
    """Return what both sides did since the merge base, renames found as git's merge finds them."""
    (ours_base, ours), (theirs_base, theirs) = (
        parse_changes(
            git.run(
                "diff-tree", "-r", "-M", "-l7000", "--raw", "--no-abbrev", "--no-ext-diff", "--ignore-submodules=none",
                "-z", "--end-of-options", sides.base, side, "--",
            ).stdout
        )
        for side in (sides.ours, sides.theirs)
    )  # fmt: skip
    local, incoming = (ours, theirs) if local_is_ours else (theirs, ours)
    return Trees(ours_base | theirs_base, local, incoming)


def _need_trees(unmerged: Iterable[Unmerged]) -> bool:
    """Whether the stages alone do not tell: all but plain content conflicts may be about renames or directories."""
    return any(entry.kind is not ConflictKind.BOTH_MODIFIED or entry.path.count(b"~") for entry in unmerged)


def _read_tracked(git: Git) -> tuple[TreePath, ...]:
    return tuple(TreePath(path) for path in dict.fromkeys(git.run("ls-files", "-z").fields))


def _with_folders(
    git: Git, trees: Trees, incoming: Oid, unmerged: Iterable[Unmerged], tracked: Collection[TreePath]
) -> Trees:
    """Return `trees` with the incoming directories that stand where local has a file."""
    moved = {true for entry in unmerged if (true := true_path(entry.path, trees, tracked)) != entry.path}
    folders: dict[TreePath, Oid] = {}
    for path in moved:
        listed = _list_folder(git, incoming, path)
        if listed is not None:
            folders[path] = listed
    return Trees(trees.base, trees.local, trees.incoming, folders)


def _list_folder(git: Git, commit: Oid, path: TreePath) -> Oid | None:
    name = path.decode(errors="surrogateescape")
    literal = {"GIT_LITERAL_PATHSPECS": "1"}
    done = git.run("ls-tree", "-d", "-z", "--full-tree", "--end-of-options", commit, "--", name, env=literal)
    for record in done.fields:
        _, what, oid = record.split(b"\t", 1)[0].decode().split(" ")
        if what == "tree":
            return Oid(oid)
    return None


def _read_versions(git: Git, unmerged: Iterable[Unmerged]) -> Blobs:
    """Return the contents of all stages of the paths that both sides have."""
    both = [entry for entry in unmerged if entry.ours and entry.theirs]
    stages = [Entry(*stage) for entry in both for stage in (entry.base, entry.ours, entry.theirs) if stage]
    return read_blobs(git, [stage.oid for stage in stages if stage.is_file])


def _read_whole(git: Git, unmerged: Sequence[Unmerged], blobs: Blobs) -> frozenset[TreePath]:
    """Return the paths whose content is not text to git, by their attributes or by what both sides have there."""
    both = [entry for entry in unmerged if entry.ours and entry.theirs]
    binary = {
        entry.path
        for entry in both
        for stage in (entry.ours, entry.theirs)
        if stage and is_binary(blobs.get(stage[1], b""))
    }
    return read_whole(git, [entry.path for entry in unmerged]) | binary


def _read_entries(
    git: Git, steps: Iterable[Step], whole: Collection[TreePath], blobs: Blobs
) -> dict[TreePath, Entry | None]:
    """Return what each step comes to, its text merged and stored."""
    steps = tuple(steps)
    texts = {
        step.path: Versions(step.base, step.local, step.incoming)
        for step in steps
        if isinstance(step, Blend) and step.path not in whole
    }
    blended = dict(zip(texts, blend(git, list(texts.values()), blobs), strict=True))
    return {
        step.path: step.entry if isinstance(step, Keep) else Entry(step.mode, blended.get(step.path, step.local))
        for step in steps
    }


def _record(conflict: Conflict) -> Resolution:
    return Resolution(
        path=conflict.path, kind=conflict.kind, nature=conflict.nature, kept=Side.LOCAL, lost=conflict.lost
    )


def in_order(resolutions: Iterable[Iterable[Resolution]]) -> tuple[Resolution, ...]:
    """Return the records of several stops as one, each once, in the order in which they were settled."""
    return tuple(dict.fromkeys(chain.from_iterable(resolutions)))
