"""What the refs were before they broke: as they are, or as reflogs know them. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from gitscen.doctor.evidence.model import Evidence, HeadState
from gitscen.doctor.findings.head import last_branch
from gitscen.names import Oid, RefName

HEADS, TAGS, TRACKING = "refs/heads/", "refs/tags/", "refs/remotes/"
STASH = "refs/stash"
_CUT = "refs/.tmp-renamed-log"
RENAMED = "refs/heads/renamed"
"""What a branch is called in the story whose renaming was cut short: nobody knows its name any more."""


def refs_before(evidence: Evidence) -> dict[str, Oid]:
    """Return every ref with its commit, those that are broken or gone with the last that their reflog knows."""
    found: dict[str, Oid] = dict(evidence.refs.all())
    head = head_ref(evidence)
    for logged, log in evidence.reflogs.items():
        lost = head if head and head not in evidence.refs else RENAMED
        name = lost if logged == _CUT else logged
        last = log.lines[-1].new if log.lines else Oid("")
        if name.startswith("refs/") and name not in found and last.strip("0"):
            found[name] = last
    own = evidence.reflogs.get("HEAD")
    lines = own.lines if own is not None else ()
    if head and head.startswith(HEADS) and head not in found and lines and _was_checked_out(evidence, head):
        found[head] = lines[-1].new
    return found


def head_ref(evidence: Evidence) -> str | None:
    """Return the ref that HEAD is on, or was by its reflog; None where it is detached."""
    if evidence.head.ref:
        return evidence.head.ref
    if evidence.head.state is HeadState.DETACHED:
        return None
    name = last_branch(evidence)
    known = [
        ref for ref in (*evidence.refs.loose, *evidence.refs.packed.refs, *evidence.reflogs) if ref.startswith(HEADS)
    ]
    if name and f"{HEADS}{name}" in known:
        return f"{HEADS}{name}"
    return min(known, key=lambda ref: (ref not in (f"{HEADS}main", f"{HEADS}master"), ref), default=f"{HEADS}main")


def _was_checked_out(evidence: Evidence, head: str) -> bool:
    name = last_branch(evidence)
    return name is None or f"{HEADS}{name}" == head


def tracking(evidence: Evidence, remote: str) -> Iterator[tuple[str, Oid]]:
    """Yield the branches of a remote, by their short names there."""
    top = f"{TRACKING}{remote}/"
    for ref, oid in refs_before(evidence).items():
        if ref.startswith(top) and ref != f"{top}HEAD":
            yield ref.removeprefix(top), oid


def default_branch(evidence: Evidence, remote: str) -> str | None:
    """Return the branch that a remote's HEAD names here."""
    loose = evidence.refs.loose.get(RefName(f"{TRACKING}{remote}/HEAD"))
    target = loose.target if loose else None
    return target.removeprefix(f"{TRACKING}{remote}/") if target else None
