"""Unmerged index entries, and what each side did to its tree, into conflicts: what happened where, and who had what.

Pure. git's index alone does not tell enough. A file that met a directory stands under an invented name (`d~HEAD`), and
where renames collide the stages hold *merged* content, conflict markers included (merge-ort, git 2.34 and later).
So the two sides' own trees are asked too, where they are known (`Trees`); without them the stages are believed.

Not handled: a path that git moved because its *directory* was renamed keeps the place that git gave it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from gitscen.names import ConflictKind, ConflictNature, Oid, TreePath
from gitscen.workflow.status import Unmerged

SUBMODULE_MODE = "160000"
LINK_MODE = "120000"


@dataclass(frozen=True, slots=True)
class Entry:
    """What a tree or the index has at a path: git's mode in six octal digits, and the object."""

    mode: str
    oid: Oid

    @property
    def is_file(self) -> bool:
        """Whether it is a regular file, executable or not."""
        return self.mode not in (SUBMODULE_MODE, LINK_MODE)


@dataclass(frozen=True, slots=True)
class Version:
    """What one side did since the merge base. `changed` is None where a path left; `origins` maps new name to old."""

    changed: Mapping[TreePath, Entry | None] = field(default_factory=dict)
    origins: Mapping[TreePath, TreePath] = field(default_factory=dict)

    @property
    def targets(self) -> dict[TreePath, TreePath]:
        """The new name of each path that this side renamed."""
        return {old: new for new, old in self.origins.items()}


