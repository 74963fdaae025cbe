"""Reads objects for what the evidence alone cannot tell. Each part on its own: one that fails takes no other down."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from gitscen.doctor.deep.blocked import find_blocked
from gitscen.doctor.deep.closed import find_closed, is_sealed
from gitscen.doctor.deep.lag import Lag, find_lag, lock_of
from gitscen.doctor.deep.model import Deep, Nameless, Saved, Staged, Written
from gitscen.doctor.deep.saved import look_into
from gitscen.doctor.deep.staged import compare, read_commit, tree_of
from gitscen.doctor.deep.tips import stash_tips, tips
from gitscen.doctor.deep.working import Working
from gitscen.doctor.evidence.indexfile import FOLDER, GITLINK, INTENT_TO_ADD, IndexFile, IndexState, Record
from gitscen.doctor.evidence.model import Evidence, LayoutFault
from gitscen.doctor.objects.alternates import read_alternates
from gitscen.doctor.objects.connect import Connections, Walk, find_dangling
from gitscen.doctor.objects.form import HEX_DIGITS, Commit
from gitscen.doctor.objects.look import ObjectFacts, look_at_objects
from gitscen.doctor.objects.store import ObjectStore
from gitscen.names import Oid

MANY = 2_000
"""Entries of an index from which on its cache tree is believed."""
READ_BELOW = 10_000
"""Commits below what dangles that are read to find where history begins."""
DROPPED = 50
"""Dangling stash entries that are looked into, the newest."""
_Found = TypeVar("_Found")


def open_store(evidence: Evidence) -> ObjectStore | None:
    """Return a reader of the workspace's objects, those borrowed within the copy too; None without a repository."""
    common = evidence.layout.common_dir
    if common is None or evidence.hash not in HEX_DIGITS:
        return None
    own = os.path.join(common, "objects")  # noqa: PTH118
    borrowed = read_alternates(own, insides(evidence))
    inside = () if isinstance(borrowed, str) else (one.path for one in borrowed if one.exists and not one.outside)
    return ObjectStore([own, *inside], evidence.hash)


def insides(evidence: Evidence) -> tuple[str, ...]:
    """Return the folders that belong to the copy: the workspace, and the repository it is a worktree of."""
    layout = evidence.layout
    return tuple(dict.fromkeys(place for place in (layout.workspace, layout.git_dir, layout.common_dir) if place))


def look(evidence: Evidence, store: ObjectStore | None) -> Deep:
    """Return what the objects add to the evidence; nothing where there is no store."""
    if store is None:
        return Deep(above=_above(evidence.layout.workspace) if evidence.layout.fault is LayoutFault.NO_GIT else None)
    faults: list[tuple[str, str]] = []

    def part(name: str, act: Callable[[], _Found], default: _Found) -> _Found:
        try:
            return act()
        except (OSError, ValueError, LookupError, MemoryError, RecursionError, OverflowError) as problem:
            faults.append((name, f"{type(problem).__name__}: {problem}"))
            return default

    facts = part("objects", lambda: look_at_objects(store, insides(evidence)), ObjectFacts())
    if facts.missing:
        return Deep(read=True, facts=facts, faults=tuple(faults))
    walk = Walk(store, evidence.shallow.oids, _trusted(evidence.index))
    working = Working(evidence)
    links = part("references", lambda: _connect(walk, evidence), Connections(complete=False))
    head = evidence.head.oid or (evidence.refs.oid(evidence.head.ref) if evidence.head.ref else None)
    lag = part("reflog", lambda: find_lag(evidence, store, head), Lag())
    return Deep(
        read=True,
        facts=facts,
        links=links,
        has=store.has,
        head=head,
        seen=walk,
        packed=bool(store.packs),
        rooted=_is_rooted(walk, links, evidence),
        here=part("files", lambda: frozenset(_here(evidence, links, facts, working)), frozenset()),
        staged=part("index", lambda: _compare(evidence, store, head), None),
        lagging=lag.commit,
        right_lock=lag.right_lock,
        lock_of=part("locks", lambda: lock_of(evidence, store, head), None),
        saved=part("stash", lambda: tuple(_newest(evidence, walk, working)), ()),
        dropped=part("dangling", lambda: tuple(_dropped(links, walk, working)), ()),
        nameless=part("contents", lambda: _nameless(evidence, store, working, links), ()),
        written=part("locks", lambda: _written(evidence, store, working, head), None),
        blocked=part("branches", lambda: tuple(find_blocked(evidence, store, working)), ()),
        closed=part("permissions", lambda: tuple(find_closed(store, facts)), ()),
        sealed=is_sealed(evidence.layout.git_dir),
        faults=tuple(faults),
    )


def _nameless(evidence: Evidence, store: ObjectStore, working: Working, links: Connections) -> tuple[Nameless, ...]:
    if not any(one.kind == "blob" for one in links.dangling):
        return ()
    from gitscen.doctor.deep.nameless import find_nameless  # few workspaces have any

    return tuple(find_nameless(evidence, store, working, links.dangling))


