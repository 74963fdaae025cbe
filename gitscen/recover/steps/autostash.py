"""Makes autostashes whole of which something is gone: the end of their operation would stumble over them.

What is gone stands in the new one as in the commit that the operation began from. The old one is held as it is.
"""

from __future__ import annotations

from collections.abc import Sequence

from gitscen.doctor.deep.staged import read_commit, tree_of
from gitscen.doctor.deep.tips import AUTOSTASHES
from gitscen.doctor.objects.store import ObjectStore
from gitscen.git.done import Done
from gitscen.names import Oid, TreePath, quote_path
from gitscen.outcome import Act
from gitscen.recover.hands import Hands
from gitscen.recover.steps.remains import Remains, read_remains

_PARTS = ("what was edited", "what was staged", "the untracked files")


def mend_autostashes(hands: Hands) -> None:
    """Write those anew of which something is gone, and tell what; one that tells nothing any more goes aside."""
    for name in AUTOSTASHES:
        oid = hands.evidence.state.get(name).oid
        if oid is None:
            continue
        parts = _read_parts(hands.store, oid)
        lost = _name_lost(parts)
        if not lost:
            continue
        mended = _write(hands, oid, parts) if parts else None
        if mended:
            hands.write(hands.git_dir / name, f"{mended}\n".encode())
        else:
            hands.aside(hands.git_dir / name)
        there = hands.store.has(oid)
        rest = f"what can be read of it is held under {hands.pin(oid, 'autostash')}" if there else "nothing has it"
        hands.tell(f"{', '.join(lost)}: gone from the autostash {oid[:12]}; {rest}", Act.LEFT_OUT)


def _read_parts(store: ObjectStore, oid: Oid) -> tuple[Remains, ...]:
    """Return what is left of files, index and untracked files, () where it cannot be told what they were."""
    base, *others = [*_parents(store, oid), None][:3]
    below = tree_of(store, base) if base else None
    if below is None:
        return ()
    parts = []
    for one, over in zip((oid, *others), (below, below, None), strict=False):
        tree = tree_of(store, one) if one else None
        if one:
            parts.append(read_remains(store, over, tree) if tree else Remains({}, (TreePath(b""),)))
    return (_with_staged(*parts[:2]), *parts[1:]) if len(parts) > 1 else tuple(parts)


def _with_staged(files: Remains, index: Remains) -> Remains:
    """Return the files with what was staged of them where their own content is gone."""
    gone = {path for path in files.lost if not path or path.endswith(b"/")}
    staged = {
        path: entry
        for path, entry in index.changed.items()
        if path in files.lost or (path not in files.changed and any(path.startswith(one) for one in gone))
    }
    return Remains({**files.changed, **staged}, files.lost)


def _parents(store: ObjectStore, oid: Oid) -> Sequence[Oid]:
    found = read_commit(store, oid)
    return found.parents if found else ()


def _name_lost(parts: Sequence[Remains]) -> list[str]:
    """Return what is gone, in words; a path once, whichever of its versions it is."""
    if not parts:
        return ["everything"]
    named = [quote_path(path) if path else part for part, one in zip(_PARTS, parts, strict=False) for path in one.lost]
    return list(dict.fromkeys(named))


def _write(hands: Hands, oid: Oid, parts: Sequence[Remains]) -> Oid | None:
    """Return a new autostash of what is left, None where git cannot make one."""
    base, *_ = _parents(hands.store, oid)
    trees = [_tree(hands, over, one) for one, over in zip(parts, (base, base, None), strict=False)]
    if not all(tree.ok for tree in trees):
        return None
    files, *others = [tree.line for tree in trees]
    index = [_commit(hands, tree, base) for tree in others[:1]]
    untracked = [_commit(hands, tree) for tree in others[1:]]
    return _commit(hands, files, base, *index, *untracked)


def _commit(hands: Hands, tree: str, *parents: Oid) -> Oid:
    given = [word for parent in parents for word in ("-p", parent)]
    return Oid(hands.bare_git("commit-tree", tree, *given, "-m", "gitscen: what is left of an autostash").line)


def _tree(hands: Hands, base: Oid | None, remains: Remains) -> Done:
    """Lay what is left over the base's tree; what neither changed need not be there."""
    index = hands.scratch / "autostash"
    index.unlink(missing_ok=True)
    done = hands.bare_git("read-tree", *([base] if base else ["--empty"]), index=index)
    if not done.ok:
        return done
    entries = sorted(remains.changed.items(), key=lambda one: one[1] is not None)  # first what goes
    lines = [
        b"%06o %s 0\t%s\0" % (entry[0], entry[1].encode(), path) if entry else b"0 %s 0\t%s\0" % (_nothing(hands), path)
        for path, entry in entries
    ]
    done = hands.bare_git("update-index", "-z", "--index-info", stdin=b"".join(lines), index=index)
    return hands.bare_git("write-tree", "--missing-ok", index=index) if done.ok else done


def _nothing(hands: Hands) -> bytes:
    return b"0" * hands.store.digits
