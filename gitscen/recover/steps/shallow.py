"""Writes the shallow boundary anew: the commits whose parents are not here, and never were."""

from __future__ import annotations

from gitscen.doctor.finding import Finding
from gitscen.doctor.objects.connect import connect
from gitscen.doctor.objects.form import Object, parse_commit
from gitscen.doctor.objects.store import ObjectStore
from gitscen.names import Oid
from gitscen.recover.hands import Hands


def mend_shallow(hands: Hands, finding: Finding) -> str:  # noqa: ARG001 - every step has this form
    """Write the file shallow, or move it aside where nothing is cut off."""
    path = hands.common_dir / "shallow"
    boundary = sorted({*read_boundary(hands), *_known(hands)})
    if not boundary:
        hands.aside(path)
        hands.tell("the file shallow is aside: nothing is cut off")
        return ""
    hands.write(path, b"".join(oid.encode() + b"\n" for oid in boundary))
    hands.tell(f"the shallow boundary was written anew: {len(boundary)} commit(s)")
    return ""


def read_boundary(hands: Hands) -> set[Oid]:
    """Return the commits that can be read and whose parents are all missing."""
    tips = [(ref, oid) for ref, oid in hands.evidence.refs.all()]
    head = hands.evidence.head.oid
    found = connect(hands.store, [*tips, *([("HEAD", head)] if head else [])], shallow=_known(hands))
    missing = {one.oid for one in found.missing if one.kind == "commit"}
    children = {one.parent_of for one in found.missing if one.kind == "commit" and one.parent_of}
    store = hands.store
    return {child for child in children if missing.issuperset(_parents(store, child))}


def _known(hands: Hands) -> list[Oid]:
    store = hands.store
    return [oid for oid in hands.evidence.shallow.oids if isinstance(store.read(oid), Object)]


def _parents(store: ObjectStore, oid: Oid) -> tuple[Oid, ...]:
    found = store.read(oid)
    return parse_commit(found.content).parents if isinstance(found, Object) and found.kind == "commit" else ()
