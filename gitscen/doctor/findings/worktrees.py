"""Finds what is wrong with linked worktrees, seen from the repository that they belong to. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from gitscen.doctor.deep.model import Deep
from gitscen.doctor.deep.tips import WORKTREE
from gitscen.doctor.evidence.model import Evidence, HeadState, LinkedWorktree
from gitscen.doctor.finding import Finding, Remedy, Safety, Severity


def find(evidence: Evidence, deep: Deep) -> Iterator[Finding]:
    """Yield the findings of this family."""
    for worktree in evidence.worktrees:
        faults = list(_faults(worktree))
        if faults and not (worktree.itself and evidence.layout.fault is not None):
            yield Finding(
                code="worktree-broken",
                severity=Severity.ERROR,
                path=f".git/worktrees/{worktree.name}",
                message=f"The book-keeping of the linked worktree {worktree.name} is damaged.",
                evidence=tuple(faults),
                at_risk=tuple(_holds(worktree, deep)),
                remedy=Remedy.HOLD_WORKTREE,
                safety=Safety.CONSENT,
                file=f"worktrees/{worktree.name}",
            )
        elif worktree.found is False and not worktree.locked.exists:
            yield _missing(worktree, deep)


def _faults(worktree: LinkedWorktree) -> Iterator[str]:
    for file in (worktree.gitdir, worktree.commondir):
        if not file.content.strip(b"\0 \n"):
            yield f"its file {file.path.rpartition('/')[2]} is {'empty' if file.exists else 'missing'}"
    if worktree.found and worktree.answers is False and not worktree.itself:
        yield f"the file .git in its folder {worktree.place} is missing or names something else"
    if worktree.head.state in (HeadState.MISSING, HeadState.EMPTY, HeadState.GARBAGE):
        yield f"its HEAD is {worktree.head.state.value}"


def _missing(worktree: LinkedWorktree, deep: Deep) -> Finding:
    holds = tuple(_holds(worktree, deep))
    return Finding(
        code="worktree-missing",
        severity=Severity.WARNING if holds else Severity.NOTE,
        path=f".git/worktrees/{worktree.name}",
        message=f"The folder of the linked worktree {worktree.name} is gone.",
        evidence=(f"it was at {worktree.place}",) if worktree.place else (),
        at_risk=holds,
        remedy=Remedy.HOLD_WORKTREE if holds else None,
        file=f"worktrees/{worktree.name}",
    )


def _holds(worktree: LinkedWorktree, deep: Deep) -> Iterator[str]:
    """Yield what only the worktree's own files hold."""
    label = deep.label(worktree.head.oid)
    if label.startswith(WORKTREE):
        yield f"commits that only its HEAD holds, {worktree.head.oid}"
    if worktree.index.usable and worktree.index.staged and (worktree.index.tree is None or worktree.index.unmerged):
        yield "what was staged in it"
