"""Brings damaged and missing objects back from another copy; what is damaged goes aside first."""

from __future__ import annotations

from gitscen.doctor.finding import Finding
from gitscen.doctor.objects.form import Broken, Object, references
from gitscen.doctor.objects.loose import salvage_loose
from gitscen.doctor.objects.store import ObjectStore
from gitscen.names import Oid
from gitscen.recover.hands import Hands
from gitscen.recover.steps.copies import find_as_git_adds, find_in_files, find_in_index
from gitscen.recover.steps.dangling import hold_orphans
from gitscen.recover.steps.index import rebuild_index
from gitscen.recover.steps.remote import remote_store
from gitscen.recover.steps.stash import mend_stash

_LARGEST = 256 << 20
"""Bytes of a damaged loose object that are read to save it."""


def heal_object(hands: Hands, finding: Finding) -> str:
    """Bring one object back. Returns what a person has to know: that it is gone.

    What is gone everywhere leaves the index, which takes the file as it is instead, or the stash list.
    """
    if finding.oid is None:
        return ""
    if _heal(hands, finding.oid, finding.path):
        return ""
    hold_orphans(hands)
    if finding.code == "index-object-missing":
        return rebuild_index(hands, finding)
    if finding.code == "stash-object-missing":
        hands.tell(f"{finding.path}: its content is gone, in every place that is known")
        return mend_stash(hands, finding)
    return f"The object {finding.oid} is in no other place that is known: its content is gone."


def _heal(hands: Hands, oid: Oid, path: str | None) -> bool:
    file = hands.store.loose.get(oid)
    whole = salvage_loose(file.path, oid, hands.store.algorithm, _LARGEST) if file else None
    damaged = _take_broken_aside(hands, oid)
    if damaged and whole:
        hands.write_object(whole.kind, whole.content)
        hands.tell(f"{oid[:12]} was written again from its own file, of which only the ends were damaged")
        return True
    if isinstance(hands.store.read(oid), Object):
        if damaged:
            hands.tell(f"{oid[:12]}: the damaged copy is aside, another one is whole")
        return True
    found = find_in_files(hands, oid, path)
    if found:
        hands.write_object(found.kind, found.content)
        hands.tell(f"{oid[:12]} was written again from a file of the working tree")
        return True
    if find_as_git_adds(hands, oid, path) or find_in_index(hands, oid):
        hands.tell(f"{oid[:12]} was written again from the working tree or the index")
        return True
    source = remote_store(hands)
    count = _copy(hands, source, oid) if source else 0
    if count:
        hands.tell(f"{oid[:12]} came from the remote, with {count - 1} more that hang on it")
    return bool(count)


def _take_broken_aside(hands: Hands, oid: Oid) -> bool:
    """Move a loose file aside that does not hold its object; return whether there was one."""
    file = hands.store.loose.get(oid)
    if file is None or not isinstance(hands.store.read_loose(oid), Broken):
        return False
    return hands.aside(hands.common_dir / "objects" / oid[:2] / oid[2:]) is not None


def _copy(hands: Hands, source: ObjectStore, oid: Oid) -> int:
    """Copy an object and all below it that is missing too; return how many."""
    count, queue, boundary = 0, [oid], frozenset(hands.evidence.shallow.oids)
    seen, store = set[Oid](), hands.store
    while queue:
        name = queue.pop()
        if name in seen:
            continue
        seen.add(name)
        there = store.read(name) if name != oid else None
        if isinstance(there, Object):
            continue
        found = source.read(name)
        if not isinstance(found, Object):
            continue
        _take_broken_aside(hands, name)
        hands.write_object(found.kind, found.content)
        count += 1
        cut = found.kind == "commit" and name in boundary
        queue += references(found, source.digits)[: 1 if cut else None]
    return count