def _written(evidence: Evidence, store: ObjectStore, working: Working, head: Oid | None) -> Written | None:
    if not evidence.locks:
        return None
    from gitscen.doctor.deep.written import find_written  # only where git was killed

    return find_written(evidence, store, working, head)


def _above(workspace: str) -> str | None:
    """Return the nearest folder above that has a `.git`, as git would find it. It is not looked into."""
    from pathlib import Path  # slow to import, and this is for folders without a .git only

    return next((str(one) for one in Path(workspace).parents if os.path.lexists(one / ".git")), None)


def _trusted(index: IndexFile) -> Iterable[Oid]:
    """Return the trees that a large sound index knows: reading them again would cost more than all else."""
    large = index.state is IndexState.GOOD and len(index.staged) > MANY
    return (one.oid for one in index.cache_tree if one.oid) if large else ()


def _connect(walk: Walk, evidence: Evidence) -> Connections:
    for label, oid in tips(evidence):
        walk.follow(label, oid)
    index = evidence.index
    _reach_others(walk, evidence)
    unknown = walk.want_unless_packed({record[1] for record in index.staged.values()}) if index.usable else set()
    for path, record in index.staged.items() if unknown else ():
        if record[1] in unknown:
            _want(walk, path, record)
    for path, stages in index.unmerged.items() if index.usable else ():
        for record in stages.values():
            _want(walk, path, record)
    return Connections(
        commits=walk.commits,
        missing=tuple(walk.missing.values()),
        dangling=find_dangling(walk) if walk.complete else (),
        complete=walk.complete,
    )


def _reach_others(walk: Walk, evidence: Evidence) -> None:
    """Take as reached what indexes keep besides: the sides of resolved conflicts, and what other worktrees staged."""
    walk.blobs.update(bytes.fromhex(oid) for oid in evidence.index.resolve_undo)
    for worktree in (*evidence.worktrees, *((evidence.main,) if evidence.main else ())):
        if worktree.index.usable and not worktree.itself:
            walk.blobs.update(record[1] for record in worktree.index.staged.values())
            walk.blobs.update(record[1] for stages in worktree.index.unmerged.values() for record in stages.values())


def _here(evidence: Evidence, links: Connections, facts: ObjectFacts, working: Working) -> Iterator[Oid]:
    """Yield the missing and damaged objects whose content the working tree or the index has."""
    wanted = {one.oid: one.path for one in links.missing} | {oid: b"" for oid, _ in facts.broken}
    if not wanted:
        return
    yield from (one.oid for one in evidence.index.cache_tree if one.oid in wanted)
    paths = {path: oid for path, record in evidence.index.staged.items() if (oid := Oid(record[1].hex())) in wanted}
    paths |= {one.path: one.oid for one in links.missing if one.path}
    yield from (oid for path, oid in paths.items() if working.oid(path) == oid)


def _want(walk: Walk, path: bytes, record: Record) -> None:
    stat, oid, flags = record
    if (stat[26] << 8) & 0o170000 not in {GITLINK, FOLDER} and not flags & INTENT_TO_ADD:
        walk.want("index", Oid(oid.hex()), path)


def _is_rooted(walk: Walk, links: Connections, evidence: Evidence) -> bool:
    """Return whether some history that was read begins with a commit that has no parents, or at a known boundary.

    It matters only where parents are missing: else it is not looked for.
    """
    if evidence.shallow.oids or not any(one.parent_of for one in links.missing):
        return True
    if any(_is_root(read_commit(walk.store, oid)) for oid in walk.commits):
        return True
    waiting = [one.oid for one in find_dangling(walk, packed=True) if one.commit and not one.is_stash]
    seen = set(waiting)
    while waiting and len(seen) < READ_BELOW:  # what is below a hole in the middle dangles
        commit = read_commit(walk.store, waiting.pop())
        if _is_root(commit):
            return True
        more = [oid for oid in commit.parents if oid not in seen] if commit else []
        waiting += more
        seen.update(more)
    return False


def _is_root(commit: Commit | None) -> bool:
    """Return whether history begins with a commit: the third one of a stash entry has no parents either."""
    return commit is not None and not commit.parents and not commit.subject.startswith("untracked files on ")


def _compare(evidence: Evidence, store: ObjectStore, head: Oid | None) -> tuple[Staged, ...] | None:
    tree = tree_of(store, head)
    if not evidence.index.usable or (head is not None and tree is None):
        return None
    return compare(store, evidence.index, tree)


def _newest(evidence: Evidence, walk: Walk, working: Working) -> Iterator[Saved]:
    for _, oid in stash_tips(evidence):
        found = look_into(walk, working, oid)
        if found:
            yield found
        return


def _dropped(links: Connections, walk: Walk, working: Working) -> Iterator[Saved]:
    for one in [one for one in links.dangling if one.is_stash][:DROPPED]:
        found = look_into(walk, working, one.oid)
        if found:
            yield found
