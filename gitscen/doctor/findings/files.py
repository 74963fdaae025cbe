"""Finds what a person should know of the working files. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from gitscen.doctor.deep.model import Deep
from gitscen.doctor.evidence.model import Change, Evidence
from gitscen.doctor.finding import Finding, Remedy, Safety, Severity
from gitscen.names import quote_path

SHOWN = 10
SUDDEN = 2
"""So many files that are empty at once were not emptied by a person."""


def find(evidence: Evidence, deep: Deep) -> Iterator[Finding]:
    """Yield the findings of this family."""
    yield from _emptied(evidence)
    yield from _case(evidence)
    yield from _links(evidence)
    yield from _nested(evidence)
    yield from _submodules(evidence)
    if deep.blocked:
        yield Finding(
            code="file-blocks",
            severity=Severity.NOTE,
            path=quote_path(deep.blocked[0].path),
            message="Untracked files stand where another branch has files of its own: git refuses to switch there.",
            evidence=tuple(f"{quote_path(one.path)}: {one.branch}" for one in deep.blocked[:SHOWN]),
        )


def _emptied(evidence: Evidence) -> Iterator[Finding]:
    emptied = [
        quote_path(one.path) for one in evidence.files.changed if one.change is Change.EMPTIED and not one.hidden
    ]
    if not emptied:
        return
    many = len(emptied) >= SUDDEN
    yield Finding(
        code="file-emptied",
        severity=Severity.WARNING if many else Severity.NOTE,
        path=emptied[0],
        message=f"{len(emptied)} tracked file{'s are' if many else ' is'} empty and had content.",
        evidence=tuple(emptied[:SHOWN]),
        at_risk=tuple(emptied),
        remedy=Remedy.RESTORE_FILES if many else None,
        safety=Safety.CONSENT,
    )


def _case(evidence: Evidence) -> Iterator[Finding]:
    staged = evidence.index.staged
    folded: dict[bytes, bytes] = {path.lower(): path for path in staged}
    if len(folded) == len(staged):
        return
    twins = [path for path in staged if folded[path.lower()] != path]
    yield Finding(
        code="file-case",
        severity=Severity.NOTE,
        path=quote_path(twins[0]),
        message="Tracked paths differ only in upper and lower case.",
        evidence=tuple(f"{quote_path(path)}, {quote_path(folded[path.lower()])}" for path in twins[:SHOWN]),
    )


def _links(evidence: Evidence) -> Iterator[Finding]:
    broken = [quote_path(one.path) for one in evidence.files.pointing if one.broken and not one.outside]
    if broken:
        yield Finding(
            code="file-link-broken",
            severity=Severity.NOTE,
            path=broken[0],
            message="Symbolic links lead nowhere.",
            evidence=tuple(broken[:SHOWN]),
        )
    outside = [one for one in evidence.files.pointing if one.outside]
    if outside:
        yield Finding(
            code="file-link-outside",
            severity=Severity.NOTE,
            path=quote_path(outside[0].path),
            message="Symbolic links lead out of the workspace: they were not followed.",
            evidence=tuple(f"{quote_path(one.path)}: {quote_path(one.target)}" for one in outside[:SHOWN]),
        )


def _nested(evidence: Evidence) -> Iterator[Finding]:
    for one in evidence.files.nested:
        path = quote_path(one.path)
        if not one.tracked and one.path not in evidence.index.unmerged:
            yield Finding(
                code="nested-repository",
                severity=Severity.NOTE,
                path=path,
                message=f"Another repository lies in {path}: git does not save what is in it.",
            )
        elif one.tracked and not one.found:
            yield Finding(
                code="submodule-missing",
                severity=Severity.ERROR,
                path=path,
                message=f"The repository of the submodule {path} is gone; its files are here.",
                evidence=(f"its .git says {one.pointer}",) if one.pointer else (),
                at_risk=(f"commits that only the submodule {path} had",),
                remedy=Remedy.DETACH_SUBMODULE,
                safety=Safety.CONSENT,
                file=path,
            )


def _submodules(evidence: Evidence) -> Iterator[Finding]:
    for one in evidence.submodules:
        if one.faults:
            path = quote_path(one.path)
            yield Finding(
                code="submodule-broken",
                severity=Severity.WARNING,
                path=path,
                message=f"The repository of the submodule {path} is damaged, and 'git status' may die of it here too: "
                f"ask 'gitscen doctor {path}'.",
                evidence=one.faults,
                at_risk=(f"work in the submodule {path}",),
                safety=Safety.PERSON,
            )
        if one.outside is not None:
            yield Finding(
                code="link-outside",
                severity=Severity.WARNING,
                path=quote_path(one.path),
                message=f"The repository of the submodule {quote_path(one.path)} lies outside of the workspace: "
                "it was not looked at.",
                evidence=(f"it is at {one.outside}",),
                safety=Safety.PERSON,
            )
