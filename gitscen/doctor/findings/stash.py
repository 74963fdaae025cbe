"""Finds what is wrong with stash entries: the ref, its log, and what is held twice or not at all. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from gitscen.doctor.deep.model import Deep, Saved
from gitscen.doctor.deep.tips import STASH
from gitscen.doctor.evidence.model import Evidence, Logged, RefState
from gitscen.doctor.finding import Finding, Remedy, Safety, Severity
from gitscen.doctor.findings.head import is_veiled
from gitscen.doctor.findings.lines import bad_lines
from gitscen.doctor.findings.packedrefs import lost_refs
from gitscen.names import Oid, RefName

REF = RefName("refs/stash")
LOG = "logs/refs/stash"
AUTOSTASH = ": autostash"
"""The end of the subject of an autostash: git drops it itself when it is applied."""


def find(evidence: Evidence, deep: Deep) -> Iterator[Finding]:
    """Yield the findings of this family."""
    faults = list(_list(evidence))
    yield from faults
    if deep.read and not deep.facts.missing:
        yield from _objects(deep)
        yield from () if faults else _twice(evidence, deep)  # first the list, then what is in it
        yield from () if deep.is_blind else _dropped(deep)  # what is not seen may hold it


def _list(evidence: Evidence) -> Iterator[Finding]:
    log = evidence.reflogs.get(REF)
    lines = log.lines if log else ()
    loose = evidence.refs.loose.get(REF)
    oid = evidence.refs.oid(REF)
    if loose is not None and loose.state not in (RefState.GOOD, RefState.SYMBOLIC):
        yield _broken(
            "stash-ref-garbage",
            f"The file refs/stash "
            f"{'is empty' if loose.state is RefState.EMPTY else 'holds no commit'}: the stash list seems empty.",
            lines,
            file=REF,
        )
    elif oid is None and lines and REF not in lost_refs(evidence) and not is_veiled(evidence):
        yield _broken(
            "stash-ref-missing", "refs/stash is gone: git shows no stash entry, and the list has some.", lines
        )
    if log and (log.bad or log.torn):
        yield _broken("stash-log-torn", "The stash list has lines that are none.", lines, facts=bad_lines(log.bad))
    elif oid is not None and not lines and not is_veiled(evidence, "logs") and not (log and log.file.fault):
        yield _broken(
            "stash-log-missing",
            "The stash list is gone: git shows no entry, and the next 'git stash push' deletes the "
            "one that refs/stash holds.",
            lines,
            facts=(f"refs/stash is {oid}",),
            oid=oid,
        )
    elif oid is not None and lines and lines[-1].new != oid:
        yield from _apart(oid, lines)


def _apart(oid: Oid, lines: tuple[Logged, ...]) -> Iterator[Finding]:
    ahead = oid == lines[-1].old or any(line.new == oid for line in lines)
    code = "stash-log-ahead" if ahead else "stash-log-behind"
    message = (
        "The stash list has newer entries than refs/stash says."
        if ahead
        else "refs/stash holds an entry that the stash list does not show."
    )
    facts = (f"refs/stash is {oid}", f"the list ends at {lines[-1].new}")
    yield Finding(
        code=code,
        severity=Severity.WARNING,
        path=REF,
        message=message,
        evidence=facts,
        at_risk=_entries(lines),
        remedy=Remedy.MEND_STASH,
        file=LOG,
        ref=REF,
        oid=oid,
    )


def _broken(
    code: str,
    message: str,
    lines: tuple[Logged, ...],
    *,
    facts: tuple[str, ...] = (),
    file: str = LOG,
    oid: Oid | None = None,
) -> Finding:
    return Finding(
        code=code,
        severity=Severity.ERROR,
        path=f".git/{file}",
        message=message,
        evidence=facts,
        at_risk=_entries(lines) or ("stash entries",),
        remedy=Remedy.MEND_STASH,
        file=file,
        ref=REF,
        oid=oid,
    )


def _entries(lines: tuple[Logged, ...]) -> tuple[str, ...]:
    return tuple(line.message.decode(errors="backslashreplace") for line in reversed(lines))


def _objects(deep: Deep) -> Iterator[Finding]:
    for one in deep.missing:
        if (one.below.startswith(STASH) or one.below == REF) and one.parent_of is None and not one.path:
            yield Finding(
                code="stash-object-missing",
                severity=Severity.ERROR,
                path=one.below,
                message=f"The stash entry {one.below} cannot be read: {one.why}.",
                evidence=(f"it wants the {one.kind} {one.oid}",),
                at_risk=(one.below,),
                remedy=Remedy.HEAL_OBJECT,
                lossy=True,
                oid=one.oid,
            )


def _twice(evidence: Evidence, deep: Deep) -> Iterator[Finding]:
    for saved in deep.saved:
        if saved.is_here and evidence.files.known and not evidence.index.unmerged:
            yield Finding(
                code="stash-not-reset",
                severity=Severity.WARNING,
                path=f"{STASH}0}}",
                message="The newest stash entry holds just what the working tree has: a pop would refuse or conflict.",
                evidence=(f"{saved.paths} paths are the same", f"{saved.oid}: {saved.subject}"),
                remedy=Remedy.HOLD_DUPLICATE,
                safety=Safety.CONSENT,
                ref=REF,
                oid=saved.oid,
            )


def _dropped(deep: Deep) -> Iterator[Finding]:
    held = {saved.oid: saved for saved in deep.dropped}
    for dangling in deep.links.dangling:
        saved = held.get(dangling.oid)
        if saved is None or not is_lost(saved):
            continue
        yield Finding(
            code="stash-dropped",
            severity=Severity.WARNING,
            path=saved.oid,
            message="A commit shaped like a stash entry is held by nothing: git gc deletes it in time.",
            evidence=(saved.subject, f"{saved.paths - saved.held} of {saved.paths} paths are nowhere else"),
            at_risk=(saved.subject,),
            remedy=Remedy.STORE_STASH,
            oid=saved.oid,
        )


def is_lost(saved: Saved) -> bool:
    """Return whether a dangling entry looks like lost work, and not like one that was applied and dropped."""
    return saved.is_lost
