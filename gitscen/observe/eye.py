"""`Eye`: one look at one repository after the other, from its files to its refs, index, objects and soundness."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pygit2
from pygit2.enums import RepositoryOpenFlag

from gitscen.names import BranchName, Oid
from gitscen.observe import marks
from gitscen.observe.index import Index, IndexReader
from gitscen.observe.listing import Listing, list_git_dir
from gitscen.observe.memory import Stamps, read_stamps
from gitscen.observe.objects import Absorber, Refs, read_refs
from gitscen.observe.observation import GITLINK
from gitscen.observe.odb import Odb
from gitscen.observe.soundness import Soundness


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What was seen of one repository, but for its working tree. A bare one has no index."""

    repository: pygit2.Repository
    git_dir: Path
    listing: Listing
    refs: Refs
    branch: BranchName | None
    head: Oid | None
    shallow: frozenset[Oid]
    logged: marks.Logged
    index: Index

    def tips(self) -> Iterator[Oid]:
        """Yield what holds on to commits: refs, HEAD, stash entries."""
        yield from self.refs.targets.values()
        yield from self.logged.stash
        if self.head:
            yield self.head

    def roots(self) -> Iterator[Oid]:
        """Yield every object that `git fsck` wants to be there: what reflogs and the index name, too."""
        yield from self.tips()
        yield from self.logged.reflog
        staged = (entry for stages in self.index.unmerged.values() for entry in stages if entry)
        yield from (entry.oid for entry in (*self.index.staged.values(), *staged) if entry.mode != GITLINK)


@dataclass(slots=True)
class Eye:
    """The eye on the repository at `place`; it looks again only where a bare one has changed."""

    place: Path
    odb: Odb
    absorber: Absorber
    soundness: Soundness
    index: IndexReader = field(default_factory=partial(IndexReader, "index"))
    bare: bool = False
    _last: tuple[Stamps | None, Sight] | None = None

    def look(self) -> Sight:
        """Return what there is, its objects taken in and its commits put into the store."""
        if not self.bare:
            return self._look()
        listing = list_git_dir(self.place)
        stamps = read_stamps(listing)
        if self._last is None or stamps is None or self._last[0] != stamps:
            self._last = stamps, self._look(listing)
        return self._last[1]

    def _look(self, listing: Listing | None = None) -> Sight:
        flags = RepositoryOpenFlag.NO_SEARCH | (RepositoryOpenFlag.BARE if self.bare else 0)
        repository = pygit2.Repository(str(self.place), flags)
        git_dir = Path(repository.path)
        listing = list_git_dir(git_dir) if listing is None else listing
        self.odb.look(repository, listing)
        branch, head = _read_head(repository)
        sight = Sight(
            repository=repository,
            git_dir=git_dir,
            listing=listing,
            refs=read_refs(repository, listing),
            branch=branch,
            head=head,
            shallow=marks.read_shallow(listing),
            logged=marks.read_logged(listing),
            index=self.index.look(listing),
        )
        self.absorber.absorb(sight.tips(), sight.shallow)
        return sight

    def judge(self, sight: Sight, *, thorough: bool) -> frozenset[str]:
        """Return what is wrong with what was just seen, in the words of `git fsck`."""
        # Other worktrees have a HEAD and an index of their own, which are not read here.
        suspect = sight.refs.broken or sight.index.broken or "worktrees/" in sight.listing
        return self.soundness.judge(sight.roots(), sight.shallow, sight.listing, suspect=suspect, thorough=thorough)


def _read_head(repository: pygit2.Repository) -> tuple[BranchName | None, Oid | None]:
    """Return the branch of HEAD (None: detached) and its commit (None: unborn)."""
    target = repository.references["HEAD"].target
    if isinstance(target, pygit2.Oid):
        return None, Oid(str(target))
    branch = BranchName(target.removeprefix("refs/heads/"))
    reference = repository.references.get(target)
    return branch, Oid(str(reference.target)) if reference else None
