"""Which files a recovery may touch, and so has to copy first. Pure: decides from what there is."""

from __future__ import annotations

import os
from pathlib import Path

from gitscen.doctor.evidence.model import Evidence
from gitscen.recover.backup import repository_spots
from gitscen.recover.hostile import find_git_dirs
from gitscen.recover.manifest import Ground, Kind, Manifest, Spot


def find_spots(ground: Ground, manifest: Manifest, evidence: Evidence, *, files: bool) -> list[Spot]:
    """Return the files of the repository, and with `files` those of the working tree that are not ignored."""
    common = Path(evidence.layout.common_dir or git_dir_of(evidence))
    spots = repository_spots(ground, manifest, {git_dir_of(evidence), common})
    spots += _inner_spots(ground, manifest, evidence)
    return spots + (_work_spots(ground, manifest, evidence) if files else [])


def git_dir_of(evidence: Evidence) -> Path:
    """Return the worktree's own git directory: where it would be, if there is none."""
    return Path(evidence.layout.git_dir or Path(evidence.layout.workspace) / ".git")


def git_spots(ground: Ground, evidence: Evidence) -> list[Spot]:
    """Return the spots of the git directories of a workspace."""
    layout = evidence.layout
    git_dir = layout.git_dir or os.path.join(layout.workspace, ".git")  # noqa: PTH118
    return [ground.spot(Path(one)) for one in dict.fromkeys((git_dir, layout.common_dir or git_dir))]


def _inner_spots(ground: Ground, manifest: Manifest, evidence: Evidence) -> list[Spot]:
    """Return the configurations of nested repositories: they are out of git's sight meanwhile."""
    places = [git_dir / name for git_dir in find_git_dirs(evidence)[1:] for name in ("config", "config.worktree")]
    places = [place for place in places if any(place.is_relative_to(root) for root in ground.roots)]
    return [spot for spot in map(ground.spot, places) if spot in manifest and manifest[spot].kind is Kind.FILE]


def _work_spots(ground: Ground, manifest: Manifest, evidence: Evidence) -> list[Spot]:
    """Return the files of the working tree but ignored ones."""
    top = (
        str(git_dir_of(evidence).relative_to(ground.roots[0]))
        if git_dir_of(evidence).is_relative_to(ground.roots[0])
        else None
    )
    ignored = tuple(_decoded(one.path) for one in evidence.files.ignored)
    folders = tuple(way for way in ignored if way.endswith("/"))
    files = frozenset(ignored)
    return [
        spot
        for spot, fact in manifest.items()
        if spot.root == 0
        and fact.kind is Kind.FILE
        and spot.way not in files
        and not spot.way.startswith(folders)
        and not (top and (spot.way == top or spot.way.startswith(top + "/")))
    ]


def _decoded(path: bytes) -> str:
    return path.decode("utf-8", "surrogateescape")
