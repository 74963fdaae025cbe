"""Finds what is wrong with the way from the workspace to its repository, and with the folders that git needs. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from gitscen.doctor.deep.model import Deep
from gitscen.doctor.evidence.model import Evidence, LayoutFault, LayoutKind
from gitscen.doctor.finding import Finding, Remedy, Safety, Severity


def find(evidence: Evidence, deep: Deep) -> Iterator[Finding]:
    """Yield the findings of this family."""
    layout = evidence.layout
    if layout.fault is not None and deep.above:
        yield _within(deep.above)
    elif layout.fault is not None:
        yield _fault(evidence, layout.fault)
    if layout.kind is LayoutKind.BARE:
        yield Finding(
            code="bare-repository",
            severity=Severity.NOTE,
            message="This is a bare repository: it has no working tree, so only refs, objects and "
            "settings were looked at.",
        )
    for piece in layout.missing:
        if piece in ("refs", "objects"):
            yield Finding(
                code=f"{piece}-missing",
                severity=Severity.ERROR,
                path=f".git/{piece}",
                message=f"The folder .git/{piece} is gone: git sees no repository here.",
                at_risk=("all commits that were only here",) if piece == "objects" else (),
                remedy=Remedy.RESTORE_LAYOUT,
                lossy=piece == "objects",
                file=piece,
            )


def _within(above: str) -> Finding:
    return Finding(
        code="git-missing",
        severity=Severity.WARNING,
        path=".git",
        message="There is no .git here, but a folder above has one: this is a part of that workspace, or lost its own.",
        evidence=(f"the repository is at {above}",),
        safety=Safety.PERSON,
    )


def _fault(evidence: Evidence, fault: LayoutFault) -> Finding:
    layout = evidence.layout
    facts = tuple(
        f"{name}: {value}" for name, value in (("it says", layout.pointer), ("that is", layout.target)) if value
    )
    match fault:
        case LayoutFault.NO_GIT:
            return Finding(
                code="git-missing",
                severity=Severity.ERROR,
                path=".git",
                message="There is no .git here: either this never was a workspace, or its repository is gone.",
                at_risk=("commits, stash entries and staged versions that were only here",),
                remedy=Remedy.INIT_REPOSITORY,
                safety=Safety.CONSENT,
            )
        case LayoutFault.COMMONDIR | LayoutFault.COMMON_MISSING:
            return Finding(
                code="worktree-broken",
                severity=Severity.ERROR,
                path=".git",
                message=f"This linked worktree does not find its repository: {fault.value}.",
                evidence=facts,
                remedy=Remedy.RESTORE_LAYOUT,
                safety=Safety.SAFE if fault is LayoutFault.COMMONDIR else Safety.PERSON,
                file="commondir",
            )
        case LayoutFault.LINK | LayoutFault.POINTER_ELSEWHERE:
            return Finding(
                code="link-outside",
                severity=Severity.WARNING,  # 'git init --separate-git-dir' makes such pointers
                path=".git",
                message=f"The repository is not looked at: {fault.value}.",
                evidence=facts,
                safety=Safety.PERSON,
            )
        case LayoutFault.UNREADABLE:
            return Finding(
                code="file-unreadable",
                severity=Severity.ERROR,
                path=".git",
                message=f"The repository is not looked at: {fault.value}.",
                safety=Safety.PERSON,
            )
        case LayoutFault.OTHER | LayoutFault.POINTER_GARBAGE | LayoutFault.POINTER_DANGLING:
            return Finding(
                code="gitdir-broken",
                severity=Severity.ERROR,
                path=".git",
                message=f"git finds no repository from here: {fault.value}.",
                evidence=facts,
                remedy=Remedy.RESTORE_LAYOUT,
                safety=Safety.PERSON,
                file=".git",
            )
