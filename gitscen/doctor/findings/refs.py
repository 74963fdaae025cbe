"""Finds what is wrong with refs and where branches and remotes stand. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from gitscen.doctor.deep.model import Deep
from gitscen.doctor.deep.tips import REFLOG
from gitscen.doctor.evidence.model import Evidence, LooseRef, RefState
from gitscen.doctor.finding import Finding, Remedy, Safety, Severity
from gitscen.doctor.findings.head import is_veiled, missing_branch
from gitscen.doctor.findings.packedrefs import is_emptied, lost_refs
from gitscen.doctor.findings.replaced import is_replaced
from gitscen.names import Oid, RefName

STASH = "refs/stash"
RENAMED = "logs/refs/.tmp-renamed-log"


def find(evidence: Evidence, deep: Deep) -> Iterator[Finding]:
    """Yield the findings of this family."""
    for name, loose in evidence.refs.loose.items():
        if name != STASH:
            yield from _loose(evidence, loose)
    for path in evidence.refs.stray:
        yield Finding(
            code="ref-name-odd",
            severity=Severity.WARNING,
            path=f".git/{_below_refs(path)}",
            message="A file among the refs has a name that no ref may have: git stumbles over it.",
            remedy=Remedy.MOVE_ASIDE,
            file=_below_refs(path),
        )
    yield from _missing(evidence, deep)
    yield from _leading_nowhere(evidence)
    if deep.read and not deep.facts.missing:
        yield from _objects(evidence, deep)
    yield from _behind(evidence, deep)
    yield from _renamed(evidence)


def _below_refs(path: str) -> str:
    return path if path.startswith("refs/") else f"refs/{path}"


def _loose(evidence: Evidence, loose: LooseRef) -> Iterator[Finding]:
    match loose.state:
        case RefState.GOOD | RefState.SYMBOLIC:
            return
        case RefState.UNREADABLE if not is_replaced(evidence, loose.name, loose.text.decode(errors="replace")):
            yield Finding(
                code="file-unreadable",
                severity=Severity.ERROR,
                path=f".git/{loose.name}",
                message=f"The file of {loose.name} cannot be read.",
                safety=Safety.PERSON,
                file=loose.name,
                ref=loose.name,
            )
        case RefState.EMPTY | RefState.GARBAGE | RefState.UNREADABLE:
            empty = not loose.text.strip(b"\0 \n")
            facts = [] if empty else [f"it holds {loose.text[:60]!r}"]
            known = last_known(evidence, loose.name)
            facts += [f"its reflog ends at {known}"] if known else []
            yield Finding(
                code="ref-empty" if empty else "ref-garbage",
                severity=Severity.ERROR,
                path=f".git/{loose.name}",
                message=f"The file of {loose.name} {'is empty' if empty else 'holds no commit'}.",
                evidence=tuple(facts),
                at_risk=(f"the commits of {loose.name}",) if loose.name.startswith("refs/heads/") else (),
                remedy=Remedy.RESTORE_REF,
                file=loose.name,
                ref=loose.name,
            )


def last_known(evidence: Evidence, name: str) -> Oid | None:
    """Return the last value that a ref's reflog, or else packed-refs, gives it."""
    log = evidence.reflogs.get(name)
    for line in reversed(log.lines if log else ()):
        if line.new.strip("0"):
            return line.new
    return evidence.refs.packed.refs.get(RefName(name))


def _missing(evidence: Evidence, deep: Deep) -> Iterator[Finding]:
    explained = lost_refs(evidence)
    if is_veiled(evidence):
        return
    for name, log in evidence.reflogs.items():
        ref = RefName(name)
        if not name.startswith("refs/heads/") or ref in evidence.refs or ref in explained or ref == evidence.head.ref:
            continue
        oids = [line.new for line in reversed(log.lines) if line.new.strip("0")]
        there = next((oid for oid in oids if deep.has(oid)), None)
        if oids and (there or not deep.is_blind):  # else first the cause
            yield missing_branch("ref-missing", ref, there, len(oids))


