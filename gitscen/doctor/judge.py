"""Evidence and what the objects add to it into findings, a ledger, a level and a story. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from gitscen.doctor.deep.model import Deep
from gitscen.doctor.evidence.model import Evidence
from gitscen.doctor.finding import Diagnosis, Finding, Severity
from gitscen.doctor.findings import (
    config,
    files,
    head,
    history,
    index,
    layout,
    locks,
    objects,
    operations,
    packedrefs,
    reflogs,
    refs,
    repository,
    shallow,
    stash,
    worktrees,
)
from gitscen.doctor.ledger import ledger
from gitscen.doctor.level import level
from gitscen.doctor.story import story

FAMILIES = (
    layout, repository, config, head, refs, packedrefs, reflogs, shallow, objects, index, operations, stash, locks,
    files, worktrees, history,
)  # fmt: skip


def judge(evidence: Evidence, deep: Deep) -> Diagnosis:
    """Return the diagnosis that evidence and objects make. Where the format is unknown, only that is told."""
    findings = tuple(find(evidence, deep))
    unknown = any(finding.code == "format-unknown" for finding in findings)
    held = () if unknown else ledger(evidence, deep)
    return Diagnosis(
        workspace=evidence.layout.workspace,
        level=level(findings, held),
        findings=findings,
        ledger=held,
        story=story(evidence, deep, findings),
    )


def find(evidence: Evidence, deep: Deep) -> Iterator[Finding]:
    """Yield the findings of all families, the loud ones first."""
    if is_unknown(evidence):
        yield from repository.find(evidence, deep)
        return
    found = [finding for family in FAMILIES for finding in family.find(evidence, deep)]
    order = (Severity.ERROR, Severity.WARNING, Severity.NOTE)
    yield from sorted(found, key=lambda finding: order.index(finding.severity))


def is_unknown(evidence: Evidence) -> bool:
    """Whether the repository is of a format that nobody here can read: then nothing else of it can be told."""
    return any(True for _ in repository.find_format(evidence))
