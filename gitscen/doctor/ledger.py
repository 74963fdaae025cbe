"""The ledger: which of the user's work is where, and how firmly it is held. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator

from gitscen.doctor.deep.model import Deep
from gitscen.doctor.deep.tips import AUTOSTASHES, HEAD, REFLOG, worktree_label
from gitscen.doctor.evidence.model import Change, Evidence
from gitscen.doctor.finding import Firmness, Holding
from gitscen.doctor.findings.locks import only_in_lock, right_lock
from gitscen.names import Oid, quote_path

MOST = 200
"""Files of one kind that are listed; the rest is counted."""


def ledger(evidence: Evidence, deep: Deep) -> tuple[Holding, ...]:
    """Return what is known of the user's work, from the firmest to the weakest."""
    held = [
        *_branches(evidence, deep),
        *_refs(evidence, deep),
        *_stashes(evidence),
        *_autostashes(evidence),
        *_reflogs(deep),
        *_files(evidence, deep),
        *(() if deep.right_lock else _locks(evidence)),  # then it holds what HEAD has
        *_dangling(deep),
    ]
    order = list(Firmness)
    return tuple(sorted(held, key=lambda one: order.index(one.firmness)))


def _branches(evidence: Evidence, deep: Deep) -> Iterator[Holding]:
    """Yield each branch with the commits that no remote-tracking branch has."""
    counts = Counter(deep.links.commits.values())
    remotes = any(True for _ in evidence.refs.all("refs/remotes/"))
    for ref, oid in evidence.refs.all("refs/heads/"):
        own = counts[ref]
        what = _count(own, "unpushed commit" if remotes else "commit")
        if own:
            yield Holding(firmness=Firmness.BRANCH, what=what, where=ref, oid=oid, count=own)
    if counts[HEAD]:
        what = _count(counts[HEAD], "commit") + " of a detached HEAD"
        yield Holding(firmness=Firmness.REFLOG, what=what, where=HEAD, oid=evidence.head.oid, count=counts[HEAD])
    for worktree in (*evidence.worktrees, *((evidence.main,) if evidence.main else ())):
        own = counts[worktree_label(worktree)]
        if own:
            where = f"{worktree_label(worktree)}/HEAD"
            what = _count(own, "commit") + " of a worktree's detached HEAD"
            yield Holding(firmness=Firmness.REFLOG, what=what, where=where, oid=worktree.head.oid, count=own)


def _refs(evidence: Evidence, deep: Deep) -> Iterator[Holding]:
    counts = Counter(deep.links.commits.values())
    for ref, oid in evidence.refs.all("refs/tags/"):
        if counts[ref]:
            what = _count(counts[ref], "commit")
            yield Holding(firmness=Firmness.TAG, what=what, where=ref, oid=oid, count=counts[ref])
    for ref, oid in evidence.refs.all("refs/gitscen/"):
        yield Holding(firmness=Firmness.RESCUE, what="work that was set aside", where=ref, oid=oid)


def _stashes(evidence: Evidence) -> Iterator[Holding]:
    log = evidence.reflogs.get("refs/stash")
    lines = log.lines if log else ()
    listed = evidence.refs.oid("refs/stash") is not None
    for number, line in enumerate(reversed(lines)):
        what = line.message.decode(errors="backslashreplace")
        firmness = Firmness.STASH if listed else Firmness.REFLOG
        yield Holding(firmness=firmness, what=what, where=f"stash@{{{number}}}", oid=line.new)
    top = evidence.refs.oid("refs/stash")
    if top and top not in {line.new for line in lines}:
        yield Holding(firmness=Firmness.STASH, what="an entry that the list does not show", where="refs/stash", oid=top)


def _autostashes(evidence: Evidence) -> Iterator[Holding]:
    for path in AUTOSTASHES:
        oid = evidence.state.get(path).oid
        if oid:
            what = "uncommitted work of before the operation"
            yield Holding(firmness=Firmness.AUTOSTASH, what=what, where=f".git/{path}", oid=oid)


