"""The origin of a captured workspace: what its remote-tracking branches are, as commits of a story's origin.

Each branch is told by its first parents; a merge becomes an ordinary commit with the merge's files. Old history is cut
off at a commit that holds everything until then.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from gitscen.capture.content import Reading
from gitscen.capture.history import History
from gitscen.capture.place import Places
from gitscen.capture.refs import TRACKING, default_branch, head_ref, tracking
from gitscen.doctor.evidence.model import Evidence
from gitscen.names import Oid
from gitscen.scenario.acts import Git
from gitscen.scenario.model import OriginCommit

MOST, FURTHEST = 20, 400
"""First parents of a branch that are told in any case, and how far it is looked for where local work forks off."""


@dataclass(frozen=True, slots=True)
class Chain:
    """A branch of the origin: its commits, the newest first, down to the one that another chain has too, or the end."""

    branch: str
    commits: tuple[Oid, ...]
    base: Oid | None


@dataclass(frozen=True, slots=True)
class Origin:
    """The branches in the order in which they can be made; the first is the default one."""

    chains: tuple[Chain, ...]
    depth: int | None

    @property
    def clone(self) -> str:
        """The kind of clone that the workspace is."""
        return "full" if self.depth is None else "shallow" if self.depth == 1 else f"shallow:{self.depth}"


def plan_origin(history: History, forks: Collection[Oid]) -> Origin:
    """Decide which commits of the origin are told. `forks` are the local tips, whose bases have to be among them."""
    evidence = history.seen.evidence
    branches = dict(tracking(evidence, "origin"))
    first = _first(evidence, branches)
    order = sorted(branches, key=lambda name: (name != first, name))
    local = _ancestors(history, forks)
    boundary = _boundary(history)
    chains: list[Chain] = []
    seen: set[Oid] = set()
    for name in order:
        commits, base = _walk(history, branches[name], seen, local, boundary)
        seen.update(commits)
        chains.append(Chain(name, tuple(commits), base))
    depth = len(chains[0].commits) if boundary and chains else None
    return Origin(tuple(chains), depth)


def tell_origin(origin: Origin, reading: Reading, places: Places) -> tuple[OriginCommit, ...]:
    """Return the commits of the origin, oldest first, each branch from where it leaves another one."""
    telling = _Telling(reading, [chain for chain in origin.chains if chain.commits])
    commits: list[OriginCommit] = []
    while telling.left:
        commits += telling.tell(telling.left[0])
    for chain in origin.chains:
        places.put(f"{TRACKING}origin/{reading.disguise.branch(chain.branch)}", list(chain.commits))
    return tuple(commits)


def tell_twins(origin: Origin, reading: Reading, places: Places) -> Iterator[Git]:
    """Yield pushes that make the branches of the origin that have no commit of their own."""
    for chain in origin.chains:
        if not chain.commits and chain.base:
            branch = reading.disguise.branch(chain.branch)
            yield Git(args=("push", "--quiet", "origin", f"{places.revision(chain.base)}:refs/heads/{branch}"))


@dataclass(slots=True)
class _Telling:
    """The chains that are still to be told. One that leaves another is told when that one has come so far."""

    reading: Reading
    left: list[Chain]

    def tell(self, chain: Chain, start: str | None = None) -> Iterator[OriginCommit]:
        """Yield the commits of a chain, the oldest first, and those of the chains that leave it."""
        self.left.remove(chain)
        history = self.reading.history
        branch = self.reading.disguise.branch(chain.branch)
        before = history.tree(chain.base) if chain.base else {}
        for oid in reversed(chain.commits):
            made, tree = history.commit(oid), history.tree(oid)
            if len(made.parents) > 1:
                self.reading.unsaid.add("merges on the origin are told as ordinary commits")
            message = self.reading.disguise.message(made.message)
            yield OriginCommit(branch=branch, start=start, message=message, **self.reading.edits(before, tree))
            start, before = None, tree
            for other in [one for one in self.left if one.base == oid]:
                yield from self.tell(other, branch)


def _first(evidence: Evidence, branches: dict[str, Oid]) -> str | None:
    named = default_branch(evidence, "origin")
    head = (head_ref(evidence) or "").removeprefix("refs/heads/")
    return next((name for name in (named, "main", "master", head) if name in branches), None)


def _boundary(history: History) -> frozenset[Oid]:
    """Return the commits at which a shallow clone ends: by its file, or where the file is lost by what is missing."""
    shallow = history.seen.evidence.shallow
    if shallow.oids:
        return frozenset(shallow.oids)
    lost = [one for one in history.seen.diagnosis.findings if one.code in ("shallow-missing", "shallow-garbage")]
    return frozenset(one.parent_of for one in history.seen.deep.missing if one.parent_of) if lost else frozenset()


def _ancestors(history: History, tips: Collection[Oid]) -> set[Oid]:
    """Return the first parents of local tips, as far as local work may fork off there."""
    found: set[Oid] = set()
    for tip in tips:
        oid: Oid | None = tip
        for _ in range(FURTHEST):
            if oid is None or oid in found:
                break
            found.add(oid)
            parents = history.commit(oid).parents
            oid = parents[0] if parents else None
    return found


def _walk(
    history: History, tip: Oid, seen: set[Oid], local: set[Oid], boundary: frozenset[Oid]
) -> tuple[list[Oid], Oid | None]:
    """Return the commits of a branch that no other has, the newest first, and the one that another has."""
    found: list[Oid] = []
    oid: Oid | None = tip
    while oid is not None and len(found) < FURTHEST:
        if oid in seen:
            return found, oid
        found.append(oid)
        if oid in boundary:
            return found, None
        parents = history.commit(oid).parents
        oid = parents[0] if parents else None
    fork = next((at for at, one in enumerate(found, 1) if one in local), 0)
    kept = max(MOST, fork + 1)
    if len(found) > kept:
        history.unsaid.add(f"history before the newest {kept} commits of the origin is told as one commit")
    return found[:kept], None
