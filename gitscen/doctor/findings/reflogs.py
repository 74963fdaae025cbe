"""Finds what is wrong with reflogs, but for that of the stash. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from gitscen.doctor.deep.model import Deep
from gitscen.doctor.deep.tips import REFLOG
from gitscen.doctor.evidence.model import Evidence, Reflog
from gitscen.doctor.finding import Finding, Remedy, Safety, Severity
from gitscen.doctor.findings.lines import bad_lines
from gitscen.doctor.findings.replaced import is_replaced
from gitscen.names import RefName

SHOWN = 5


def find(evidence: Evidence, deep: Deep) -> Iterator[Finding]:
    """Yield the findings of this family."""
    stale: dict[str, list[str]] = {}
    for one in deep.missing:
        if one.below.startswith(REFLOG) and not one.path and one.parent_of is None:
            stale.setdefault(one.below.removeprefix(REFLOG), []).append(one.oid)
    for name, log in evidence.reflogs.items():
        if name != "refs/stash":
            yield from _log(evidence, name, log)
    for name, oids in stale.items():
        yield Finding(
            code="reflog-stale",
            severity=Severity.NOTE,
            path=f".git/logs/{name}",
            message=f"The reflog of {name} names objects that are not there. Nothing that a ref holds is concerned.",
            evidence=tuple(oids[:SHOWN]),
            remedy=Remedy.MEND_REFLOG,
            file=f"logs/{name}",
            ref=RefName(name),
        )


def _log(evidence: Evidence, name: str, log: Reflog) -> Iterator[Finding]:
    where = f"logs/{name}"
    if is_replaced(evidence, where, log.file.fault):
        yield Finding(
            code="reflog-garbage",
            severity=Severity.WARNING,
            path=f".git/{where}",
            message=f"The reflog of {name} is no file.",
            evidence=(log.file.fault or "",),
            remedy=Remedy.MEND_REFLOG,
            file=where,
            ref=RefName(name),
        )
    elif log.file.fault:
        yield Finding(
            code="file-unreadable",
            severity=Severity.WARNING,
            path=f".git/{where}",
            message=f"The reflog of {name} cannot be read.",
            evidence=(log.file.fault,),
            safety=Safety.PERSON,
            file=where,
        )
    torn_only = log.torn and all(line.number > len(log.lines) for line in log.bad)
    if log.torn and torn_only:
        code, message = "reflog-torn", f"The last line of the reflog of {name} has no end: the next one is glued to it."
    elif log.bad:
        code, message = "reflog-garbage", f"The reflog of {name} has lines that are none."
    else:
        return
    yield Finding(
        code=code,
        severity=Severity.WARNING,
        path=f".git/{where}",
        message=message,
        evidence=bad_lines(log.bad),
        remedy=Remedy.MEND_REFLOG,
        file=where,
        ref=RefName(name),
    )
