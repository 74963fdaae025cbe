"""Finds what a person should know of history and remotes; nothing here is damage. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from gitscen.doctor.deep.model import Deep
from gitscen.doctor.deep.tips import STATE
from gitscen.doctor.evidence.model import Config, Evidence
from gitscen.doctor.finding import Finding, Remedy, Severity
from gitscen.doctor.findings.operations import in_progress

LEFT = ("REBASE_HEAD", "BISECT_EXPECTED_REV")
"""Files that may stay when their operation is over."""
MOST = 50
"""How many remotes are looked at."""
PSEUDO = ("ORIG_HEAD", "FETCH_HEAD")


def find(evidence: Evidence, deep: Deep) -> Iterator[Finding]:
    """Yield the findings of this family."""
    yield from _replaced(evidence)
    yield from _upstreams(evidence)
    yield from _forced(evidence, deep)
    yield from _remotes(evidence.config)
    yield from _pseudo(evidence)
    yield from _stale(evidence, deep)


def _replaced(evidence: Evidence) -> Iterator[Finding]:
    replaced = [name for name, _ in evidence.refs.all("refs/replace/")]
    grafts = evidence.info.get("info/grafts")
    facts = [*replaced[:5], *([".git/info/grafts"] if grafts and grafts.content.strip() else [])]
    if facts:
        yield Finding(
            code="history-replaced",
            severity=Severity.NOTE,
            path=facts[0],
            message="Replacements or grafts are in force: the history that git shows is not what the commits say.",
            evidence=tuple(facts),
        )


def _upstreams(evidence: Evidence) -> Iterator[Finding]:
    if evidence.refs.packed.file.clipped:
        return  # it may be in the rest
    remotes = evidence.config.each("branch", "remote")
    for branch, merge in evidence.config.each("branch", "merge").items():
        remote = remotes.get(branch)
        here = f"refs/heads/{branch}" in evidence.refs
        tracking = f"refs/remotes/{remote}/{merge.removeprefix('refs/heads/')}"
        if not here or remote in (None, ".") or not merge.startswith("refs/heads/") or tracking in evidence.refs:
            continue
        yield Finding(
            code="upstream-gone",
            severity=Severity.NOTE,
            path=f"refs/heads/{branch}",
            message=f"The branch {branch} follows {remote}/{merge.removeprefix('refs/heads/')}, which is not here.",
        )


def _forced(evidence: Evidence, deep: Deep) -> Iterator[Finding]:
    for name, log in evidence.reflogs.items():
        if not name.startswith("refs/remotes/"):
            continue
        forced = [line for line in log.lines if b"forced-update" in line.message]
        left = [line.old for line in forced if deep.label(line.old) != name]
        if left and log.lines[-1] == forced[-1]:
            yield Finding(
                code="upstream-diverged",
                severity=Severity.NOTE,
                path=name,
                message=f"{name} was force-pushed: its earlier tip is not in its history any more.",
                evidence=tuple(f"it was at {oid}, held by {deep.label(oid) or 'nothing'}" for oid in left[-3:]),
                oid=left[-1],
            )


def _remotes(config: Config) -> Iterator[Finding]:
    for remote, url in islice(config.each("remote", "url").items(), MOST):
        if url.startswith(("/", "./", "../", "file://")):
            yield Finding(
                code="remote-path",
                severity=Severity.NOTE,
                path=f"remote {remote}",
                message=f"The remote {remote} is a place on this machine: it was not looked at.",
                evidence=(url,),
            )


def _stale(evidence: Evidence, deep: Deep) -> Iterator[Finding]:
    """Yield the files that note a commit which cannot be had, or not whole, and that nothing depends on."""
    for name in dict.fromkeys(one.below for one in deep.missing):
        if name in stale_labels(evidence):
            path = name.removeprefix(STATE)
            yield Finding(
                code="pseudo-ref-stale",
                severity=Severity.NOTE,
                path=f".git/{path}",
                message=f"The file .git/{path} notes a commit that is not there, or not whole. Nothing depends on it.",
                remedy=Remedy.MOVE_ASIDE,
                file=path,
            )


def stale_labels(evidence: Evidence) -> frozenset[str]:
    """Return the labels of what only notes a commit: ORIG_HEAD, and what operations left that are over."""
    loose = set(LEFT) if not in_progress(evidence) else set()
    return frozenset(f"{STATE}{name}" for name in {"ORIG_HEAD", *loose})


def _pseudo(evidence: Evidence) -> Iterator[Finding]:
    for name in PSEUDO:
        file = evidence.state.get(name)
        garbage = name == "ORIG_HEAD" and file.readable and file.oid is None
        zeroed = name == "FETCH_HEAD" and file.readable and bool(file.content) and not file.content.strip(b"\0")
        if garbage or zeroed:
            yield Finding(
                code="pseudo-ref-garbage",
                severity=Severity.WARNING,
                path=f".git/{name}",
                message=f"The file .git/{name} cannot be read. It only notes where something was.",
                remedy=Remedy.MOVE_ASIDE,
                file=name,
            )
