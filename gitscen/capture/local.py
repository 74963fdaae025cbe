"""Local commits of a captured workspace as steps: branches, tags, and what is held less firmly than by them.

A commit is told with its files, on the nearest one that the story has already. What has no branch is made on a
detached HEAD and kept under `refs/captured/` until the story needs it no more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from gitscen.capture.content import Reading
from gitscen.capture.place import Places
from gitscen.capture.refs import HEADS
from gitscen.names import Oid
from gitscen.scenario.acts import Commit, DoStep, Git

MOST = 60
"""Commits on top of what the origin has that are told one by one."""


@dataclass(slots=True)
class Local:
    """Makes local commits where a step needs them. `kept` counts the refs that are only for the story."""

    reading: Reading
    places: Places
    kept: int = 0
    made: set[str] = field(default_factory=set)

    def branch(self, ref: str, tip: Oid) -> Iterator[DoStep]:
        """Yield the steps that make a branch; HEAD is on it afterwards."""
        name = self.reading.disguise.branch(ref.removeprefix(HEADS))
        chain, base = self._chain(tip)
        yield from self._ensure_parents(chain)
        orphan = f"captured-{name}"
        if base is not None:
            yield _git("checkout", "--quiet", "--no-track", "-B", name, self.places.revision(base))
        elif self.places.at:
            yield _git("switch", "--quiet", "--orphan", orphan)
        else:
            yield _git("symbolic-ref", "HEAD", f"{HEADS}{name}")
        yield from self._commits(chain, base)
        if base is None and self.places.at:
            yield _git("branch", "-M", orphan, name)
        self.made.add(ref)
        self.places.put(f"{HEADS}{name}", chain)

    def ensure(self, tip: Oid) -> Iterator[DoStep]:
        """Yield the steps that bring a commit into the story, wherever that leaves HEAD; none if it is there."""
        if tip in self.places:
            return
        chain, base = self._chain(tip)
        yield from self._ensure_parents(chain)
        if base is None:
            yield _git("switch", "--quiet", "--orphan", f"captured-{self.kept + 1}")
        else:
            yield _git("checkout", "--quiet", "--detach", self.places.revision(base))
        yield from self._commits(chain, base)
        self.kept += 1
        ref = f"refs/captured/{self.kept}"
        yield _git("update-ref", ref, "HEAD")
        self.places.put(ref, chain)

    def forget(self) -> Iterator[DoStep]:
        """Yield what takes away the refs that were only for the story."""
        for number in range(1, self.kept + 1):
            yield _git("update-ref", "-d", f"refs/captured/{number}")

    def _chain(self, tip: Oid) -> tuple[list[Oid], Oid | None]:
        """Return the commits that the story has not, the newest first, and the one that it has below them."""
        history = self.reading.history
        chain: list[Oid] = []
        oid: Oid | None = tip
        while oid is not None and oid not in self.places and len(chain) < MOST:
            chain.append(oid)
            parents = history.commit(oid).parents
            oid = parents[0] if parents else None
        if oid is None and chain and history.commit(chain[-1]).lost:
            return chain, next(iter(self.places.at), None)  # what it was made on is not known either
        if oid is not None and oid not in self.places:
            self.reading.unsaid.add(f"of more than {MOST} local commits in a row the oldest are told as one")
            oid = None
        return chain, oid

    def _ensure_parents(self, chain: list[Oid]) -> Iterator[DoStep]:
        for oid in reversed(chain):
            for parent in self.reading.history.commit(oid).parents[1:]:
                if not self.reading.history.commit(parent).lost:
                    yield from self.ensure(parent)

    def _commits(self, chain: list[Oid], base: Oid | None) -> Iterator[DoStep]:
        history = self.reading.history
        before = history.tree(base) if base else {}
        for oid in reversed(chain):
            made, tree = history.commit(oid), history.tree(oid)
            others = [parent for parent in made.parents[1:] if parent in self.places]
            message = self.reading.disguise.message(made.message)
            edits = self.reading.edits(before, tree)
            if others:
                revisions = [self.places.revision(parent) for parent in others]
                yield _git("merge", "--quiet", "--no-commit", "--no-ff", "--strategy=ours", *revisions)
            if edits:
                yield Commit(message=message, **edits)
            else:
                yield _git("commit", "--quiet", "--allow-empty", "-m", message)
            before = tree


def _git(*args: str, code: int = 0) -> Git:
    return Git(args=args, code=code)
