"""All evidence of one workspace: each part read on its own, so that none takes another down.

Touches nothing, runs nothing, follows nothing out of the workspace and its git directory. Of each file a bounded part
is read (1 MiB unless its reader says otherwise).
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from itertools import chain
from typing import ParamSpec, TypeVar

from gitscen.doctor.evidence.config import read_config
from gitscen.doctor.evidence.holders import read_holders
from gitscen.doctor.evidence.index import read_index
from gitscen.doctor.evidence.layout import read_layout
from gitscen.doctor.evidence.locks import find_locks, read_locks
from gitscen.doctor.evidence.model import (
    Config,
    Evidence,
    FileTree,
    Head,
    Holders,
    IndexFile,
    LayoutKind,
    LinkedWorktree,
    LockFile,
    Own,
    PartFault,
    Reflog,
    Refs,
    Seen,
    Shallow,
    StateFiles,
)
from gitscen.doctor.evidence.pieces import (
    find_hooks,
    find_modules,
    find_owned,
    read_info,
    read_own,
    read_shallow,
    read_space,
    read_state,
)
from gitscen.doctor.evidence.read import look_at, read_listing
from gitscen.doctor.evidence.reflog import read_reflogs
from gitscen.doctor.evidence.refs import read_head, read_refs
from gitscen.doctor.evidence.worktree import read_worktree
from gitscen.doctor.evidence.worktrees import read_main, read_worktrees
from gitscen.doctor.record import replace

_SKIP = frozenset({"objects", "modules", "gitscen"})
_NOTHING: dict[str, Seen] = {}
Part = TypeVar("Part")
Given = ParamSpec("Given")


def gather(
    path: str | os.PathLike[str], *, proc: str = "/proc", progress: Callable[[str], None] | None = None
) -> Evidence:
    """Return the evidence of the workspace at `path`. `progress` is told, in a word or two, what is read next.

    Raises OSError where that is no directory, or cannot be entered.
    """
    layout = read_layout(os.fspath(path))
    parts = _Parts(progress or (lambda _: None))
    place = layout.git_dir or layout.workspace
    evidence = Evidence(
        layout=layout,
        now=time.time_ns(),
        uid=os.geteuid(),
        owner=look_at(place).uid,
        space=read_space(layout.workspace),
    )
    if layout.git_dir is None:
        files = parts.read("files", FileTree(), read_worktree, layout.workspace, IndexFile())
        evidence = replace(evidence, files=files)
    else:
        common_dir = layout.common_dir or layout.git_dir
        evidence = _gather_repository(parts, evidence, layout.git_dir, common_dir, proc)
    return replace(evidence, faults=tuple(parts.faults))


class _Parts:
    """Reads parts, and notes which could not be had."""

    def __init__(self, progress: Callable[[str], None]) -> None:
        self.progress = progress
        self.faults: list[PartFault] = []

    def read(
        self, name: str, nothing: Part, reader: Callable[Given, Part], *args: Given.args, **kwargs: Given.kwargs
    ) -> Part:
        """Return one part, or nothing, with a note, where its reader failed in a way that it did not foresee."""
        self.progress(name)
        try:
            return reader(*args, **kwargs)
        except Exception as problem:  # noqa: BLE001 - whatever it is, the other parts are still to be had
            self.faults.append(PartFault(name, f"{type(problem).__name__}: {problem}"))
            return nothing


def _gather_repository(parts: _Parts, evidence: Evidence, git_dir: str, common_dir: str, proc: str) -> Evidence:
    layout, read = evidence.layout, parts.read
    listing = read("names", _NOTHING, read_listing, git_dir, skip=_SKIP)
    common = listing if common_dir == git_dir else read("names", _NOTHING, read_listing, common_dir, skip=_SKIP)
    insides = (layout.workspace, git_dir, common_dir)
    config = read("config", Config(), read_config, common_dir, "config", insides=insides)
    hash_name = "sha256" if (config.get("extensions.objectformat") or "").lower() == "sha256" else "sha1"
    digits = 64 if hash_name == "sha256" else 40
    evidence = replace(
        evidence,
        hash=hash_name,
        listing=listing,
        common=common,
        config=config,
        worktree_config=read("config.worktree", Config(), read_config, git_dir, "config.worktree", insides=insides),
        head=read("HEAD", Head(), read_head, git_dir, digits=digits),
        refs=read("refs", Refs(), read_refs, git_dir, common_dir, listing, common, digits=digits),
        reflogs=read("reflogs", {}, _read_all_reflogs, git_dir, common_dir, listing, common),
        state=read("state files", StateFiles(), read_state, git_dir, listing),
        shallow=read("shallow", Shallow(), read_shallow, common_dir),
        info=read("info", {}, read_info, common_dir, common),
        worktrees=read("worktrees", (), read_worktrees, layout, common, digits=digits, hash_name=hash_name),
        modules=read("modules", (), find_modules, common_dir),
        hooks=read("hooks", (), find_hooks, common),
        owned=read("owners", (), find_owned, common_dir, common, owner=evidence.owner),
        own=read("gitscen's own folder", Own(), read_own, git_dir),
    )
    if git_dir != common_dir:
        nobody: LinkedWorktree | None = None
        main = read("main worktree", nobody, read_main, layout, common, digits=digits, hash_name=hash_name)
        evidence = replace(evidence, main=main)
    evidence = _with_locks(parts, evidence, git_dir, common_dir, proc)
    return evidence if layout.kind is LayoutKind.BARE else _with_files(parts, evidence, git_dir)


def _with_locks(parts: _Parts, evidence: Evidence, git_dir: str, common_dir: str, proc: str) -> Evidence:
    tops = {git_dir: evidence.listing} | {common_dir: evidence.common}
    found = {top: parts.read("locks", _NOTHING, find_locks, top, names) for top, names in tops.items()}
    files = {seen.inode: os.path.join(top, path) for top, locks in found.items() for path, seen in locks.items()}
    places = {evidence.layout.workspace, git_dir, common_dir}
    holders = parts.read("processes", Holders(), read_holders, places, files, proc=proc)
    nothing: tuple[LockFile, ...] = ()
    locks = [
        parts.read("locks", nothing, read_locks, top, names, holders, hash_name=evidence.hash, shared=top != git_dir)
        for top, names in found.items()
    ]
    return replace(evidence, holders=holders, locks=tuple(chain.from_iterable(locks)))


def _with_files(parts: _Parts, evidence: Evidence, git_dir: str) -> Evidence:
    workspace, exclude = evidence.layout.workspace, evidence.info.get("info/exclude")
    index = parts.read("index", IndexFile(), read_index, git_dir, hash_name=evidence.hash)
    files = parts.read(
        "files",
        FileTree(),
        read_worktree,
        workspace,
        index,
        exclude=exclude.content if exclude else b"",
        hash_name=evidence.hash,
        file_mode=evidence.config.truth("core.filemode", default=True),
        symlinks=evidence.config.truth("core.symlinks", default=True),
        sparse=_is_sparse(evidence),
    )
    modules = parts.read(".gitmodules", Config(), read_config, workspace, ".gitmodules")
    evidence = replace(evidence, index=index, files=files, modules_config=modules)
    return _with_submodules(parts, evidence) if files.nested else evidence


def _is_sparse(evidence: Evidence) -> bool:
    """Whether a sparse checkout is on, in which no file that is there is hidden."""
    configs = (evidence.config, evidence.worktree_config)
    on = any(config.truth("core.sparsecheckout") for config in configs)
    return on and not any(config.truth("sparse.expectfilesoutsideofpatterns") for config in configs)


def _with_submodules(parts: _Parts, evidence: Evidence) -> Evidence:
    from gitscen.doctor.evidence.submodules import Submodule, read_submodules  # few workspaces have any

    nothing: tuple[Submodule, ...] = ()
    layout = evidence.layout
    insides = [place for place in (layout.workspace, layout.common_dir) if place]
    found = parts.read("submodules", nothing, read_submodules, layout.workspace, evidence.files.nested, insides)
    return replace(evidence, submodules=found)


def _read_all_reflogs(
    git_dir: str, common_dir: str, listing: Mapping[str, Seen], common: Mapping[str, Seen]
) -> dict[str, Reflog]:
    if git_dir == common_dir:
        return read_reflogs(git_dir, listing)
    return read_reflogs(git_dir, listing, own=True) | read_reflogs(common_dir, common, own=False)
