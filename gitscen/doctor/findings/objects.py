"""Finds what is wrong with objects, with packs, and with what is derived from them. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from gitscen.doctor.deep.model import ABSENT, Deep, is_refused, is_temporary
from gitscen.doctor.deep.tips import MAIN_WORKTREE, REFLOG, STASH, STATE, WORKTREE
from gitscen.doctor.evidence.model import Evidence
from gitscen.doctor.finding import Finding, Remedy, Safety, Severity
from gitscen.doctor.findings.history import stale_labels
from gitscen.doctor.findings.index import is_promised
from gitscen.doctor.findings.shallow import lost_boundary
from gitscen.doctor.objects.connect import Missing
from gitscen.doctor.objects.look import PackFault
from gitscen.names import quote_path

EMPTY = "it is empty"
SHOWN, MOST = 10, 10_000


def find(evidence: Evidence, deep: Deep) -> Iterator[Finding]:
    """Yield the findings of this family."""
    if not deep.read or deep.facts.missing:
        return
    yield from _broken(deep)
    yield from _missing(evidence, deep)
    yield from (_pack(fault) for fault in deep.facts.packs if _is_told(fault))
    yield from _left(evidence, deep)
    yield from _derived(deep)
    yield from _unchecked(deep)


def _is_told(fault: PackFault) -> bool:
    refused = is_refused(fault.index) or is_refused(fault.content)
    return not refused and not is_temporary(fault.path)


def _broken(deep: Deep) -> Iterator[Finding]:
    wanted = {one.oid: one for one in deep.missing}
    for oid, fault in deep.facts.broken:
        one = wanted.get(oid)
        if is_refused(fault.why) or (one is not None and one.below == "index"):
            continue  # the index's family tells of it
        empty = fault.why == EMPTY
        yield Finding(
            code="object-empty" if empty else "object-corrupt",
            severity=Severity.ERROR if one or oid in deep.seen else Severity.WARNING,
            path=_at(one) or f".git/objects/{oid[:2]}/{oid[2:]}",
            message=f"The object {oid[:12]} {'is an empty file' if empty else 'cannot be read: ' + fault.why}.",
            evidence=(_needed(one, is_wanted=oid in deep.seen),),
            at_risk=_at_risk(one),
            remedy=Remedy.HEAL_OBJECT,
            lossy=one is not None and is_local(one) and oid not in deep.here,
            file=f"objects/{oid[:2]}/{oid[2:]}",
            oid=oid,
        )


def _missing(evidence: Evidence, deep: Deep) -> Iterator[Finding]:
    told = {oid for oid, _ in deep.facts.broken}
    tips = {oid for _, oid in evidence.refs.all()} | {evidence.head.oid}
    boundary, stale = lost_boundary(evidence, deep), stale_labels(evidence)
    count = 0
    for one in deep.missing:
        if one.oid in told or one.oid in tips or one.parent_of in boundary or _is_elsewhere(one):
            continue
        if one.below in stale or (one.why == ABSENT and is_promised(evidence)):
            continue
        count += 1
        if count <= MOST:
            yield _gone(one, lossy=is_local(one) and one.oid not in deep.here)


def _is_elsewhere(one: Missing) -> bool:
    """Return whether another family tells of it: reflogs, stash entries, the index."""
    itself = one.parent_of is None and not one.path
    return (
        one.below.startswith(REFLOG) or one.below == "index" or (itself and one.below.startswith((STASH, "refs/stash")))
    )


def _gone(one: Missing, *, lossy: bool) -> Finding:
    corrupt = one.why != ABSENT
    return Finding(
        code="object-corrupt" if corrupt else "object-missing",
        severity=Severity.ERROR,
        path=_at(one),
        message=f"The {one.kind} {one.oid[:12]} {'cannot be read: ' + one.why if corrupt else 'is missing'}.",
        evidence=(_needed(one),),
        at_risk=_at_risk(one),
        remedy=Remedy.HEAL_OBJECT,
        lossy=lossy,
        oid=one.oid,
    )


def is_local(one: Missing) -> bool:
    """Return whether no remote-tracking branch leads to an object: nobody else may have it."""
    return not one.below.startswith("refs/remotes/")


def _at(one: Missing | None) -> str | None:
    return quote_path(one.path.rstrip(b"/")) if one and one.path else None


def _needed(one: Missing | None, *, is_wanted: bool = True) -> str:
    if one is None:
        return "a commit that is held needs it" if is_wanted else "nothing that is held needs it"
    parent = f", as the parent of {one.parent_of[:12]}" if one.parent_of else ""
    return f"{one.below.removeprefix(STATE)} needs the {one.kind} {one.oid}{parent}"


def _at_risk(one: Missing | None) -> tuple[str, ...]:
    if one is None:
        return ()
    what = {
        "blob": "this version of the file",
        "tree": "the files of this folder",
        "commit": "this commit and its history",
    }
    return (f"{what.get(one.kind, 'this object')}, on {one.below.removeprefix(STATE)}",)


def _pack(fault: PackFault) -> Finding:
    name = fault.path.rpartition("/")[2]
    if fault.index is None:
        damaged = tuple(f"object {oid}" for oid in fault.damaged[:SHOWN])
        return Finding(
            code="pack-corrupt",
            severity=Severity.ERROR,
            path=f".git/objects/pack/{name}",
            message=f"The pack {name} is damaged: {fault.content}.",
            evidence=damaged,
            at_risk=(f"{len(fault.damaged)} objects",) if fault.damaged else (),
            remedy=Remedy.SALVAGE_PACK,
            file=f"objects/pack/{name}",
        )
    empty, gone = "too short" in fault.index, ABSENT in fault.index
    index = name.removesuffix(".pack") + ".idx"
    return Finding(
        code="pack-index-missing" if gone else "pack-index-empty" if empty else "pack-index-corrupt",
        severity=Severity.ERROR,
        path=f".git/objects/pack/{index}",
        message=f"The index of the pack {name} {'is missing' if gone else 'is damaged: ' + fault.index}.",
        at_risk=("all objects of the pack: git does not see them",),
        remedy=Remedy.REBUILD_PACK_INDEX,
        file=f"objects/pack/{name}",
    )


def _left(evidence: Evidence, deep: Deep) -> Iterator[Finding]:
    live = any(holder.opened is None for holder in evidence.holders.processes)
    for path in deep.facts.temporary:
        packish = path.startswith(("pack/", "tmp_objdir", "incoming-", "tmp_pack", "bulk"))
        yield Finding(
            code="pack-temporary" if packish else "object-temporary",
            severity=Severity.NOTE if live else Severity.WARNING,
            path=f".git/objects/{path}",
            message="A temporary file was left behind by a fetch, gc or write that was cut short.",
            remedy=Remedy.MOVE_ASIDE,
            file=f"objects/{path}",
        )
    for path in deep.facts.stray_indexes:
        yield Finding(
            code="pack-missing",
            severity=Severity.WARNING,
            path=f".git/objects/{path}",
            message="The index of a pack is there and the pack is not.",
            remedy=Remedy.MOVE_ASIDE,
            file=f"objects/{path}",
        )


def _derived(deep: Deep) -> Iterator[Finding]:
    if deep.facts.midx:
        yield Finding(
            code="midx-corrupt",
            severity=Severity.ERROR,
            path=".git/objects/pack/multi-pack-index",
            message="The multi-pack-index is damaged. git can make it again from the packs.",
            evidence=(deep.facts.midx,),
            remedy=Remedy.MOVE_ASIDE,
            file="objects/pack/multi-pack-index",
        )
    for path, why in deep.facts.graphs:
        yield Finding(
            code="commit-graph-corrupt",
            severity=Severity.ERROR,
            path=f".git/objects/{path}",
            message="The commit-graph is damaged. git can make it again from the commits.",
            evidence=(why,),
            remedy=Remedy.MOVE_ASIDE,
            file=f"objects/{path}",
        )


def _unchecked(deep: Deep) -> Iterator[Finding]:
    facts = list(deep.facts.unchecked)
    if not deep.links.complete:
        facts.append("history is long: not all of it was followed")
    if facts:
        yield Finding(
            code="objects-unchecked",
            severity=Severity.NOTE,
            path=".git/objects",
            message="Not all objects were read: 'git fsck' reads all.",
            evidence=tuple(facts),
            safety=Safety.SAFE,
        )
    dangling = [one for one in deep.links.dangling if one.commit and not one.is_stash]
    if dangling and not deep.is_blind:
        yield Finding(
            code="object-dangling",
            severity=Severity.NOTE,
            path=".git/objects",
            message=f"{len(dangling)} commit{'s are' if len(dangling) > 1 else ' is'} held by "
            f"nothing: git gc deletes such in time.",
            evidence=tuple(f"{one.oid}: {one.commit.subject}" for one in dangling[:SHOWN] if one.commit),
        )


def is_weak(label: str) -> bool:
    """Return whether what holds a commit by this label goes by itself."""
    return label.startswith((REFLOG, STATE, WORKTREE, MAIN_WORKTREE))