def _reflogs(deep: Deep) -> Iterator[Holding]:
    """Yield for each reflog the commits that nothing firmer leads to."""
    newest: dict[str, Oid] = {}
    counts: Counter[str] = Counter()
    for oid, label in deep.links.commits.items():
        if label.startswith(REFLOG):
            newest.setdefault(label, oid)
            counts[label] += 1
    for label, count in counts.items():
        what, where = _count(count, "commit"), f"the reflog of {label.removeprefix(REFLOG)}"
        yield Holding(firmness=Firmness.REFLOG, what=what, where=where, oid=newest[label], count=count)


def _files(evidence: Evidence, deep: Deep) -> Iterator[Holding]:
    files = evidence.files
    old = _left_behind(evidence, deep)
    staged = ((quote_path(one.path), one.what, one.oid) for one in deep.staged or () if one.path not in old)
    yield from _some(Firmness.STAGED, staged)
    unmerged = ((quote_path(path), "unmerged, with all its versions", None) for path in evidence.index.unmerged)
    yield from _some(Firmness.STAGED, unmerged)
    edited = [one for one in files.changed if not one.hidden and one.change not in (Change.DELETED, Change.UNSURE)]
    yield from _some(
        Firmness.FILE, ((quote_path(one.path), _state(deep, one.path, one.change.value), None) for one in edited)
    )
    yield from _some(
        Firmness.FILE, ((quote_path(one.path), _state(deep, one.path, "untracked"), None) for one in files.untracked)
    )
    nested = (one for one in files.nested if not one.tracked)
    yield from _some(Firmness.FILE, ((quote_path(one.path), "a repository of its own", None) for one in nested))
    hidden = (one for one in files.changed if one.hidden and one.change is not Change.DELETED)
    yield from _some(Firmness.HIDDEN, ((quote_path(one.path), one.change.value, None) for one in hidden))
    yield from _some(Firmness.IGNORED, ((quote_path(one.path), "ignored", None) for one in files.ignored))


def _state(deep: Deep, path: bytes, state: str) -> str:
    """Return the state of a file in words: what a killed command wrote is nobody's edit."""
    written = deep.written
    return f"as {written.label} has it" if written and bytes(path) in written.paths else state


def _left_behind(evidence: Evidence, deep: Deep) -> Container[bytes]:
    """Return the paths that seem to be staged and are only as they were before the last commit."""
    lock = right_lock(evidence, deep)
    return only_in_lock(evidence.index, lock.index) if lock else ()


def _some(firmness: Firmness, held: Iterable[tuple[str, str, Oid | None]]) -> Iterator[Holding]:
    """Yield a holding for each of the first, and one for all others."""
    rest, what = 0, ""
    for number, (path, what, oid) in enumerate(held):
        if number < MOST:
            yield Holding(firmness=firmness, what=f"{path}, {what}", where=path, oid=oid)
        else:
            rest += 1
    if rest:
        yield Holding(firmness=firmness, what=f"{rest} more, {what}", where="", count=rest)


def _locks(evidence: Evidence) -> Iterator[Holding]:
    for lock in evidence.locks:
        only = only_in_lock(evidence.index, lock.index)
        if only:
            what = _count(len(only), "staged version")
            yield Holding(firmness=Firmness.LOCK, what=what, where=f".git/{lock.file.path}", count=len(only))


def _dangling(deep: Deep) -> Iterator[Holding]:
    if deep.is_blind:  # what is not seen may hold it
        return
    applied = {saved.oid for saved in deep.dropped if not saved.is_lost}
    commits = [one for one in deep.links.dangling if one.commit and one.oid not in applied]
    for one in commits[:MOST]:
        what = one.commit.subject if one.commit else ""
        yield Holding(firmness=Firmness.DANGLING, what=what or "a commit", where=one.oid, oid=one.oid)
    for conflict, word in ((False, "content"), (True, "text")):
        blobs = [one for one in deep.nameless if one.conflict is conflict]
        what = _count(len(blobs), word) + (" with conflict markers, as a merge writes them" if conflict else "")
        if blobs:
            what += "" if conflict else " without a name"
            yield Holding(firmness=Firmness.DANGLING, what=what, where="", oid=blobs[0].oid, count=len(blobs))


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'s' if number != 1 else ''}"
