"""Holds what nothing names any more under rescue refs: after an index, an object, or refs were lost."""

from __future__ import annotations

from gitscen.doctor.deep.tips import AUTOSTASHES
from gitscen.doctor.evidence.model import IndexState
from gitscen.doctor.objects.connect import Connections, Dangling, connect
from gitscen.doctor.objects.form import Object, TooLarge, references
from gitscen.doctor.objects.store import ObjectStore
from gitscen.names import Oid
from gitscen.recover.hands import Hands

_MODES = {"blob": "100644 blob", "tree": "040000 tree"}
RESCUE = "refs/gitscen/rescue/"
_OWN = "gitscen: "
"""How the subjects of recover's own commits begin: it has let go of those that dangle."""

_COMMITS = 100
"""How many commits get a rescue ref each."""


def hold_orphans(hands: Hands, *, packed: bool = False) -> None:
    """Hold, once in a recovery, what hung on objects or refs that are gone: it may be whole, and nothing names it.

    With `packed`, what is in packs too: there nothing dangles unless refs are lost.
    """
    done = hands.scratch / f"orphans-held{packed:d}"
    if done.exists():
        return
    found = find_orphans(hands, packed=packed)
    for one in found:
        if one.kind in ("commit", "tag"):
            held = hands.pin(one.oid, "orphan")
            hands.tell(f"the {one.kind} {one.oid[:12]}, which nothing names any more, is held under {held}")
    _hold(hands, found, "orphans")
    done.touch()


def hold_dangling(hands: Hands, name: str) -> None:
    """Make a commit of all dangling blobs and trees, each by its id, and hold it."""
    _hold(hands, find_orphans(hands, staged=False), name)


def hold_unlisted(hands: Hands) -> None:
    """Hold what may have been staged, where the index cannot be read even now: nothing else names it."""
    index = hands.evidence.index
    if not index.usable and index.state is not IndexState.MISSING:
        hold_dangling(hands, "staged")


def find_orphans(hands: Hands, *, staged: bool = True, packed: bool = False) -> list[Dangling]:
    """Return what neither a ref, a log, a HEAD, an operation nor (with `staged`) the index reaches.

    Of commits at most `_COMMITS`, the newest.
    """
    found = connect_all(hands, staged=staged, packed=packed).dangling
    found = tuple(one for one in found if one.commit is None or not one.commit.subject.startswith(_OWN))
    beyond = {one.oid for one in [one for one in found if one.kind == "commit"][_COMMITS:]}
    return [one for one in found if one.oid not in beyond]


def connect_all(hands: Hands, *, staged: bool = True, packed: bool = False) -> Connections:
    """Follow everything that names an object, as things are by now."""
    evidence = hands.evidence
    logged = [(ref, line.new) for ref, log in evidence.reflogs.items() for line in log.lines]
    heads = [("HEAD", evidence.head.oid), *((one.name, one.head.oid) for one in evidence.worktrees)]
    states = [(name, evidence.state.get(name).oid) for name in AUTOSTASHES]
    own = f"{RESCUE}{hands.name}/"  # what is held by this very recovery, it may yet find a better place for
    refs = [(ref, oid) for ref, oid in (*evidence.refs.all(), *_refs_now(hands)) if not ref.startswith(own)]
    tips = [*refs, *((name, oid) for name, oid in (*heads, *states) if oid), *logged]
    store = hands.store
    blobs = [(entry.path, entry.oid) for entry in evidence.index.entries()] if staged else []
    cached = [("index", one.oid) for one in evidence.index.cache_tree if one.oid and store.has(one.oid)]
    tips += cached if staged else []
    return connect(store, tips, blobs, shallow=evidence.shallow.oids, packed=packed)


def _refs_now(hands: Hands) -> list[tuple[str, Oid]]:
    """Return the refs that git sees by now, a fetch may have brought some; none where it cannot read them."""
    done = hands.git("for-each-ref", "--format=%(refname) %(objectname)")
    return (
        [(ref, Oid(oid)) for ref, _, oid in (line.partition(" ") for line in done.line.splitlines())] if done.ok else []
    )


def _hold(hands: Hands, found: list[Dangling], name: str) -> None:
    parts = _whole_parts(hands.store, [one.oid for one in found if one.kind in _MODES])
    if not parts:
        return
    lines = [f"{_MODES[kind]} {oid}\t{oid}\0" for oid, kind in parts.items()]
    done = hands.bare_git("mktree", "-z", stdin="".join(lines).encode())
    if done.ok:
        message = "gitscen: contents that nothing names, perhaps staged once"
        done = hands.bare_git("commit-tree", done.line, "-m", message)
    if done.ok:
        held = hands.pin(Oid(done.line), name)
        hands.tell(f"{len(lines)} content(s) that nothing names, perhaps staged once, are held under {held}")
    else:
        hands.tell(f"{len(lines)} content(s) that nothing names could not be held: {done.stderr.strip()}")


def _whole_parts(store: ObjectStore, oids: list[Oid]) -> dict[Oid, str]:
    """Return the kinds of blobs and trees; instead of a tree that lacks something, what there is of it."""
    parts: dict[Oid, str] = {}
    queue, seen = list(oids), set(oids)
    for oid in queue:
        found = store.read(oid)
        if isinstance(found, TooLarge) and found.kind == "blob":
            parts[oid] = found.kind
        elif isinstance(found, Object) and found.kind in _MODES:
            below = references(found, store.digits)
            if _is_whole(store, below):
                parts[oid] = found.kind
            else:
                queue += [one for one in below if one not in seen]
                seen.update(below)
    return parts


def _is_whole(store: ObjectStore, oids: list[Oid]) -> bool:
    queue, seen = list(oids), set(oids)
    for oid in queue:
        found = store.read(oid)
        if isinstance(found, TooLarge):
            continue
        if not isinstance(found, Object):
            return False
        queue += [one for one in references(found, store.digits) if one not in seen]
        seen.update(queue)
    return True
