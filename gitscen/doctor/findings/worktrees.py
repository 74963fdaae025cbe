"""Finds what is wrong with linked worktrees, seen from the repository that they belong to. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from gitscen.doctor.deep.model import Deep
from gitscen.doctor.deep.tips import WORKTREE
from gitscen.doctor.evidence.model import Evidence, HeadState, IndexState, LinkedWorktree
from gitscen.doctor.finding import Finding, Remedy, Safety, Severity

_BROKEN = (HeadState.MISSING, HeadState.EMPTY, HeadState.GARBAGE)


def find(evidence: Evidence, deep: Deep) -> Iterator[Finding]:
    """Yield the findings of this family."""
    for worktree in evidence.worktrees:
        faults = list(_faults(worktree))
        if faults and not (worktree.itself and evidence.layout.fault is not None):
            yield _broken(worktree, deep, faults)
        elif _is_headless(worktree) and not worktree.itself:
            yield _headless(worktree, f".git/worktrees/{worktree.name}/HEAD")
        elif worktree.found is False and not worktree.locked.exists:
            yield _missing(worktree, deep)
    if evidence.main is not None and _is_headless(evidence.main):
        yield _headless(evidence.main, "HEAD of the main worktree")


def _faults(worktree: LinkedWorktree) -> Iterator[str]:
    for file in (worktree.gitdir, worktree.commondir):
        if not file.content.strip(b"\0 \n"):
            yield f"its file {file.path.rpartition('/')[2]} is {'empty' if file.exists else 'missing'}"
    named = worktree.gitdir.content.strip(b"\0 \r\n")
    if named and (b"\n" in named or not named.endswith(b"/.git")):
        yield "its file gitdir names no worktree"
    if worktree.commondir.content.strip(b"\0 \n") and not worktree.returns:
        yield "its file commondir does not name this repository"
    if worktree.found and worktree.answers is False and not worktree.itself:
        yield f"the file .git in its folder {worktree.place} is missing or names something else"
    if _is_headless(worktree) and not _is_in_use(worktree):
        yield f"its HEAD is {worktree.head.state.value}"


def _is_headless(worktree: LinkedWorktree) -> bool:
    """Return whether HEAD is broken, or something else lies at its place. One that may not be read is none of it."""
    return worktree.head.state in _BROKEN or (worktree.head.file.fault or "").startswith("it is a ")


def _is_in_use(worktree: LinkedWorktree) -> bool:
    """Return whether a worktree is there and was worked in: 'git worktree add' was not killed half-way."""
    return bool(worktree.found) and (worktree.log is not None or worktree.index.state is not IndexState.MISSING)


def _broken(worktree: LinkedWorktree, deep: Deep, faults: list[str]) -> Finding:
    lost = not worktree.returns and worktree.found and worktree.answers is not False
    return Finding(
        code="worktree-broken",
        severity=Severity.ERROR,
        path=f".git/worktrees/{worktree.name}",
        message=f"The book-keeping of the linked worktree {worktree.name} is damaged.",
        evidence=tuple(faults),
        at_risk=tuple(_holds(worktree, deep)),
        remedy=Remedy.RESTORE_LAYOUT if lost else Remedy.HOLD_WORKTREE,
        safety=Safety.SAFE if lost else Safety.CONSENT,
        file=f"worktrees/{worktree.name}",
    )


def _headless(worktree: LinkedWorktree, path: str) -> Finding:
    """Return the finding for another worktree of which only HEAD is broken: it is mended from there."""
    return Finding(
        code="worktree-broken",
        severity=Severity.ERROR,
        path=path,
        message="The HEAD of another worktree of this repository is damaged, and git fsck fails here too: "
        f"'gitscen recover {worktree.place}' mends it.",
        evidence=(f"it is {worktree.head.state.value}",),
        safety=Safety.PERSON,
        file=None if worktree.is_main else f"worktrees/{worktree.name}",
    )


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
