"""The branches, newest commits and last pushes of a workspace. Reads with pygit2; changes nothing, runs nothing.

Somebody may be at work there: what cannot be read at this moment is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pygit2
from pygit2.enums import SortMode

from gitscen.monitor.snapshot import BranchSight, CommitSight, PushSight

ORDER = SortMode.TOPOLOGICAL | SortMode.TIME
"""Children before parents, newest first: many commits are of one second."""
THREADS = "thread-"
_PUSHED = "update by push"
"""What git writes into the reflog of a remote-tracking branch that it has just pushed."""


@dataclass(frozen=True, slots=True)
class RepositorySight:
    """What a repository shows."""

    branches: tuple[BranchSight, ...] = ()
    commits: tuple[CommitSight, ...] = ()
    pushes: tuple[PushSight, ...] = ()


def read_repository(place: Path, name: str, *, count: int, threads_only: bool) -> RepositorySight:
    """Return what a workspace shows, with the newest `count` commits and pushes. Raises OSError where there is none."""
    try:
        repository = pygit2.Repository(str(place))
    except pygit2.GitError as error:
        raise OSError(f"no repository is at {place}: {error}") from error
    branches = sorted(_read_branches(repository, name, threads_only=threads_only), key=lambda one: -one.time)
    return RepositorySight(
        tuple(branches),
        tuple(_read_commits(repository, name, branches, count)),
        tuple(sorted(_read_pushes(repository, name), key=lambda one: -one.time)[:count]),
    )


def _read_branches(repository: pygit2.Repository, place: str, *, threads_only: bool) -> Iterator[BranchSight]:
    head = None if repository.head_is_detached or repository.head_is_unborn else repository.head.shorthand
    for name in repository.branches.local:
        if threads_only and not name.startswith(THREADS):
            continue
        try:
            tip = repository.references[f"refs/heads/{name}"].peel(pygit2.Commit)
            tracking = repository.references.get(f"refs/remotes/origin/{name}")
        except (pygit2.GitError, KeyError):
            continue
        yield BranchSight(
            workspace=place,
            name=name,
            head=name == head,
            commit=str(tip.id),
            subject=tip.message.partition("\n")[0],
            time=tip.commit_time,
            pushed=tracking is not None and tracking.target == tip.id,
        )


def _read_commits(
    repository: pygit2.Repository, place: str, branches: list[BranchSight], count: int
) -> Iterator[CommitSight]:
    """Yield the newest commits of the branches, each once, with the first branch that has it."""
    seen: set[str] = set()
    found: list[CommitSight] = []
    for branch in branches[:count]:
        try:
            for number, commit in enumerate(repository.walk(pygit2.Oid(hex=branch.commit), ORDER)):
                if number >= count or str(commit.id) in seen:
                    break
                seen.add(str(commit.id))
                found.append(
                    CommitSight(
                        workspace=place,
                        commit=str(commit.id),
                        subject=commit.message.partition("\n")[0],
                        author=commit.author.name,
                        time=commit.commit_time,
                        branch=branch.name,
                    )
                )
        except (pygit2.GitError, KeyError):  # below the boundary of a shallow clone there is nothing
            continue
    yield from sorted(found, key=lambda one: -one.time)[:count]


def _read_pushes(repository: pygit2.Repository, place: str) -> Iterator[PushSight]:
    for name in repository.branches.remote:
        try:
            for entry in repository.references[f"refs/remotes/{name}"].log():
                if entry.message == _PUSHED:
                    branch = name.partition("/")[2]
                    yield PushSight(
                        workspace=place, branch=branch, commit=str(entry.oid_new), time=entry.committer.time
                    )
        except (pygit2.GitError, KeyError, ValueError):
            continue
