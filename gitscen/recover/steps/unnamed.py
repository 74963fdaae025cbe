"""Finds what a ref stood for among commits and tags that nothing names any more, where its reflog is lost too.

A tag's object tells its own name. Of commits, the one whose files are those of the index: only for HEAD's branch, and
only where that is clear.
"""

from __future__ import annotations

from gitscen.doctor.objects.form import Object, references
from gitscen.names import Oid
from gitscen.recover.hands import Hands
from gitscen.recover.steps.dangling import connect_all, find_orphans

_MOST = 50
"""How many commits are compared with the index."""


def find_unnamed(hands: Hands, ref: str) -> tuple[Oid, str] | None:
    """Return the object, and what says so; None where nothing does."""
    if ref.startswith("refs/tags/"):
        return _tag(hands, ref.removeprefix("refs/tags/"))
    if ref != hands.evidence.head.ref:
        return None
    return _most_alike(hands, _unreached(hands))


def _tag(hands: Hands, name: str) -> tuple[Oid, str] | None:
    line = b"\ntag " + name.encode(errors="surrogateescape") + b"\n"
    store = hands.store
    for one in find_orphans(hands, packed=True):
        found = store.read(one.oid) if one.kind == "tag" else None
        if isinstance(found, Object) and line in found.content.partition(b"\n\n")[0] + b"\n":
            return one.oid, "the tag's own object says its name"
    return None


def _unreached(hands: Hands) -> list[Oid]:
    """Return commits that nothing reaches, those of the tips first."""
    found = connect_all(hands, packed=True)
    commits = [one.oid for one in found.dangling if one.commit and not one.is_stash]
    store = hands.store
    for oid in commits:
        one = store.read(oid)
        if len(commits) < _MOST and isinstance(one, Object):
            commits += [below for below in references(one, len(oid))[1:] if below not in (*commits, *found.commits)]
    return commits[:_MOST]


def _most_alike(hands: Hands, commits: list[Oid]) -> tuple[Oid, str] | None:
    """Return the only commit that has more of the index's entries than any other, and more than half of them."""
    staged = {(entry.path, entry.oid) for entry in hands.evidence.index.entries()}
    scores = sorted(((len(staged & _files(hands, one)), one) for one in commits), reverse=True)
    if not scores or scores[0][0] * 2 <= len(staged):
        return None
    if len(scores) > 1 and scores[0][0] == scores[1][0]:
        return None
    return scores[0][1], "a commit that nothing names, and that has the index's files"


def _files(hands: Hands, oid: Oid) -> set[tuple[bytes, str]]:
    done = hands.bare_git("ls-tree", "-r", "-z", "--full-tree", oid)
    return {(path, facts.split()[2].decode()) for facts, _, path in (line.partition(b"\t") for line in done.fields)}