@dataclass(frozen=True, slots=True)
class Trees:
    """The merge base and both sides, at every path that either side changed.

    `folders` are the incoming side's directories that met a local file, by path.
    """

    base: Mapping[TreePath, Entry]
    local: Version
    incoming: Version
    folders: Mapping[TreePath, Oid] = field(default_factory=dict)

    def knows(self, path: TreePath) -> bool:
        """Whether any of the three has or had something at exactly this path."""
        return path in self.base or path in self.local.changed or path in self.incoming.changed

    def at(self, side: Version, path: TreePath) -> Entry | None:
        """Return what that side has at a path."""
        return side.changed[path] if path in side.changed else self.base.get(path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """One conflict at the path where local has it, or would have it.

    `index_paths` is where git put it in the index; `beneath` are the incoming side's paths below it, where local has a
    file and incoming a directory. `base`, `local` and `incoming` are the versions that a content merge is made of;
    `lost` is the incoming object that leaves if local is kept.
    """

    path: TreePath
    kind: ConflictKind
    nature: ConflictNature
    index_paths: tuple[TreePath, ...]
    base: Entry | None
    local: Entry | None
    incoming: Entry | None
    lost: Oid | None
    beneath: tuple[TreePath, ...] = ()


_KINDS = {
    (True, True, True): ConflictKind.BOTH_MODIFIED,
    (False, True, True): ConflictKind.BOTH_ADDED,
    (True, False, False): ConflictKind.BOTH_DELETED,
    (False, True, False): ConflictKind.ADDED_BY_US,
    (False, False, True): ConflictKind.ADDED_BY_THEM,
    (True, False, True): ConflictKind.DELETED_BY_US,
    (True, True, False): ConflictKind.DELETED_BY_THEM,
}


def parse_unmerged(raw: bytes) -> tuple[Unmerged, ...]:
    """Return what `git ls-files --unmerged -z` wrote, one value a path."""
    stages: dict[TreePath, dict[int, tuple[str, Oid]]] = {}
    for record in filter(None, raw.split(b"\0")):
        head, _, path = record.partition(b"\t")
        mode, oid, stage = head.decode().split(" ")
        stages.setdefault(TreePath(path), {})[int(stage)] = (mode, Oid(oid))
    return tuple(_unmerged(path, [found.get(stage) for stage in (1, 2, 3)]) for path, found in stages.items())


def _unmerged(path: TreePath, stages: list[tuple[str, Oid] | None]) -> Unmerged:
    base, ours, theirs = stages
    return Unmerged(path, _KINDS[base is not None, ours is not None, theirs is not None], base, ours, theirs)


def parse_changes(raw: bytes) -> tuple[dict[TreePath, Entry], Version]:
    """Return what `git diff-tree -r -M --raw -z BASE SIDE` wrote: the base's entries, and what the side did."""
    base: dict[TreePath, Entry] = {}
    changed: dict[TreePath, Entry | None] = {}
    origins: dict[TreePath, TreePath] = {}
    fields = iter(raw.split(b"\0"))
    for header in fields:
        if not header:
            continue
        old_mode, new_mode, old_oid, new_oid, letter = header.decode().removeprefix(":").split(" ")
        path = new = TreePath(next(fields))
        if letter.startswith("R"):
            new = TreePath(next(fields))
            origins[new] = path
            changed.setdefault(path, None)
        if old_mode != "000000":
            base[path] = Entry(old_mode, Oid(old_oid))
        changed[new] = None if new_mode == "000000" else Entry(new_mode, Oid(new_oid))
    return base, Version(changed, origins)


def true_path(path: TreePath, trees: Trees | None, tracked: Collection[TreePath]) -> TreePath:
    """Return the path that git moved out of another's way to `path`, or `path` itself if it was not moved.

    git invents `<path>~<label>`, with `/` in the label written `_` and `_0` and so on where that is taken too.
    `tracked` are the paths in the index.
    """
    if trees is not None and trees.knows(path):
        return path
    start = path.rfind(b"/") + 2  # a name is at least one byte before the tilde
    while (start := path.find(b"~", start)) > 0:
        shorter = TreePath(path[:start])
        if trees.knows(shorter) if trees else _stands(shorter, tracked):
            return shorter
        start += 1
    return path


def _stands(path: TreePath, tracked: Collection[TreePath]) -> bool:
    return path in tracked or any(other.startswith(path + b"/") for other in tracked)


def find_conflicts(
    unmerged: Iterable[Unmerged],
    trees: Trees | None,
    *,
    local_is_ours: bool,
    tracked: Collection[TreePath] = (),
    whole: Collection[TreePath] = (),
) -> tuple[Conflict, ...]:
    """Return the conflicts behind unmerged entries, one for each path that they are about.

    `local_is_ours`: local is stage 2, else 3. `whole` are the index paths whose content is not text to git.
    """
    groups: dict[TreePath, list[Unmerged]] = {}
    for entry in unmerged:
        groups.setdefault(true_path(entry.path, trees, tracked), []).append(entry)
    return tuple(
        _conflict(path, group, trees, local_is_ours=local_is_ours, tracked=tracked, whole=whole)
        for path, group in groups.items()
    )


def _conflict(
    path: TreePath,
    group: list[Unmerged],
    trees: Trees | None,
    *,
    local_is_ours: bool,
    tracked: Collection[TreePath],
    whole: Collection[TreePath],
) -> Conflict:
    base = _first(entry.base for entry in group)
    ours = _first(entry.ours for entry in group)
    theirs = _first(entry.theirs for entry in group)
    kind = _KINDS[base is not None, ours is not None, theirs is not None]
    local, incoming = (ours, theirs) if local_is_ours else (theirs, ours)
    lost = incoming
    moved = [entry.path for entry in group] != [path]
    nature = _nature(path, kind, (base, ours, theirs), trees, moved=moved, whole=path in whole)
    if trees is not None and trees.knows(path) and kind is not ConflictKind.BOTH_MODIFIED:
        local, lost = trees.at(trees.local, path), trees.at(trees.incoming, path)
        base, incoming = _counterpart(path, trees)
    elif local is None and kind in (ConflictKind.ADDED_BY_US, ConflictKind.ADDED_BY_THEM) and _relocated(path, trees):
        local, lost = incoming, None  # local renamed the directory that incoming added a file to: it follows
    is_file = local is not None and nature is ConflictNature.FILE_DIRECTORY
    return Conflict(
        path=path,
        kind=kind,
        nature=nature,
        index_paths=tuple(entry.path for entry in group),
        base=base,
        local=local,
        incoming=incoming,
        lost=lost.oid if lost else trees.folders.get(path) if trees else None,
        beneath=tuple(other for other in tracked if other.startswith(path + b"/")) if is_file else (),
    )


def _first(stages: Iterable[tuple[str, Oid] | None]) -> Entry | None:
    return next((Entry(*stage) for stage in stages if stage is not None), None)


def _relocated(path: TreePath, trees: Trees | None) -> bool:
    return trees is not None and not trees.knows(path)


def _counterpart(path: TreePath, trees: Trees) -> tuple[Entry | None, Entry | None]:
    """Return the merge base's and the incoming version of the file that local has at `path`, across renames."""
    origin = trees.local.origins.get(path, path)
    return trees.base.get(origin), trees.at(trees.incoming, trees.incoming.targets.get(origin, origin))


def _nature(
    path: TreePath,
    kind: ConflictKind,
    stages: tuple[Entry | None, Entry | None, Entry | None],
    trees: Trees | None,
    *,
    moved: bool,
    whole: bool,
) -> ConflictNature:
    modes = {stage.mode for stage in stages if stage}
    renames = sum(path in side.origins for side in (trees.local, trees.incoming)) if trees else 0
    match kind:
        case ConflictKind.BOTH_DELETED:
            return ConflictNature.RENAME_RENAME
        case ConflictKind.ADDED_BY_US | ConflictKind.ADDED_BY_THEM:
            if moved:
                return ConflictNature.FILE_DIRECTORY
            return ConflictNature.RENAME_ADD if _relocated(path, trees) else ConflictNature.RENAME_RENAME
        case ConflictKind.DELETED_BY_US | ConflictKind.DELETED_BY_THEM:
            if moved:
                return ConflictNature.FILE_DIRECTORY
            return ConflictNature.RENAME_DELETE if renames else ConflictNature.MODIFY_DELETE
        case ConflictKind.BOTH_ADDED | ConflictKind.BOTH_MODIFIED:
            return _of_both(kind, stages, modes, renames, moved=moved, whole=whole)


def _of_both(  # noqa: PLR0911 - one return a nature
    kind: ConflictKind,
    stages: tuple[Entry | None, Entry | None, Entry | None],
    modes: set[str],
    renames: int,
    *,
    moved: bool,
    whole: bool,
) -> ConflictNature:
    """Return the nature of a conflict in which both sides still have the path."""
    _, ours, theirs = stages
    if SUBMODULE_MODE in modes:
        return ConflictNature.SUBMODULE
    if LINK_MODE in modes:
        return ConflictNature.SYMLINK
    if moved:
        return ConflictNature.FILE_DIRECTORY
    if kind is ConflictKind.BOTH_ADDED and renames:
        return ConflictNature.RENAME_RENAME if renames == 2 else ConflictNature.RENAME_ADD
    if ours and theirs and ours.oid == theirs.oid:
        return ConflictNature.MODE
    if whole:
        return ConflictNature.BINARY
    return ConflictNature.ADD_ADD if kind is ConflictKind.BOTH_ADDED else ConflictNature.CONTENT
