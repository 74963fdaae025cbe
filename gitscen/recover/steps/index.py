"""Builds the index anew: HEAD's tree, over it what can still be read of the old index, and files for lost contents.

What cannot be told apart stays as it is in the working tree: an index is only git's idea of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from gitscen.doctor.evidence.model import IndexEntry, IndexState
from gitscen.doctor.finding import Finding
from gitscen.names import Oid, TreePath, quote_path
from gitscen.recover.hands import Hands
from gitscen.recover.steps.dangling import hold_dangling
from gitscen.recover.steps.spot import spot

_GITLINK = 0o160000
_Entry = tuple[int, Oid]
"""Mode and object."""
_Entries = dict[tuple[TreePath, int], _Entry]
"""By path and stage."""


def rebuild_index(hands: Hands, finding: Finding) -> str:
    """Write a new index. Returns what a person has to know."""
    old = hands.evidence.index
    if old.state is IndexState.UNKNOWN:
        return f"The index is of a kind that is not known ({old.fault}). Use the git that wrote it."
    base = _head_entries(hands)
    if base is None:
        return "HEAD's tree cannot be read, so there is nothing to build an index from."
    entries, lost = _merge(hands, base, [*old.entries()], whole=old.usable)
    if finding.code == "index-stale" and not _catch_up(hands, entries):
        return "What the last commit changed cannot be read, so the index stays as it was before it."
    scratch = hands.scratch / "index"
    scratch.unlink(missing_ok=True)
    hands.git("read-tree", "--empty", index=scratch)
    done = hands.git("update-index", "-z", "--index-info", stdin=b"".join(index_lines(entries)), index=scratch)
    if not done.ok:
        return f"git could not write an index: {done.stderr.strip()}"
    hands.git("update-index", "-q", "--really-refresh", index=scratch)
    _flag(hands, scratch, "--assume-unchanged", [entry.path for entry in old.entries() if entry.assume_unchanged])
    _flag(hands, scratch, "--skip-worktree", [entry.path for entry in old.entries() if entry.skip_worktree])
    hands.write(hands.git_dir / "index", scratch.read_bytes())
    hands.tell(f"the index was built anew with {len(entries)} entries")
    if not old.usable:
        hold_dangling(hands, "staged")
    for path in lost:
        hands.tell(f"{quote_path(path)}: what its entry named is not there; the index has HEAD's version, or the file")
    return ""


def _flag(hands: Hands, index: Path, flag: str, paths: list[TreePath]) -> None:
    if paths:
        names = b"".join(path + b"\0" for path in paths)
        hands.git("update-index", "-z", flag, "--stdin", stdin=names, index=index)


def _head_entries(hands: Hands) -> _Entries | None:
    """Return the entries of HEAD's tree, none on an unborn branch; None where it cannot be read."""
    head = hands.git("rev-parse", "--verify", "--quiet", "HEAD^{commit}")
    if not head.ok:
        return {}
    done = hands.git("ls-tree", "-r", "-z", "--full-tree", head.line)
    if not done.ok:
        return None
    found: _Entries = {}
    for line in done.fields:
        facts, _, path = line.partition(b"\t")
        mode, _, oid = facts.split()[:3]
        found[TreePath(path), 0] = int(mode, 8), Oid(oid.decode())
    return found


def _merge(hands: Hands, base: _Entries, old: list[IndexEntry], *, whole: bool) -> tuple[_Entries, list[TreePath]]:
    """Lay the old entries over HEAD's; return all, and the paths whose staged content is gone."""
    store = hands.store
    kept = [entry for entry in old if entry.mode == _GITLINK or store.has(entry.oid)]
    unmerged = {entry.path for entry in kept if entry.stage}
    entries = {} if whole else {key: value for key, value in base.items() if key[0] not in unmerged}
    entries.update({(entry.path, entry.stage): (entry.mode, entry.oid) for entry in kept})
    found = {entry.path for entry in kept}
    lost = {entry.path: entry.oid for entry in old if entry.path not in found}
    for path, oid in sorted(lost.items()):
        instead = _choose(oid, _file_entry(hands, path), base.get((path, 0)))
        if instead:
            entries[path, 0] = instead
    return entries, sorted(lost)


def _catch_up(hands: Hands, entries: _Entries) -> bool:
    """Put what the last commit changed into the entries; return False where that cannot be read."""
    done = hands.git("diff-tree", "-r", "-z", "--no-renames", hands.evidence.reflogs["HEAD"].lines[-1].old, "HEAD")
    for facts, path in zip(done.fields[::2], done.fields[1::2], strict=True) if done.ok else ():
        _, mode, _, oid, _ = facts.decode().split()
        key = TreePath(path), 0
        if int(mode, 8):
            entries[key] = int(mode, 8), Oid(oid)
        else:
            entries.pop(key, None)
    return done.ok


def _choose(oid: Oid, file: _Entry | None, head: _Entry | None) -> _Entry | None:
    """Return HEAD's entry where only a byte of its id was damaged, else the file's, which may have been staged."""
    return head if file is None or (head and is_near(oid, head[1])) else file


def is_near(damaged: Oid, oid: Oid) -> bool:
    """Whether two ids differ in no more than a byte: by chance no two of different contents do. Pure."""
    return sum(a != b for a, b in zip(bytes.fromhex(damaged), bytes.fromhex(oid), strict=True)) <= 1


def _file_entry(hands: Hands, path: TreePath) -> _Entry | None:
    """Return mode and blob of a file as git would add it, None where there is no such file."""
    place = spot(hands, path)
    if place is None or place.is_symlink() or not place.is_file():
        return None
    done = hands.git("hash-object", "-w", "--", str(place))
    mode = 0o100755 if place.stat().st_mode & 0o100 else 0o100644
    return (mode, Oid(done.line)) if done.ok else None


def index_lines(entries: Mapping[tuple[TreePath, int], _Entry]) -> Iterator[bytes]:
    """Yield the lines of `git update-index --index-info -z`. Pure."""
    for (path, stage), (mode, oid) in sorted(entries.items()):
        yield b"%06o %s %d\t%s\0" % (mode, oid.encode(), stage, path)
