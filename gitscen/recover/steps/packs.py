"""Mends packs: a lost index is built anew, and out of a damaged pack comes every object that is whole."""

from __future__ import annotations

from pathlib import Path

from gitscen.doctor.finding import Finding
from gitscen.doctor.objects.form import Object, TooLarge
from gitscen.doctor.objects.pack import Pack
from gitscen.doctor.objects.store import ObjectStore
from gitscen.recover.hands import Hands

_LARGEST = 1 << 30
"""Bytes of a pack that is unpacked whole, and of an object that is saved out of one, in memory."""
_BESIDE = (".idx", ".rev", ".bitmap")


def rebuild_pack_index(hands: Hands, finding: Finding) -> str:
    """Build a pack's index anew; where git cannot, take out of the pack what it can."""
    pack = _pack(hands, finding)
    for ending in _BESIDE:
        hands.aside(pack.with_suffix(ending))
    done = hands.bare_git("index-pack", str(pack))
    if done.ok:
        hands.tell(f"the index of {pack.name} was built anew")
        return ""
    return _unpack(hands, pack)


def salvage_pack(hands: Hands, finding: Finding) -> str:
    """Write the readable objects of a damaged pack as loose ones, then move the pack aside."""
    pack = _pack(hands, finding)
    store = ObjectStore([hands.common_dir / "objects"], hands.store.algorithm, limit=_LARGEST)
    reader = next((one for one in store.packs if Path(one.path) == pack), None)
    if reader is None:
        return _unpack(hands, pack)
    saved, lost, large = _save(hands, store, reader)
    if large:
        return f"{pack} has {large} object(s) that are too large to be saved here: use git unpack-objects -r."
    for ending in (".pack", *_BESIDE):
        hands.aside(pack.with_suffix(ending))
    hands.tell(f"{saved} object(s) were saved out of {pack.name}, {lost} could not be read; the pack is aside")
    return ""


def _save(hands: Hands, store: ObjectStore, pack: Pack) -> tuple[int, int, int]:
    """Return how many objects were written, or are elsewhere too, how many cannot be read, or are too large to be."""
    saved = lost = large = 0
    for oid in pack.index.oids():
        found = store.read(oid)
        if isinstance(found, Object):
            if oid not in store.loose:
                hands.write_object(found.kind, found.content)
            saved += 1
        elif isinstance(found, TooLarge):
            large += 1
        else:
            lost += 1
    return saved, lost, large


def _unpack(hands: Hands, pack: Path) -> str:
    """Have git take out of a pack without an index what it can; it stops at the first object that is damaged."""
    try:
        if pack.stat().st_size > _LARGEST:
            return f"{pack} has no index, and is too large to be unpacked here: use git unpack-objects -r."
        content = pack.read_bytes()
    except OSError as error:
        return f"{pack} cannot be read: {error.strerror}."
    for ending in (".pack", *_BESIDE):
        hands.aside(pack.with_suffix(ending))
    done = hands.bare_git("unpack-objects", "-r", "-q", stdin=content)
    what = "its objects are loose ones now" if done.ok else "what git could read of it is there as loose objects"
    hands.tell(f"{pack.name} is aside: {what}")
    return ""


def _pack(hands: Hands, finding: Finding) -> Path:
    return (hands.common_dir / (finding.file or "")).with_suffix(".pack")
