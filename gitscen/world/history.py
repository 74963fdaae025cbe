"""Commits written straight into a bare repository with pygit2: origin's own history and what peers push.

Nobody's hooks run and no clone is needed, which is what makes worlds cheap. It reads and writes this one repository
and nothing else.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import pygit2

from gitscen.errors import WorldError
from gitscen.names import Oid
from gitscen.scenario.content import Edits
from gitscen.world.edit import edit_tree
from gitscen.world.tree import read_tree, write_tree


class History:
    """The history of one bare repository, written by one actor."""

    def __init__(self, place: Path, actor: str) -> None:
        """Open the repository at `place`. Commits are `actor`'s, in name and address."""
        self._repository = pygit2.Repository(str(place))
        self._place = place
        self._actor = actor

    def tip(self, branch: str) -> Oid | None:
        """Return a branch's commit, or None where there is no such branch."""
        reference = self._repository.references.get(f"refs/heads/{branch}")
        return Oid(str(reference.target)) if reference else None

    @property
    def default_branch(self) -> str:
        """The branch that HEAD names, whether it exists or not."""
        return str(self._repository.lookup_reference("HEAD").target).removeprefix("refs/heads/")

    def commit(
        self, branch: str, edits: Edits, *, message: str, time: int, parents: list[Oid], base: Oid | None
    ) -> None:
        """Put a commit on a branch, which need not exist: `edits` made on the tree of `base`.

        `time` is in seconds since the epoch. Raises `WorldError` for an edit that cannot be made.
        """
        repository = self._repository
        tree = read_tree(repository, Oid(str(repository[base].peel(pygit2.Tree).id))) if base else {}
        made = write_tree(repository, edit_tree(repository, tree, edits))
        who = pygit2.Signature(self._actor.capitalize(), f"{self._actor}@example.invalid", time, 0)
        oid = repository.create_commit(None, who, who, message, made, list(parents))
        repository.references.create(f"refs/heads/{branch}", oid, force=True)

    def parents(self, commit: Oid) -> list[Oid]:
        """Return the parents of a commit."""
        return [Oid(str(parent)) for parent in self._repository[commit].peel(pygit2.Commit).parent_ids]

    def reach(self, tips: Collection[Oid], boundary: Collection[Oid] = ()) -> set[Oid]:
        """Return the commits reachable from `tips`, as far as they go where history is cut at `boundary`."""
        found: set[Oid] = set()
        todo = list(tips)
        while todo:
            oid = todo.pop()
            if oid not in found:
                found.add(oid)
                todo.extend(() if oid in boundary else self.parents(oid))
        return found

    def start(self, start: str | None) -> Oid | None:
        """Return where a new branch starts: at `start`, at the default branch, or None where that is unborn.

        Raises `WorldError` for a `start` that is no branch here.
        """
        tip = self.tip(start or self.default_branch)
        if start and tip is None:
            raise WorldError(f"{self._place.name} has no branch {start} to start from. Make it in an earlier step.")
        return tip

    def delete(self, branch: str) -> None:
        """Remove a branch. Raises `WorldError` where there is none."""
        if self.tip(branch) is None:
            raise WorldError(f"{self._place.name} has no branch {branch} to delete. Name one that is there.")
        self._repository.references.delete(f"refs/heads/{branch}")
