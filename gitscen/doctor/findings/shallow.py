"""Finds what is wrong with the boundary of a shallow clone and with borrowed objects. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from gitscen.doctor.deep.model import Deep
from gitscen.doctor.evidence.model import Evidence
from gitscen.doctor.finding import Finding, Remedy, Safety, Severity
from gitscen.doctor.findings.lines import bad_lines
from gitscen.doctor.findings.replaced import is_replaced
from gitscen.names import Oid

SHOWN = 10


def find(evidence: Evidence, deep: Deep) -> Iterator[Finding]:
    """Yield the findings of this family."""
    shallow = evidence.shallow
    boundary = lost_boundary(evidence, deep)
    replaced = is_replaced(evidence, "shallow", shallow.file.fault)
    if shallow.file.exists and shallow.file.fault and not replaced:
        yield Finding(
            code="file-unreadable",
            severity=Severity.ERROR,
            path=".git/shallow",
            message="The file .git/shallow cannot be read.",
            evidence=(shallow.file.fault,),
            safety=Safety.PERSON,
            file="shallow",
        )
    elif replaced or shallow.bad or (shallow.file.exists and boundary):
        yield Finding(
            code="shallow-garbage",
            severity=Severity.ERROR,
            path=".git/shallow",
            message="The file .git/shallow, which marks where history ends, has lines that are no commit.",
            evidence=bad_lines(shallow.bad) or (shallow.file.fault or "it is empty",),
            remedy=Remedy.MEND_SHALLOW,
            file="shallow",
        )
    elif boundary:
        yield Finding(
            code="shallow-missing",
            severity=Severity.ERROR,
            path=".git/shallow",
            message="The file .git/shallow is gone, and history ends at commits whose parents are not there.",
            evidence=tuple(f"the parents of {oid} are missing" for oid in sorted(boundary)[:SHOWN]),
            remedy=Remedy.MEND_SHALLOW,
            file="shallow",
        )
    yield from _alternates(deep)


def lost_boundary(evidence: Evidence, deep: Deep) -> frozenset[Oid]:
    """Return the commits at which history ends as in a shallow clone, without the file that says so."""
    ends = frozenset(one.parent_of for one in deep.missing if one.parent_of and one.why == "it is missing")
    lost = bool(evidence.shallow.bad) or (evidence.shallow.file.empty and bool(ends))
    return ends if lost or not deep.rooted else frozenset()


def _alternates(deep: Deep) -> Iterator[Finding]:
    alternates = deep.facts.alternates
    where, file = ".git/objects/info/alternates", "objects/info/alternates"
    if not isinstance(alternates, str) and any("\0" in one.text for one in alternates):
        alternates = "it has zero bytes"
    if isinstance(alternates, str):
        yield Finding(
            code="alternates-garbage",
            severity=Severity.ERROR,
            path=where,
            message=f"The list of places to borrow objects from cannot be read: {alternates}.",
            remedy=Remedy.MEND_ALTERNATES,
            file=file,
        )
        return
    for one in alternates:
        if not one.exists:
            yield Finding(
                code="alternates-missing",
                severity=Severity.ERROR,
                path=where,
                message="Objects are borrowed from a folder that is not there.",
                evidence=(one.text,),
                at_risk=("whatever was only there",),
                remedy=Remedy.MEND_ALTERNATES,
                file=file,
            )
        elif one.outside:
            yield Finding(
                code="alternates-outside",
                severity=Severity.NOTE,
                path=where,
                message="Objects are borrowed from a folder outside this workspace: it was not looked at.",
                evidence=(one.text,),
            )
