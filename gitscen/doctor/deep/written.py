"""What a killed switch, merge or reset had written: files that are as another commit has them, not as the index.

Looked for only where a lock on the index was left behind: git writes files first, then the index.
"""

from __future__ import annotations

from collections.abc import Iterator

from gitscen.doctor.deep.blocked import find_blob
from gitscen.doctor.deep.model import Written
from gitscen.doctor.deep.staged import Trees, tree_of
from gitscen.doctor.deep.working import Working
from gitscen.doctor.evidence.model import Evidence
from gitscen.doctor.objects.store import ObjectStore
from gitscen.names import Oid

COMMITS, FILES = 50, 1_000
"""How many commits and files are looked at."""


def find_written(evidence: Evidence, store: ObjectStore, working: Working, head: Oid | None) -> Written | None:
    """Return the commit that most of the changed files are of, and those; None where there is none, or no lock."""
    if not evidence.files.known or not any(lock.locks == "index" and lock.holder is None for lock in evidence.locks):
        return None
    changed = [bytes(one.path) for one in evidence.files.changed if one.oid and not one.hidden]
    loose = [bytes(one.path) for one in evidence.files.loose if not one.path.endswith(b"/")]
    here = {path: oid for path in (*changed, *loose)[:FILES] if (oid := working.oid(path))}
    trees: Trees = {}
    best: Written | None = None
    for label, commit in list(_targets(evidence, head))[:COMMITS] if here else ():
        top = tree_of(store, commit)
        paths = frozenset(path for path, oid in here.items() if top and find_blob(store, trees, top, path) == oid)
        if paths and (best is None or len(paths) > len(best.paths)):
            best = Written(label, paths)
    return best


def _targets(evidence: Evidence, head: Oid | None) -> Iterator[tuple[str, Oid]]:
    """Yield the commits that may have been gone to, each once, by the firmest of their names."""
    log = evidence.reflogs.get("HEAD")
    tops = ("refs/heads/", "refs/remotes/", "refs/tags/")
    named: list[tuple[str, Oid]] = [one for top in tops for one in evidence.refs.all(top)]
    named += [(f"commit {line.old[:12]}", line.old) for line in reversed(log.lines[-COMMITS:] if log else ())]
    told = {head}
    for label, oid in named:
        if oid not in told and oid.strip("0"):
            told.add(oid)
            yield label, oid
