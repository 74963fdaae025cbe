"""Finds what is wrong with the index. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from gitscen.doctor.deep.model import Deep
from gitscen.doctor.evidence.indexfile import INTENT_TO_ADD
from gitscen.doctor.evidence.model import Evidence, IndexState, LayoutKind
from gitscen.doctor.finding import Finding, Remedy, Safety, Severity
from gitscen.doctor.findings.locks import right_lock
from gitscen.doctor.findings.operations import in_progress
from gitscen.doctor.findings.replaced import is_replaced
from gitscen.names import quote_path

SHOWN = 10
_BROKEN = {
    IndexState.EMPTY: ("index-empty", "is a file without content"),
    IndexState.GARBAGE: ("index-garbage", "is no index"),
    IndexState.TRUNCATED: ("index-truncated", "ends before its last entry, or does not parse"),
    IndexState.BAD_CHECKSUM: ("index-checksum", "does not have the content that its checksum says"),
}


def find(evidence: Evidence, deep: Deep) -> Iterator[Finding]:
    """Yield the findings of this family."""
    if evidence.layout.git_dir is None or evidence.layout.kind is LayoutKind.BARE:
        return
    yield from _file(evidence, deep)
    yield from _objects(evidence, deep)
    yield from _stale(evidence, deep)
    yield from _unmerged(evidence)
    yield from _flags(evidence)


def _file(evidence: Evidence, deep: Deep) -> Iterator[Finding]:
    index = evidence.index
    facts = (index.fault,) if index.fault else ()
    match index.state:
        case IndexState.GOOD:
            return
        case IndexState.MISSING:
            yield from _missing(evidence, deep)
        case IndexState.UNREADABLE if is_replaced(evidence, "index", index.fault):
            yield _lost("index-garbage", "is no file", facts)
        case IndexState.UNREADABLE | IndexState.UNKNOWN:
            unknown = index.state is IndexState.UNKNOWN
            yield Finding(
                code="index-unknown" if unknown else "file-unreadable",
                severity=Severity.WARNING,
                path=".git/index",
                message=f"The index {'has a format that gitscen does not know' if unknown else 'cannot be read'}.",
                evidence=facts,
                safety=Safety.PERSON,
                file="index",
            )
        case IndexState.EMPTY | IndexState.GARBAGE | IndexState.TRUNCATED | IndexState.BAD_CHECKSUM:
            code, what = _BROKEN[index.state]
            yield _lost(code, what, facts)


def _lost(code: str, what: str, facts: tuple[str, ...]) -> Finding:
    return Finding(
        code=code,
        severity=Severity.ERROR,
        path=".git/index",
        message=f"The index {what}.",
        evidence=facts,
        at_risk=("what was staged",),
        remedy=Remedy.REBUILD_INDEX,
        file="index",
    )


def _missing(evidence: Evidence, deep: Deep) -> Iterator[Finding]:
    log = evidence.reflogs.get("HEAD")
    if (deep.head is None and not (log and log.lines)) or evidence.config.truth("core.bare"):
        return  # with core.bare the files are in linked worktrees, each with an index of its own
    files = evidence.files.files + len(evidence.files.loose) + len(evidence.files.nested)
    if not files:
        yield Finding(
            code="index-missing",
            severity=Severity.NOTE,
            path=".git/index",
            message="Nothing is checked out: there is no index and no file, as after 'git clone --no-checkout'.",
        )
        return
    yield Finding(
        code="index-missing",
        severity=Severity.ERROR,
        path=".git/index",
        message="The index is gone: git takes it for empty"
        + (", and a commit now would delete every file." if deep.head else "."),
        at_risk=("what was staged",),
        remedy=Remedy.REBUILD_INDEX,
        file="index",
    )


def _objects(evidence: Evidence, deep: Deep) -> Iterator[Finding]:
    if deep.facts.missing:
        return
    broken = {oid for oid, _ in deep.facts.broken}
    for one in deep.missing:
        if one.below != "index" or is_promised(evidence):
            continue
        same = one.oid in deep.here
        yield Finding(
            code="index-object-missing",
            severity=Severity.ERROR,
            path=quote_path(one.path),
            message=f"What is staged of {quote_path(one.path)} cannot be read: {one.why}.",
            evidence=(
                f"the object {one.oid}",
                "the file has the same content" if same else "the file has other content",
            ),
            at_risk=() if same else (f"the staged version of {quote_path(one.path)}",),
            remedy=Remedy.HEAL_OBJECT,
            lossy=not same,
            file=f"objects/{one.oid[:2]}/{one.oid[2:]}" if one.oid in broken else None,
            oid=one.oid,
        )


def is_promised(evidence: Evidence) -> bool:
    """Return whether objects may be missing because a remote promised them (a partial clone)."""
    config = evidence.config
    promisors = (entry for entry in config.entries if entry.key.startswith("remote.") and entry.truth)
    return any(entry.key.endswith(".promisor") for entry in promisors) or bool(config.get("extensions.partialclone"))


def _stale(evidence: Evidence, deep: Deep) -> Iterator[Finding]:
    if deep.lagging is None:
        return
    lock = right_lock(evidence, deep)
    yield Finding(
        code="index-stale",
        severity=Severity.WARNING,
        path=".git/index",
        message="The branch has moved on and the index has not: a commit now would revert the last one.",
        evidence=(
            f"the index has the tree of {deep.lagging}",
            f"HEAD is {deep.head}",
            *(("index.lock holds the right index",) if lock else ()),
        ),
        at_risk=("the last commit",),
        remedy=Remedy.INSTALL_INDEX if lock else Remedy.REBUILD_INDEX,
        file="index.lock" if lock else "index",
    )


def _unmerged(evidence: Evidence) -> Iterator[Finding]:
    unmerged = evidence.index.unmerged
    if unmerged and evidence.index.usable and not in_progress(evidence):
        paths = [quote_path(path) for path in unmerged]
        yield Finding(
            code="index-unmerged",
            severity=Severity.WARNING,
            path=paths[0],
            message=f"{len(paths)} path{'s are' if len(paths) > 1 else ' is'} unmerged and no "
            f"operation is in progress.",
            evidence=tuple(paths[:SHOWN]),
            at_risk=("half-resolved text in the files",),
            remedy=Remedy.SETTLE_UNMERGED,
            safety=Safety.CONSENT,
            file="index",
        )


def _flags(evidence: Evidence) -> Iterator[Finding]:
    index = evidence.index
    later = [path for path in index.flagged if (record := index.staged.get(path)) and record[2] & INTENT_TO_ADD]
    if later:
        yield Finding(
            code="index-intent-to-add",
            severity=Severity.NOTE,
            path=quote_path(later[0]),
            message="Paths are marked to be added later ('git add -N'): git refuses to stash.",
            evidence=tuple(quote_path(path) for path in later[:SHOWN]),
        )
    hidden = [one for one in evidence.files.changed if one.hidden]
    if hidden:
        yield Finding(
            code="index-hidden",
            severity=Severity.NOTE,
            path=quote_path(hidden[0].path),
            message="Edits are hidden by an index flag: status and stash do not see them, a switch may overwrite them.",
            evidence=tuple(f"{quote_path(one.path)}: {one.change.value}" for one in hidden[:SHOWN]),
        )
    if "sdir" in index.extensions or any(
        config.truth("core.sparsecheckout") for config in (evidence.config, evidence.worktree_config)
    ):
        yield Finding(
            code="sparse-leftover",
            severity=Severity.NOTE,
            path=".git/info/sparse-checkout",
            message="A sparse checkout is on: not all tracked files are in the working tree.",
            evidence=(f"{evidence.files.gone} are left out",),
        )
