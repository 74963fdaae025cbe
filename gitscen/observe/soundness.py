"""`Soundness`: whether a repository is whole, so far as that is seen without git, and what `git fsck` says if not.

Looked at each time: every object is what it is named, and whatever refs, HEAD, reflogs, stash and index need is there.
`git fsck` is asked where that is not so, where an object has gone, where something lies in the repository that is not
looked at here (other worktrees, commit graphs, objects from elsewhere), and whenever a look is to be thorough. What
only git sees, such as a badly sorted tree, is therefore told by the next thorough look, which every story ends with.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from gitscen.git.command import Git
from gitscen.names import Oid
from gitscen.observe.listing import Listing
from gitscen.observe.memory import stamp
from gitscen.observe.odb import Odb
from gitscen.observe.parse import RawCommit

_SAID = ("error", "broken", "missing", "bad", "fatal")
_PLAIN = ("-c", "core.commitGraph=false", "-c", "core.multiPackIndex=false")
"""Saves two of the three processes of `git fsck`, which it starts whether there are such files to verify or not."""


@dataclass
class Soundness:
    """The soundness of one repository over the looks of a case; `environment` is the one `git fsck` runs in."""

    place: Path
    environment: Mapping[str, str]
    odb: Odb
    _whole: set[Oid] = field(default_factory=set)
    _held: frozenset[Oid] = frozenset()
    _cut: frozenset[Oid] = frozenset()
    _said: frozenset[str] = frozenset()
    _vouched: object = None
    """The files as they were at the first look, or when git was asked last: it has nothing new to say of these."""

    def judge(
        self, roots: Iterable[Oid], shallow: frozenset[Oid], listing: Listing, *, suspect: bool, thorough: bool
    ) -> frozenset[str]:
        """Return what `git fsck` says, a line an element; nothing where there is no reason to ask it.

        `roots` are the objects that must be there with all that they need; `suspect`: something else is amiss.
        """
        gone = not self._held <= self.odb.present
        if gone or self._cut != shallow:
            self._whole.clear()
        self._held, self._cut = self.odb.present, shallow
        amiss = suspect or gone or self.odb.broken or self.odb.strange or not self._is_whole(roots)
        if amiss or self._said or (thorough and self._vouched != _state(listing)):
            self._said, self._vouched = self._ask(), _state(listing)
        elif self._vouched is None:
            self._vouched = _state(listing)
        return self._said

    def _is_whole(self, roots: Iterable[Oid]) -> bool:
        """Whether every root is there with all that it needs; below a shallow boundary nothing is needed."""
        todo = [oid for oid in roots if oid not in self._whole]
        reached: set[Oid] = set()
        while todo:
            oid = todo.pop()
            if oid in reached or oid in self._whole:
                continue
            found = self.odb.known.get(oid) if oid in self.odb.present else None
            if found is None:
                return False
            reached.add(oid)
            todo.extend((found.tree,) if isinstance(found, RawCommit) and oid in self._cut else found.links)
        self._whole |= reached
        return True

    def _ask(self) -> frozenset[str]:
        settings = () if self.odb.strange else _PLAIN
        done = Git(self.place, self.environment).try_(*settings, "fsck", "--no-dangling", "--no-progress")
        words = (done.stdout.decode(errors="replace") + done.stderr).splitlines()
        return frozenset(f"{self.place.name}: {word}" for word in words if word.startswith(_SAID))


def _state(listing: Listing) -> dict[str, tuple[int, ...] | None]:
    """Return the files of a repository with their stat data."""
    state: dict[str, tuple[int, ...] | None] = {}
    for name, entry in listing.items():
        try:
            state[name] = stamp(entry.stat(follow_symlinks=False)) if not name.endswith("/") else None
        except OSError:
            state[name] = None
    return state
