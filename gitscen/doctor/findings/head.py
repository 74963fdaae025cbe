"""Finds what is wrong with HEAD. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gitscen.doctor.deep.model import Deep
from gitscen.doctor.deep.tips import HEAD
from gitscen.doctor.evidence.model import Evidence, HeadState, Kind
from gitscen.doctor.finding import Finding, Remedy, Safety, Severity
from gitscen.doctor.findings.packedrefs import lost_refs
from gitscen.doctor.findings.replaced import is_replaced
from gitscen.names import RefName

_MOVED = re.compile(rb"checkout: moving from .* to (.+)", re.DOTALL)
_BROKEN = {
    HeadState.MISSING: ("head-missing", "is gone"),
    HeadState.EMPTY: ("head-empty", "is empty"),
    HeadState.UNREADABLE: ("head-garbage", "is no file"),
    HeadState.GARBAGE: ("head-garbage", "names neither a branch nor a commit"),
}
BUSY = ("rebase-merge", "rebase-apply")


def find(evidence: Evidence, deep: Deep) -> Iterator[Finding]:
    """Yield the findings of this family."""
    if evidence.layout.git_dir is None:
        return
    match evidence.head.state:
        case HeadState.MISSING | HeadState.EMPTY | HeadState.GARBAGE:
            yield _broken(evidence)
        case HeadState.UNREADABLE if is_replaced(evidence, "HEAD", evidence.head.file.fault):
            yield _broken(evidence)
        case HeadState.UNREADABLE:
            yield Finding(
                code="file-unreadable",
                severity=Severity.ERROR,
                path=".git/HEAD",
                message="The file .git/HEAD cannot be read.",
                evidence=(evidence.head.file.fault or "",),
                safety=Safety.PERSON,
                file="HEAD",
            )
        case HeadState.DETACHED:
            yield from _detached(evidence, deep)
        case HeadState.BRANCH if not (evidence.head.ref or "").startswith("refs/heads/"):
            yield _broken(evidence)
        case HeadState.BRANCH:
            yield from _branch(evidence, deep)


def last_branch(evidence: Evidence) -> str | None:
    """Return the branch or commit that HEAD's reflog says was checked out last, as it names it."""
    log = evidence.reflogs.get("HEAD")
    for line in reversed(log.lines if log else ()):
        moved = _MOVED.fullmatch(line.message)
        if moved:
            return moved[1].decode(errors="replace")
    return None


def _broken(evidence: Evidence) -> Finding:
    zeroed = bool(evidence.head.file.content) and not evidence.head.file.content.strip(b"\0 \n")
    strange = evidence.head.state is HeadState.BRANCH  # a name of no branch
    code, what = _BROKEN[HeadState.EMPTY if zeroed else HeadState.GARBAGE if strange else evidence.head.state]
    branch = last_branch(evidence)
    facts = [evidence.head.file.fault] if evidence.head.file.fault else []
    facts += [f"it holds {evidence.head.file.content[:60]!r}"] if evidence.head.file.content else []
    facts += [f"its reflog was last moved to {branch}"] if branch else []
    return Finding(
        code=code,
        severity=Severity.ERROR,
        path=".git/HEAD",
        message=f"The file .git/HEAD, which says what is checked out, {what}: git sees no repository here.",
        evidence=tuple(facts),
        remedy=Remedy.RESTORE_HEAD,
        file="HEAD",
    )


def _detached(evidence: Evidence, deep: Deep) -> Iterator[Finding]:
    oid = evidence.head.oid
    if oid is None or not deep.read or deep.facts.missing:
        return
    gone = next((one for one in deep.missing if one.oid == oid), None)
    if gone is not None:
        yield Finding(
            code="head-object-missing",
            severity=Severity.ERROR,
            path=".git/HEAD",
            message=f"HEAD is at {oid[:12]}, and that commit cannot be read: {gone.why}.",
            at_risk=("what was committed last",),
            remedy=Remedy.RESTORE_HEAD,
            safety=Safety.CONSENT,
            file="HEAD",
            oid=oid,
        )
    elif deep.label(oid) and evidence.state.folders.isdisjoint(BUSY) and "BISECT_START" not in evidence.state:
        yield _detached_at(evidence, deep)