def _leading_nowhere(evidence: Evidence) -> Iterator[Finding]:
    """Yield the symbolic refs to refs that are not there; what took those away is told instead, where it is known."""
    refs, told = evidence.refs, lost_refs(evidence)
    names = [name for name, loose in refs.loose.items() if loose.target and refs.oid(name) is None]
    for name in names if not is_veiled(evidence) and not is_emptied(evidence) else ():
        target = refs.loose[name].target
        if target is None or target in refs or target in told or (target in evidence.reflogs and _is_branch(target)):
            continue
        remote = name.startswith("refs/remotes/")
        yield Finding(
            code="ref-target-missing",
            severity=Severity.NOTE,
            path=name,
            message=f"{name} stands for {target}, which is not there: git fsck complains.",
            evidence=("'git remote set-head --auto' asks the remote what it is now",) if remote else (),
            remedy=Remedy.MOVE_ASIDE if remote else None,
            file=name,
            ref=name,
        )


def _is_branch(name: str) -> bool:
    return name.startswith("refs/heads/")


def _objects(evidence: Evidence, deep: Deep) -> Iterator[Finding]:
    """Yield the refs whose own object cannot be had."""
    missing = {one.oid: one for one in deep.missing}
    for name, oid in evidence.refs.all():
        gone = missing.get(oid)
        loose = evidence.refs.loose.get(name)
        if gone is None or name == STASH or (loose is not None and loose.state is RefState.SYMBOLIC):
            continue
        log = evidence.reflogs.get(name)
        back = (
            next((line.new for line in reversed(log.lines) if line.new != oid and deep.has(line.new)), None)
            if log
            else None
        )
        yield Finding(
            code="ref-object-missing",
            severity=Severity.ERROR,
            path=name,
            message=f"{name} is at {oid[:12]}, and that object cannot be read: {gone.why}.",
            evidence=(f"before that it was at {back}",) if back else ("its reflog knows no other value",),
            at_risk=(f"the commit {oid}",),
            remedy=Remedy.RESTORE_REF,
            safety=Safety.CONSENT,
            lossy=name.startswith(("refs/heads/", "refs/tags/")),
            ref=name,
            oid=oid,
        )


def _behind(evidence: Evidence, deep: Deep) -> Iterator[Finding]:
    """Yield the branches that are where their reflog says they were before."""
    for name, log in evidence.reflogs.items():
        oid = evidence.refs.oid(name)
        if not name.startswith("refs/heads/") or oid is None or not log.lines or log.bad:
            continue
        last, lost = log.lines[-1], RefName(name) not in evidence.refs.loose
        if last.new == oid or not deep.has(last.new) or not (lost or last.old == oid):
            continue
        if oid not in {line.new for line in log.lines} | {log.lines[0].old, last.old}:
            continue  # moved by a program that keeps no log
        if not lost and not deep.label(last.new).startswith(REFLOG):
            continue
        yield Finding(
            code="ref-behind",
            severity=Severity.WARNING,
            path=name,
            message=f"{name} has an older value than the last one in its reflog.",
            evidence=(f"it is at {oid}", f"its reflog ends at {last.new}: {last.message.decode(errors='replace')}"),
            at_risk=(f"what was committed on {name} since",),
            remedy=Remedy.RESTORE_REF if lost else Remedy.PIN,
            safety=Safety.CONSENT if lost else Safety.SAFE,
            ref=RefName(name),
            oid=last.new,
        )


def _renamed(evidence: Evidence) -> Iterator[Finding]:
    if RENAMED in evidence.common or RENAMED in evidence.listing:
        yield Finding(
            code="ref-rename-cut",
            severity=Severity.ERROR,
            path=f".git/{RENAMED}",
            message="A branch was being renamed when git died: it is under no name now, and its log under this one.",
            at_risk=("all commits of that branch",),
            remedy=Remedy.RESTORE_REF,
            file=RENAMED,
            ref=evidence.head.ref if evidence.head.ref and evidence.head.ref not in evidence.refs else None,
        )
