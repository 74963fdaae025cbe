"""Writes HEAD anew from what its reflog says: the branch that was checked out last, or the commit."""

from __future__ import annotations

import re

from gitscen.doctor.evidence.model import Evidence
from gitscen.doctor.finding import Finding
from gitscen.doctor.objects.form import Object
from gitscen.doctor.objects.store import ObjectStore
from gitscen.names import Oid
from gitscen.recover.hands import Hands

_MOVED = re.compile(rb"(?:checkout|switch): moving from \S+ to (\S+)$")
_REBASES = ("rebase-merge", "rebase-apply")


def restore_head(hands: Hands, finding: Finding) -> str:  # noqa: ARG001 - every step has this form
    """Write HEAD. Returns what a person has to decide, "" if nothing."""
    content, why = choose_head(hands.evidence, hands.store)
    if not content:
        return "Nothing tells which branch HEAD was on. Write 'ref: refs/heads/<branch>' into .git/HEAD."
    hands.write(hands.git_dir / "HEAD", content.encode() + b"\n")
    hands.tell(f"HEAD was written anew: {content.removeprefix('ref: ')} ({why})")
    return ""


def choose_head(evidence: Evidence, store: ObjectStore) -> tuple[str, str]:
    """Return what HEAD has to hold and why, or "" where nothing tells."""
    log = evidence.reflogs.get("HEAD")
    last = log.lines[-1].new if log and log.lines else None
    there = last if last and isinstance(store.read(last), Object) else None
    if there and evidence.state.folders & {*_REBASES} and "rebase-apply/applying" not in evidence.state:
        return there, "a rebase was going on, which detaches HEAD"
    branches = dict(evidence.refs.all("refs/heads/"))
    matches = (_MOVED.match(line.message) for line in reversed(log.lines if log else ()))
    moved = next((match[1] for match in matches if match), b"")
    named = "refs/heads/" + moved.decode(errors="surrogateescape")
    if moved and (_stands_at(evidence, named, last) or (named in evidence.reflogs and named not in evidence.refs)):
        return f"ref: {named}", "the last branch that HEAD's reflog names"
    at_last = sorted(ref for ref, oid in branches.items() if oid == last)
    for ref in ("refs/heads/main", "refs/heads/master", *at_last):
        if ref in at_last:
            return f"ref: {ref}", "its tip is where HEAD was last"
    if there:
        return there, "where HEAD was last; no branch is there"
    if len(branches) == 1:
        return f"ref: {next(iter(branches))}", "the only branch"
    known = [ref for ref in ("refs/heads/main", "refs/heads/master") if ref in branches or ref in evidence.reflogs]
    return (f"ref: {known[0]}", "a branch of that name is there") if known else ("", "")


def _stands_at(evidence: Evidence, ref: str, last: Oid | None) -> bool:
    return ref in evidence.refs and evidence.refs.oid(ref) in (last, None)