def _detached_at(evidence: Evidence, deep: Deep) -> Finding:
    oid = evidence.head.oid
    if deep.label(oid) != HEAD:
        return Finding(
            code="head-detached",
            severity=Severity.NOTE,
            path=".git/HEAD",
            message="HEAD is on no branch, at a commit that something else holds too.",
            evidence=(f"{oid}: held by {deep.label(oid)}",),
            file="HEAD",
            oid=oid,
        )
    count = sum(label == HEAD for label in deep.links.commits.values())
    return Finding(
        code="head-unheld",
        severity=Severity.WARNING,
        path=".git/HEAD",
        message="HEAD is on no branch, at commits that nothing else holds: the next switch leaves them behind.",
        evidence=(f"HEAD is {oid}",),
        at_risk=(f"{count} commit{'s' if count > 1 else ''}",),
        remedy=Remedy.ATTACH_HEAD,
        safety=Safety.CONSENT,
        file="HEAD",
        oid=oid,
    )


def _branch(evidence: Evidence, deep: Deep) -> Iterator[Finding]:
    ref = evidence.head.ref
    if ref is None or ref in evidence.refs or ref in lost_refs(evidence) or is_veiled(evidence):
        return
    log = evidence.reflogs.get(ref)
    oids = [line.new for line in reversed(log.lines) if line.new.strip("0")] if log else []
    if not oids and last_branch(evidence) == ref.removeprefix("refs/heads/"):
        oids = [line.new for line in reversed(evidence.reflogs["HEAD"].lines[-1:])]
    if not oids:
        yield _forgotten(ref) if _had_commits(evidence, deep) else _unborn(ref)
        return
    there = next((oid for oid in oids if deep.has(oid)), None)
    if there is None and deep.is_blind:
        return  # first the cause
    yield missing_branch("head-branch-missing", ref, there, len(oids))


def _unborn(ref: RefName) -> Finding:
    return Finding(
        code="head-unborn",
        severity=Severity.NOTE,
        path=".git/HEAD",
        message=f"The branch {ref.removeprefix('refs/heads/')} has no commit yet.",
        ref=ref,
    )


def _had_commits(evidence: Evidence, deep: Deep) -> bool:
    """Return whether there is no ref at all, and yet there are commits.

    A person who takes the first commit back ('git update-ref -d HEAD') leaves that in HEAD's reflog.
    """
    log = evidence.reflogs.get("HEAD")
    taken_back = bool(log and log.lines and not log.lines[-1].new.strip("0"))
    if taken_back or any(True for _ in evidence.refs.all()):
        return False
    return deep.packed or any(one.commit for one in deep.links.dangling)


def _forgotten(ref: RefName) -> Finding:
    return Finding(
        code="head-branch-missing",
        severity=Severity.ERROR,
        path=ref,
        message=f"{ref} is gone, like every other ref, and there are commits that no ref leads to.",
        at_risk=("all commits",),
        remedy=Remedy.RESTORE_REF,
        safety=Safety.CONSENT,
        ref=ref,
    )


def missing_branch(code: str, ref: RefName, there: str | None, known: int) -> Finding:
    """Return the finding for a branch that has a log and is not there; `there` is its last commit that is."""
    return Finding(
        code=code,
        severity=Severity.ERROR,
        path=ref,
        message=f"{ref} is gone, and its reflog says that it had commits.",
        evidence=(f"its last commit that is there is {there}" if there else f"none of {known} commits is there",),
        at_risk=(f"the commits of {ref}",),
        remedy=Remedy.RESTORE_REF,
        lossy=there is None,
        ref=ref,
    )


def is_veiled(evidence: Evidence, top: str = "refs") -> bool:
    """Return whether refs, or logs, may be there that were not looked at.

    They may be behind a link, in a folder that may not be entered, or in a packed-refs that was not read to its end.
    """
    hidden = (Kind.LINK, Kind.UNKNOWN)
    if top == "refs" and evidence.refs.packed.file.clipped:
        return True
    return top in evidence.layout.missing or any(
        seen.kind in hidden and (path == top or path.startswith(top + "/")) for path, seen in evidence.common.items()
    )
